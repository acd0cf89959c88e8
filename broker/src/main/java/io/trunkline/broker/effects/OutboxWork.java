package io.trunkline.broker.effects;

import io.trunkline.broker.EntityPath;
import io.trunkline.broker.state.NoListenerEvent;
import java.util.concurrent.CompletionStage;

/** What the outbox of a namespace needs others for. Both may be repeated. */
public interface OutboxWork {
  /**
   * Raises an event.
   *
   * @param id its idempotency key
   */
  CompletionStage<Void> raise(String id, NoListenerEvent event);

  /** Deletes an entity that was idle for too long. */
  CompletionStage<Void> deleteIdle(EntityPath path);
}
