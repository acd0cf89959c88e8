package io.trunkline.broker.wire.data;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.trunkline.broker.BrokerError;
import io.trunkline.broker.BrokerException;
import io.trunkline.broker.Delivery;
import io.trunkline.broker.MessageProperties;
import io.trunkline.broker.StoredMessage;
import io.trunkline.net.codec.Json;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import org.jspecify.annotations.Nullable;

/** The {@code BrokerProperties} header ({@code reference/service-bus.md §14}). */
final class BrokerPropertiesJson {
  private static final DateTimeFormatter HTTP_DATE = DateTimeFormatter.RFC_1123_DATE_TIME;

  private BrokerPropertiesJson() {}

  /** Reads the properties of a message to be sent; unknown ones are ignored. */
  static MessageProperties read(JsonNode json, @Nullable String contentType) {
    JsonNode timeToLive = json.path("TimeToLive");
    return MessageProperties.builder()
        .messageId(text(json, "MessageId"))
        .sessionId(text(json, "SessionId"))
        .replyToSessionId(text(json, "ReplyToSessionId"))
        .partitionKey(text(json, "PartitionKey"))
        .viaPartitionKey(text(json, "ViaPartitionKey"))
        .correlationId(text(json, "CorrelationId"))
        .subject(text(json, "Label"))
        .to(text(json, "To"))
        .replyTo(text(json, "ReplyTo"))
        .contentType(contentType)
        .timeToLive(
            timeToLive.isNumber() ? Math.max(1, (long) (timeToLive.asDouble() * 1_000)) : null)
        .scheduledEnqueueTime(time(text(json, "ScheduledEnqueueTimeUtc")))
        .build();
  }

  /** Writes what a receiver learns about a message. */
  static ObjectNode write(Delivery delivery) {
    StoredMessage stored = delivery.message();
    MessageProperties properties = stored.message().properties();
    ObjectNode json = Json.object();
    put(json, "MessageId", properties.messageId());
    put(json, "SessionId", properties.sessionId());
    put(json, "ReplyToSessionId", properties.replyToSessionId());
    put(json, "PartitionKey", properties.partitionKey());
    put(json, "CorrelationId", properties.correlationId());
    put(json, "Label", properties.subject());
    put(json, "To", properties.to());
    put(json, "ReplyTo", properties.replyTo());
    json.put("DeliveryCount", stored.deliveryCount() + 1);
    json.put("EnqueuedSequenceNumber", stored.enqueuedSequenceNumber());
    json.put("EnqueuedTimeUtc", time(stored.enqueuedAt()));
    json.put("SequenceNumber", stored.sequenceNumber());
    json.put("State", "Active");
    if (stored.expiresAt() != Long.MAX_VALUE) {
      json.put("TimeToLive", (stored.expiresAt() - stored.enqueuedAt()) / 1_000.0);
    }
    if (delivery.lockedUntil() != 0) {
      json.put("LockToken", delivery.lockToken().toString());
      json.put("LockedUntilUtc", time(delivery.lockedUntil()));
    }
    put(json, "DeadLetterSource", stored.deadLetterSource());
    return json;
  }

  /** Returns JSON that can stand in a header: what is not ASCII is escaped. */
  static String header(ObjectNode json) {
    StringBuilder header = new StringBuilder();
    for (char c : Json.text(json).toCharArray()) {
      if (c < 0x7F) {
        header.append(c);
      } else {
        header.append("\\u%04x".formatted((int) c));
      }
    }
    return header.toString();
  }

  static String time(long millis) {
    return HTTP_DATE.format(Instant.ofEpochMilli(millis).atZone(ZoneOffset.UTC));
  }

  private static @Nullable Long time(@Nullable String text) {
    if (text == null) {
      return null;
    }
    try {
      return ZonedDateTime.parse(text, HTTP_DATE).toInstant().toEpochMilli();
    } catch (DateTimeParseException e) {
      throw new BrokerException(
          BrokerError.ARGUMENT_ERROR, "ScheduledEnqueueTimeUtc is not a date of RFC 1123.");
    }
  }

  private static @Nullable String text(JsonNode json, String name) {
    JsonNode value = json.path(name);
    return value.isValueNode() && !value.isNull() ? value.asText() : null;
  }

  private static void put(ObjectNode json, String name, @Nullable String value) {
    if (value != null) {
      json.put(name, value);
    }
  }
}
