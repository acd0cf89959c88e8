package io.trunkline.workflows.definition;

import com.fasterxml.jackson.databind.JsonNode;
import io.trunkline.workflows.expression.value.ObjectProperties;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * When a failed call is tried again (reference/workflows.md §5.4).
 *
 * @param type how delays grow
 * @param count most retries after the first try, 0–90
 * @param interval the base of delays
 * @param minimumInterval shortest delay of an exponential policy
 * @param maximumInterval longest delay of an exponential policy
 * @param statusCodes HTTP status codes to retry on; empty means 408, 429 and 5xx
 */
public record RetryPolicy(
    Type type,
    int count,
    Duration interval,
    Duration minimumInterval,
    Duration maximumInterval,
    Set<Integer> statusCodes) {
  /** How delays grow. */
  public enum Type {
    NONE,
    FIXED,
    EXPONENTIAL
  }

  public static final int MAXIMUM_COUNT = 90;
  public static final Duration SHORTEST_INTERVAL = Duration.ofSeconds(5);
  public static final Duration LONGEST_INTERVAL = Duration.ofDays(1);

  /** Four retries, exponentially from seven seconds. */
  public static final RetryPolicy DEFAULT =
      new RetryPolicy(
          Type.EXPONENTIAL,
          4,
          Duration.ofSeconds(7),
          SHORTEST_INTERVAL,
          Duration.ofHours(1),
          Set.of());

  public static final RetryPolicy NONE =
      new RetryPolicy(Type.NONE, 0, Duration.ZERO, Duration.ZERO, Duration.ZERO, Set.of());

  public RetryPolicy {
    statusCodes = Set.copyOf(statusCodes);
  }

  /**
   * Reads an evaluated {@code retryPolicy} object.
   *
   * @throws IllegalArgumentException saying which property is wrong
   */
  public static RetryPolicy from(JsonNode source) {
    return from(source, DEFAULT);
  }

  /**
   * As {@link #from(JsonNode)}.
   *
   * @param standard what {@code default} means
   */
  public static RetryPolicy from(JsonNode source, RetryPolicy standard) {
    String type = property(source, "type").map(JsonNode::asText).orElse("default");
    return switch (type.toLowerCase(Locale.ROOT)) {
      case "default" -> standard;
      case "none" -> NONE;
      case "fixed" ->
          new RetryPolicy(
              Type.FIXED,
              count(source),
              interval(source),
              SHORTEST_INTERVAL,
              LONGEST_INTERVAL,
              statusCodes(source));
      case "exponential" -> exponential(source);
      default ->
          throw new IllegalArgumentException(
              "The retry policy type '%s' is not 'default', 'none', 'fixed' or 'exponential'."
                  .formatted(type));
    };
  }

  private static RetryPolicy exponential(JsonNode source) {
    Duration minimum = duration(source, "minimumInterval").orElse(SHORTEST_INTERVAL);
    Duration maximum = duration(source, "maximumInterval").orElse(LONGEST_INTERVAL);
    if (minimum.compareTo(maximum) > 0) {
      throw new IllegalArgumentException(
          "The retry policy's 'minimumInterval' is longer than its 'maximumInterval'.");
    }
    return new RetryPolicy(
        Type.EXPONENTIAL, count(source), interval(source), minimum, maximum, statusCodes(source));
  }

  private static int count(JsonNode source) {
    JsonNode count =
        property(source, "count")
            .orElseThrow(
                () -> new IllegalArgumentException("The retry policy needs a 'count' property."));
    long value = count.isIntegralNumber() ? count.longValue() : asLong(count.asText());
    if (value < 1 || value > MAXIMUM_COUNT) {
      throw new IllegalArgumentException(
          "The retry policy's 'count' must be an integer from 1 to %d.".formatted(MAXIMUM_COUNT));
    }
    return (int) value;
  }

  private static long asLong(String text) {
    try {
      return Long.parseLong(text.strip());
    } catch (NumberFormatException e) {
      return -1;
    }
  }

  private static Duration interval(JsonNode source) {
    Duration interval =
        duration(source, "interval")
            .orElseThrow(
                () ->
                    new IllegalArgumentException("The retry policy needs an 'interval' property."));
    if (interval.compareTo(SHORTEST_INTERVAL) < 0 || interval.compareTo(LONGEST_INTERVAL) > 0) {
      throw new IllegalArgumentException(
          "The retry policy's 'interval' must be a duration from PT5S to P1D.");
    }
    return interval;
  }

  private static Optional<Duration> duration(JsonNode source, String name) {
    return property(source, name)
        .map(
            value ->
                IsoDuration.parse(value.asText())
                    .orElseThrow(
                        () ->
                            new IllegalArgumentException(
                                "The retry policy's '%s' is not an ISO 8601 duration: '%s'."
                                    .formatted(name, value.asText()))));
  }

  private static Set<Integer> statusCodes(JsonNode source) {
    Set<Integer> codes = new TreeSet<>();
    property(source, "httpStatusCodes").ifPresent(list -> list.forEach(c -> codes.add(c.asInt())));
    return codes;
  }

  private static Optional<JsonNode> property(JsonNode source, String name) {
    return source.isObject()
        ? ObjectProperties.find(source, name).filter(value -> !value.isNull())
        : Optional.empty();
  }

  /** Returns whether an answer with this HTTP status is worth another try. */
  public boolean retries(int status) {
    if (!statusCodes.isEmpty()) {
      return statusCodes.contains(status);
    }
    return status == 408 || status == 429 || status >= 500;
  }

  /**
   * Returns the delay before a retry, empty when there are no more.
   *
   * @param retry 1 for the first retry
   * @param random in [0, 1): where in the range the delay falls
   */
  public Optional<Duration> delay(int retry, double random) {
    if (type == Type.NONE || retry > count) {
      return Optional.empty();
    }
    if (type == Type.FIXED) {
      return Optional.of(interval);
    }
    // Ranges of retry n: [0, 1), [1, 2), [2, 4), [4, 8) … intervals, cut to the two limits.
    Duration low = retry == 1 ? Duration.ZERO : multiplied(retry - 2);
    Duration high = retry == 1 ? interval : multiplied(retry - 1);
    Duration from = longer(low, minimumInterval);
    Duration to = shorter(high, maximumInterval);
    if (to.compareTo(from) <= 0) {
      return Optional.of(shorter(from, maximumInterval));
    }
    return Optional.of(from.plusMillis((long) (random * to.minus(from).toMillis())));
  }

  private Duration multiplied(int doublings) {
    // Far beyond the longest interval, and no overflow.
    return interval.multipliedBy(1L << Math.min(doublings, 20));
  }

  private static Duration longer(Duration left, Duration right) {
    return left.compareTo(right) >= 0 ? left : right;
  }

  private static Duration shorter(Duration left, Duration right) {
    return left.compareTo(right) <= 0 ? left : right;
  }
}
