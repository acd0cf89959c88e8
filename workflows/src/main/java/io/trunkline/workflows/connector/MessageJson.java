package io.trunkline.workflows.connector;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.trunkline.net.codec.Json;
import io.trunkline.net.codec.JsonException;
import io.trunkline.workflows.connector.ServiceBusOperation.Dialect;
import io.trunkline.workflows.connector.ServiceBusPort.LockedMessage;
import io.trunkline.workflows.connector.ServiceBusPort.OutgoingMessage;
import io.trunkline.workflows.expression.value.ObjectProperties;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Service Bus messages as they stand in inputs and outputs (reference/workflows.md §6.1, §6.2). */
final class MessageJson {
  private MessageJson() {}

  static ObjectNode write(LockedMessage message, Dialect dialect, boolean withLock) {
    return dialect == Dialect.MANAGED ? managed(message, withLock) : builtIn(message, withLock);
  }

  private static ObjectNode managed(LockedMessage message, boolean withLock) {
    OutgoingMessage content = message.content();
    ObjectNode json = Json.object();
    json.put("ContentData", Base64.getEncoder().encodeToString(content.body()));
    content.contentType().ifPresent(value -> json.put("ContentType", value));
    json.put("ContentTransferEncoding", "Base64");
    ObjectNode properties = json.putObject("Properties");
    content.properties().forEach((name, value) -> properties.put(name, text(value)));
    properties.put("DeliveryCount", Integer.toString(message.deliveryCount()));
    properties.put("EnqueuedSequenceNumber", Long.toString(message.enqueuedSequenceNumber()));
    properties.put("EnqueuedTimeUtc", message.enqueuedTime().toString());
    message.expiresAt().ifPresent(value -> properties.put("ExpiresAtUtc", value.toString()));
    properties.put("LockedUntilUtc", message.lockedUntil().toString());
    if (withLock) {
      properties.put("LockToken", message.lockToken());
    }
    content.messageId().ifPresent(value -> properties.put("MessageId", value));
    properties.put("SequenceNumber", Long.toString(message.sequenceNumber()));
    properties.put("Size", Integer.toString(content.body().length));
    properties.put("State", "Active");
    content.timeToLive().ifPresent(value -> properties.put("TimeToLive", value.toString()));
    content.messageId().ifPresent(value -> json.put("MessageId", value));
    content.to().ifPresent(value -> json.put("To", value));
    content.replyTo().ifPresent(value -> json.put("ReplyTo", value));
    content.replyToSessionId().ifPresent(value -> json.put("ReplyToSessionId", value));
    content.subject().ifPresent(value -> json.put("Label", value));
    content.sessionId().ifPresent(value -> json.put("SessionId", value));
    content.correlationId().ifPresent(value -> json.put("CorrelationId", value));
    json.put("SequenceNumber", message.sequenceNumber());
    if (withLock) {
      json.put("LockToken", message.lockToken());
    }
    content.timeToLive().ifPresent(value -> json.put("TimeToLive", value.toString()));
    return json;
  }

  private static ObjectNode builtIn(LockedMessage message, boolean withLock) {
    OutgoingMessage content = message.content();
    ObjectNode json = Json.object();
    json.set("contentData", contentData(content));
    content.contentType().ifPresent(value -> json.put("contentType", value));
    content.sessionId().ifPresent(value -> json.put("sessionId", value));
    ObjectNode properties = json.putObject("userProperties");
    content.properties().forEach((name, value) -> properties.put(name, text(value)));
    content.messageId().ifPresent(value -> json.put("messageId", value));
    if (withLock) {
      json.put("lockToken", message.lockToken());
    }
    content.to().ifPresent(value -> json.put("to", value));
    content.replyTo().ifPresent(value -> json.put("replyTo", value));
    content.replyToSessionId().ifPresent(value -> json.put("replyToSession", value));
    content.subject().ifPresent(value -> json.put("label", value));
    content.correlationId().ifPresent(value -> json.put("correlationId", value));
    content.timeToLive().ifPresent(value -> json.put("timeToLive", value.toString()));
    message.deadLetterSource().ifPresent(value -> json.put("deadletterSource", value));
    json.put("deliveryCount", message.deliveryCount());
    json.put("enqueuedSequenceNumber", message.enqueuedSequenceNumber());
    json.put("enqueuedTimeUtc", message.enqueuedTime().toString());
    json.put("lockedUntilUtc", message.lockedUntil().toString());
    json.put("sequenceNumber", message.sequenceNumber());
    return json;
  }

  /** Returns JSON content as a value, other text as a string, and bytes as an envelope. */
  private static JsonNode contentData(OutgoingMessage content) {
    String type = content.contentType().orElse("text/plain; charset=utf-8");
    try {
      JsonNode value = HttpContent.decode(type, content.body());
      return value == null ? TextNode.valueOf("") : value;
    } catch (JsonException e) {
      return TextNode.valueOf(new String(content.body(), StandardCharsets.UTF_8));
    }
  }

