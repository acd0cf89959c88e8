package io.trunkline.broker.resource;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.trunkline.net.codec.Json;
import io.trunkline.resources.ResourceException;
import java.time.DateTimeException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads the properties that a client put, and collects what is stored, defaults included. */
final class PropertyReader {
  /** How the service writes "never". */
  static final String NEVER = "P10675199DT2H48M5.4775807S";

  private static final Duration NEVER_DURATION = Duration.parse(NEVER);

  private final JsonNode given;
  private final @Nullable JsonNode before;
  private final ObjectNode stored = Json.object();

  /**
   * @param before the stored properties of the resource that is replaced, or null
   */
  PropertyReader(JsonNode given, @Nullable JsonNode before) {
    this.given = given;
    this.before = before;
  }

  ObjectNode stored() {
    return stored;
  }

  static ResourceException invalid(String property, String problem) {
    return new ResourceException(
        400,
        "MessagingGatewayBadRequest",
        "SubCode=40000. The value of '%s' is wrong: %s.".formatted(property, problem),
        "properties." + property);
  }

  /** Reads a duration; the value {@link #NEVER} and longer ones are kept as that. */
  void duration(String name, String fallback, Duration least, @Nullable Duration most) {
    String text = given.path(name).asText(fallback);
    Duration value;
    try {
      value = Duration.parse(text);
    } catch (DateTimeException _) {
      throw invalid(name, "'" + text + "' is no ISO 8601 duration");
    }
    if (value.compareTo(NEVER_DURATION) >= 0 && most == null) {
      stored.put(name, NEVER);
      return;
    }
    if (value.compareTo(least) < 0 || (most != null && value.compareTo(most) > 0)) {
      throw invalid(name, "it has to be " + least + (most == null ? " or more" : " to " + most));
    }
    stored.put(name, value.toString());
  }

  void integer(String name, long fallback, long least, long most) {
    long value = integer(name, fallback);
    if (value < least || value > most) {
      throw invalid(name, "it has to be " + (least == most ? "" : least + " to ") + most);
    }
    stored.put(name, value);
  }

  /** Reads one of several numbers; what is stored already stays good. */
  void oneOf(String name, long fallback, List<Long> values) {
    long value = integer(name, fallback);
    boolean unchanged = before != null && before.path(name).asLong() == value;
    if (!values.contains(value) && !unchanged) {
      throw invalid(name, value + " is none of " + values);
    }
    stored.put(name, value);
  }

  private long integer(String name, long fallback) {
    JsonNode node = given.path(name);
    if (node.isMissingNode() || node.isNull()) {
      return fallback;
    }
    if (!node.isIntegralNumber() || !node.canConvertToLong()) {
      throw invalid(name, "it is no integer");
    }
    return node.asLong();
  }

  void flag(String name, boolean fallback) {
    JsonNode node = given.path(name);
    if (!node.isMissingNode() && !node.isNull() && !node.isBoolean()) {
      throw invalid(name, "it is neither true nor false");
    }
    stored.put(name, node.asBoolean(fallback));
  }

  /** Reads a flag that cannot be changed once the entity exists. */
  void fixedFlag(String name) {
    boolean old = before != null && before.path(name).asBoolean(false);
    flag(name, old);
    if (before != null && stored.path(name).asBoolean() != old) {
      throw invalid(name, "it cannot be changed after creation");
    }
  }

  /** Reads one of several words, without case. */
  void choice(String name, String fallback, List<String> words) {
    String text = given.path(name).asText(fallback);
    stored.put(
        name,
        words.stream()
            .filter(text::equalsIgnoreCase)
            .findFirst()
            .orElseThrow(() -> invalid(name, "'" + text + "' is none of " + words)));
  }

  Optional<String> text(String name, int maxLength) {
    String text = given.path(name).asText("");
    if (text.isBlank()) {
      return Optional.empty();
    }
    if (text.length() > maxLength) {
      throw invalid(name, "it has more than " + maxLength + " characters");
    }
    stored.put(name, text);
    return Optional.of(text);
  }

  /** Keeps a value as it is. */
  void keep(String name) {
    if (given.hasNonNull(name)) {
      stored.set(name, given.get(name));
    }
  }

  /** Returns a stored duration in milliseconds; {@link Long#MAX_VALUE} for never. */
  static long millis(JsonNode properties, String name) {
    String text = properties.path(name).asText(NEVER);
    return text.equals(NEVER) ? Long.MAX_VALUE : Duration.parse(text).toMillis();
  }
}
