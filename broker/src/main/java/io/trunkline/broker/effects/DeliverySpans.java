package io.trunkline.broker.effects;

import io.trunkline.broker.EntityPath;
import io.trunkline.broker.MessageTraces;
import io.trunkline.broker.StoredMessage;
import io.trunkline.net.tracing.Trace;
import io.trunkline.net.tracing.Tracing;

/** Records a span for every traced message that is given out. */
final class DeliverySpans {
  private final Tracing tracing;

  DeliverySpans(Tracing tracing) {
    this.tracing = tracing;
  }

  void delivered(StoredMessage message, EntityPath path) {
    MessageTraces.of(message.message())
        .ifPresent(
            parent -> {
              try (Trace span = tracing.start("broker", "deliver", parent)) {
                span.attribute("messaging.system", "servicebus")
                    .attribute("messaging.destination.name", path.toString())
                    .attribute("messaging.message.id", messageId(message));
              }
            });
  }

  private static String messageId(StoredMessage message) {
    String id = message.message().properties().messageId();
    return id == null ? Long.toString(message.sequenceNumber()) : id;
  }
}
