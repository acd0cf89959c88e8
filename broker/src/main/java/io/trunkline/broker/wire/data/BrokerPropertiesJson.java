package io.trunkline.broker.wire.data;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.trunkline.broker.BrokerError;
import io.trunkline.broker.BrokerException;
import io.trunkline.broker.Delivery;
import io.trunkline.broker.MessageProperties;
import io.trunkline.broker.StoredMessage;
import io.trunkline.net.codec.Json;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The {@code BrokerProperties} header ({@code reference/service-bus.md §14}). */
final class BrokerPropertiesJson {
  private static final DateTimeFormatter HTTP_DATE = DateTimeFormatter.RFC_1123_DATE_TIME;

  private static final Pattern TIME_SPAN =
      Pattern.compile(
          "(?:(?<days>\\d{1,8})\\.)?(?<hours>[01]?\\d|2[0-3]):(?<minutes>[0-5]?\\d)"
              + ":(?<seconds>[0-5]?\\d)(?:\\.(?<fraction>\\d{7}))?");

  private BrokerPropertiesJson() {}

  /** Reads the properties of a message to be sent; unknown ones are ignored. */
  static MessageProperties read(JsonNode json, @Nullable String contentType) {
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
        .timeToLive(timeToLive(json))
        .scheduledEnqueueTime(time(text(json, "ScheduledEnqueueTimeUtc")))
        .build();
  }

  /**
   * Reads {@code TimeToLive}, a number of seconds, or {@code TimeToLiveTimeSpan}, .NET's {@code
   * [d.]hh:mm:ss[.fffffff]}; returns milliseconds, or null where there is neither.
   */
  private static @Nullable Long timeToLive(JsonNode json) {
    JsonNode seconds = json.path("TimeToLive");
    if (seconds.isNumber()) {
      return Math.max(1, (long) (seconds.asDouble() * 1_000));
    }
    String span = text(json, "TimeToLiveTimeSpan");
    if (span == null) {
      return null;
    }
    Matcher parts = TIME_SPAN.matcher(span.strip());
    if (!parts.matches()) {
      throw new BrokerException(
          BrokerError.ARGUMENT_ERROR,
          "TimeToLiveTimeSpan '%s' is no time span such as 0.00:00:40.".formatted(span));
    }
    long days = parts.group("days") == null ? 0 : Long.parseLong(parts.group("days"));
    Duration duration =
        Duration.ofDays(days)
            .plusHours(Long.parseLong(parts.group("hours")))
            .plusMinutes(Long.parseLong(parts.group("minutes")))
            .plusSeconds(Long.parseLong(parts.group("seconds")));
    String fraction = parts.group("fraction");
    if (fraction != null) {
      duration = duration.plusNanos(Long.parseLong((fraction + "00").substring(0, 9)));
    }
    return Math.max(1, duration.toMillis());
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