  /**
   * Reads a message to send.
   *
   * @throws ConnectorException 400 naming the property that is wrong
   */
  static OutgoingMessage read(JsonNode json, Dialect dialect) {
    if (!json.isObject()) {
      throw new ConnectorException(400, "BadRequest", "The message must be an object.");
    }
    JsonNode contentData = ObjectProperties.find(json, "ContentData").orElse(null);
    Optional<String> contentType = text(json, "ContentType");
    byte[] body = dialect == Dialect.MANAGED ? base64(contentData) : bytes(contentData);
    if (contentType.isEmpty() && dialect == Dialect.BUILT_IN && contentData != null) {
      contentType = Optional.of(HttpContent.encode(contentData).contentType());
    }
    return new OutgoingMessage(
        body,
        contentType,
        text(json, "MessageId"),
        text(json, "CorrelationId"),
        text(json, "Label"),
        text(json, "To"),
        text(json, "ReplyTo"),
        text(json, dialect == Dialect.MANAGED ? "ReplyToSessionId" : "ReplyToSession"),
        text(json, "SessionId"),
        text(json, "TimeToLive").map(MessageJson::duration),
        text(json, "ScheduledEnqueueTimeUtc").map(MessageJson::instant),
        properties(
            ObjectProperties.find(
                    json, dialect == Dialect.MANAGED ? "Properties" : "UserProperties")
                .orElse(null)));
  }

  private static byte[] base64(@Nullable JsonNode contentData) {
    if (contentData == null || contentData.isNull()) {
      return new byte[0];
    }
    try {
      return Base64.getDecoder().decode(contentData.asText());
    } catch (IllegalArgumentException e) {
      throw new ConnectorException(
          400, "BadRequest", "The 'ContentData' of the message is not Base64.");
    }
  }

  private static byte[] bytes(@Nullable JsonNode contentData) {
    if (contentData == null || contentData.isNull()) {
      return new byte[0];
    }
    try {
      return HttpContent.encode(contentData).bytes();
    } catch (IllegalArgumentException e) {
      throw new ConnectorException(
          400, "BadRequest", "The content of the 'contentData' envelope is not Base64.");
    }
  }

  private static Map<String, Object> properties(@Nullable JsonNode json) {
    Map<String, Object> properties = new LinkedHashMap<>();
    if (json == null || json.isNull()) {
      return properties;
    }
    for (Map.Entry<String, JsonNode> property : json.properties()) {
      JsonNode value = property.getValue();
      if (value.isNull()) {
        continue;
      }
      properties.put(
          property.getKey(),
          value.isBoolean()
              ? value.booleanValue()
              : value.isIntegralNumber() && value.canConvertToLong()
                  ? value.longValue()
                  : value.isNumber()
                      ? value.doubleValue()
                      : value.isTextual() ? value.textValue() : Json.text(value));
    }
    return properties;
  }

  private static Optional<String> text(JsonNode json, String name) {
    return ObjectProperties.find(json, name)
        .filter(value -> !value.isNull() && !value.asText().isEmpty())
        .map(JsonNode::asText);
  }

  private static String text(Object value) {
    return value instanceof Boolean flag ? (flag ? "True" : "False") : value.toString();
  }

  /** Reads ISO 8601, {@code [d.]hh:mm:ss} or a number of 100-nanosecond ticks. */
  private static Duration duration(String text) {
    try {
      if (text.startsWith("P")) {
        return Duration.parse(text);
      }
      if (text.contains(":")) {
        String[] parts = text.split(":", 3);
        int dot = parts[0].indexOf('.');
        long days = dot < 0 ? 0 : Long.parseLong(parts[0].substring(0, dot));
        long hours = Long.parseLong(parts[0].substring(dot + 1));
        double seconds = parts.length < 3 ? 0 : Double.parseDouble(parts[2]);
        return Duration.ofDays(days)
            .plusHours(hours)
            .plusMinutes(Long.parseLong(parts[1]))
            .plusMillis(Math.round(seconds * 1_000));
      }
      return Duration.ofMillis(Long.parseLong(text) / 10_000);
    } catch (DateTimeParseException | NumberFormatException e) {
      throw new ConnectorException(
          400, "BadRequest", "The 'TimeToLive' of the message is not a time span: " + text);
    }
  }

  private static Instant instant(String text) {
    try {
      return OffsetDateTime.parse(text).toInstant();
    } catch (DateTimeParseException e) {
      try {
        return Instant.parse(text + "Z");
      } catch (DateTimeParseException f) {
        throw new ConnectorException(
            400,
            "BadRequest",
            "The 'ScheduledEnqueueTimeUtc' of the message is not a time: " + text);
      }
    }
  }
}
