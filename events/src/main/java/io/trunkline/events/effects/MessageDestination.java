package io.trunkline.events.effects;

import io.trunkline.net.tracing.TraceContext;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** Sends an event to a queue or topic; the node wires the broker to it. */
public interface MessageDestination {
  /**
   * Sends one message.
   *
   * @param entityId resource id of the queue or topic
   * @param messageId stable across repetitions, so that duplicate detection works
   * @param properties application properties; well-known names such as {@code SessionId} set the
   *     message's own ({@code reference/event-grid.md §4.4})
   * @return completes once the message is committed
   */
  CompletionStage<Void> send(
      String entityId,
      String messageId,
      byte[] json,
      Map<String, String> properties,
      @Nullable TraceContext trace);
}
