package io.trunkline.server.adapter;

import io.trunkline.broker.BrokerMessage;
import io.trunkline.broker.Delivery;
import io.trunkline.broker.EncodedValue;
import io.trunkline.broker.MessageProperties;
import io.trunkline.broker.StoredMessage;
import io.trunkline.broker.wire.amqp.DataMessages;
import io.trunkline.kernel.IdSource;
import io.trunkline.workflows.connector.ServiceBusPort.LockedMessage;
import io.trunkline.workflows.connector.ServiceBusPort.OutgoingMessage;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Turns the workflows' messages into the broker's and back. */
final class Messages {
  private Messages() {}

  /** Clients cannot settle a message without an id: one that has none gets one. */
  static BrokerMessage outgoing(OutgoingMessage message, IdSource ids) {
    MessageProperties properties =
        MessageProperties.builder()
            .messageId(message.messageId().orElseGet(() -> ids.uuid().toString()))
            .correlationId(message.correlationId().orElse(null))
            .subject(message.subject().orElse(null))
            .to(message.to().orElse(null))
            .replyTo(message.replyTo().orElse(null))
            .replyToSessionId(message.replyToSessionId().orElse(null))
            .sessionId(message.sessionId().orElse(null))
            .contentType(message.contentType().orElse(null))
            .timeToLive(message.timeToLive().map(Duration::toMillis).orElse(null))
            .scheduledEnqueueTime(
                message.scheduledEnqueueTime().map(Instant::toEpochMilli).orElse(null))
            .build();
    return DataMessages.of(properties, message.properties(), message.body());
  }

  static LockedMessage locked(Delivery delivery) {
    StoredMessage stored = delivery.message();
    BrokerMessage message = stored.message();
    MessageProperties properties = message.properties();
    OutgoingMessage content =
        new OutgoingMessage(
            DataMessages.body(message),
            optional(properties.contentType()),
            optional(properties.messageId()),
            optional(properties.correlationId()),
            optional(properties.subject()),
            optional(properties.to()),
            optional(properties.replyTo()),
            optional(properties.replyToSessionId()),
            optional(properties.sessionId()),
            optional(properties.timeToLive()).map(Duration::ofMillis),
            optional(properties.scheduledEnqueueTime()).map(Instant::ofEpochMilli),
            plain(message.applicationProperties()));
    return new LockedMessage(
        content,
        delivery.lockToken().toString(),
        stored.sequenceNumber(),
        stored.enqueuedSequenceNumber(),
        Instant.ofEpochMilli(stored.enqueuedAt()),
        Instant.ofEpochMilli(delivery.lockedUntil()),
        stored.expiresAt() == Long.MAX_VALUE
            ? Optional.empty()
            : Optional.of(Instant.ofEpochMilli(stored.expiresAt())),
        stored.deliveryCount(),
        optional(stored.deadLetterSource()));
  }

  /**
   * Returns texts, numbers and booleans as they are, everything else as text; nulls are left out.
   */
  private static Map<String, Object> plain(Map<String, Object> properties) {
    Map<String, Object> plain = new LinkedHashMap<>();
    properties.forEach(
        (name, value) -> {
          Object known = value instanceof EncodedValue encoded ? encoded.comparable() : value;
          if (known instanceof Number || known instanceof Boolean) {
            plain.put(name, known);
          } else if (known != null) {
            plain.put(name, known.toString());
          }
        });
    return plain;
  }

  private static <T> Optional<T> optional(@Nullable T value) {
    return Optional.ofNullable(value);
  }
}
