package io.trunkline.broker.filter;

import io.trunkline.broker.BrokerMessage;
import java.util.Map;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A message at the moment its topic's rules look at it.
 *
 * @param enqueuedAt milliseconds since the epoch
 * @param sequenceNumber the topic's
 * @param newIds values of {@code newid()}: repeatable, so that every replica gets the same
 */
public record FilterInput(
    BrokerMessage message, long enqueuedAt, long sequenceNumber, Supplier<UUID> newIds) {

  /** Returns a value of the application property, its name compared without case, or null. */
  @Nullable Object property(String name) {
    Map<String, Object> properties = message.applicationProperties();
    Object exact = properties.get(name);
    if (exact != null || properties.isEmpty()) {
      return exact;
    }
    String key = existingName(name);
    return key == null ? null : properties.get(key);
  }

  /** Returns the name under which the message has the application property, or null. */
  @Nullable String existingName(String name) {
    Map<String, Object> properties = message.applicationProperties();
    if (properties.containsKey(name)) {
      return name;
    }
    for (String key : properties.keySet()) {
      if (key.equalsIgnoreCase(name)) {
        return key;
      }
    }
    return null;
  }
}
