package io.trunkline.broker.service;

import io.trunkline.broker.BrokerError;
import io.trunkline.broker.BrokerException;
import io.trunkline.broker.BrokerLimits;
import io.trunkline.broker.BrokerMessage;
import io.trunkline.broker.EncodedValue;
import io.trunkline.broker.MessageProperties;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The limits of messages that do not depend on the entity ({@code §11.13}). */
final class MessageChecks {
  private MessageChecks() {}

  /**
   * @throws BrokerException naming the limit and the value
   */
  static void require(List<BrokerMessage> messages, BrokerLimits limits, long maxMessageBytes) {
    long bytes = 0;
    for (BrokerMessage message : messages) {
      bytes += message.size();
      requireIds(message.properties(), limits);
      requireProperties(message.applicationProperties(), limits);
    }
    long most = Math.max(limits.maxBatchBytes(), maxMessageBytes);
    if (bytes > most) {
      throw new BrokerException(
          BrokerError.MESSAGE_SIZE_EXCEEDED,
          "The messages have %d bytes together; the limit is %d.".formatted(bytes, most));
    }
  }

  private static void requireIds(MessageProperties properties, BrokerLimits limits) {
    requireLength("MessageId", properties.messageId(), limits);
    requireLength("SessionId", properties.sessionId(), limits);
    requireLength("PartitionKey", properties.partitionKey(), limits);
    if (properties.sessionId() != null
        && properties.partitionKey() != null
        && !properties.sessionId().equals(properties.partitionKey())) {
      throw new BrokerException(
          BrokerError.NOT_ALLOWED, "PartitionKey and SessionId must be equal where both are set.");
    }
    if (properties.timeToLive() != null && properties.timeToLive() <= 0) {
      throw new BrokerException(
          BrokerError.ARGUMENT_OUT_OF_RANGE, "TimeToLive must be more than nothing.");
    }
  }

  private static void requireLength(String name, @Nullable String value, BrokerLimits limits) {
    if (value != null && value.length() > limits.maxIdLength()) {
      throw new BrokerException(
          BrokerError.ARGUMENT_OUT_OF_RANGE,
          "%s has %d characters; the limit is %d."
              .formatted(name, value.length(), limits.maxIdLength()));
    }
  }

  private static void requireProperties(Map<String, Object> properties, BrokerLimits limits) {
    long total = 0;
    for (Map.Entry<String, Object> property : properties.entrySet()) {
      long size = property.getKey().length() + size(property.getValue());
      total += size;
      if (size > limits.maxPropertyBytes() || total > limits.maxPropertiesBytes()) {
        throw new BrokerException(
            BrokerError.QUOTA_EXCEEDED,
            "Application properties may have %d bytes each and %d together; '%s' exceeds that."
                .formatted(
                    limits.maxPropertyBytes(), limits.maxPropertiesBytes(), property.getKey()));
      }
    }
  }

  private static long size(Object value) {
    return switch (value) {
      case String text -> text.length();
      case EncodedValue encoded -> encoded.encoded().length;
      default -> Long.BYTES;
    };
  }
}
