package io.trunkline.workflows.effects;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.trunkline.workflows.connector.CallResult;
import java.util.Optional;

/** How a trigger subscribes to what then calls it back; blocks. */
interface Subscriber {
  /**
   * Subscribes.
   *
   * @param context in which {@code listCallbackUrl()} answers
   * @throws io.trunkline.workflows.connector.ConnectorException where it is refused
   */
  CallResult subscribe(TriggerCheck.Site site, TriggerContext context);

  /**
   * Returns what takes the subscription back, for {@link Unsubscriptions}.
   *
   * @param answer to {@link #subscribe}
   */
  Optional<ObjectNode> unsubscribe(
      TriggerCheck.Site site, TriggerContext context, CallResult.Answer answer);
}
