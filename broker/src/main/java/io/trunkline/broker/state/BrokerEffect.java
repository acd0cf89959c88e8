package io.trunkline.broker.state;

import io.trunkline.broker.EntityPath;
import org.jspecify.annotations.Nullable;

/** What the leader is told about after a commit. */
public sealed interface BrokerEffect {
  /**
   * Messages came into a queue.
   *
   * @param first whether none was available before
   * @param traceparent of the first of them, or null
   */
  record Arrived(QueueId queue, boolean first, @Nullable String traceparent)
      implements BrokerEffect {}

  /** An entity's settings changed. */
  record Changed(long entity) implements BrokerEffect {}

  /** An entity is gone. */
  record Removed(long entity, EntityPath path) implements BrokerEffect {}
}
