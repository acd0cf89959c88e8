package io.trunkline.workflows.effects;

import com.fasterxml.jackson.databind.JsonNode;
import io.trunkline.workflows.expression.ExpressionException;
import io.trunkline.workflows.expression.value.ObjectProperties;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.Optional;

/** Computes when a Wait action ends (reference/workflows.md §4.6). */
final class WaitTimes {
  private WaitTimes() {}

  /** Returns milliseconds since the epoch. */
  static long dueAt(JsonNode inputs, Instant now) {
    Optional<JsonNode> interval = ObjectProperties.find(inputs, "interval");
    Optional<JsonNode> timestamp =
        ObjectProperties.find(inputs, "until")
            .flatMap(until -> ObjectProperties.find(until, "timestamp"));
    if (interval.isPresent() == timestamp.isPresent()) {
      throw new ExpressionException(
          "A Wait action needs either 'interval' or 'until' with a 'timestamp'.");
    }
    return interval
        .map(value -> after(value, now))
        .orElseGet(() -> at(timestamp.orElseThrow().asText()));
  }

  private static long after(JsonNode interval, Instant now) {
    JsonNode count =
        ObjectProperties.find(interval, "count")
            .orElseThrow(
                () -> new ExpressionException("The 'interval' of a Wait action needs a 'count'."));
    if (!count.isIntegralNumber() || count.longValue() < 0) {
      throw new ExpressionException(
          "The 'count' of a Wait action must be an integer that is not negative.");
    }
    String unit = ObjectProperties.find(interval, "unit").map(JsonNode::asText).orElse("");
    ZonedDateTime start = now.atZone(ZoneOffset.UTC);
    try {
      return start.plus(count.longValue(), unit(unit)).toInstant().toEpochMilli();
    } catch (DateTimeException | ArithmeticException e) {
      throw new ExpressionException("The 'interval' of a Wait action is too long.");
    }
  }

  private static ChronoUnit unit(String unit) {
    return switch (unit.toLowerCase(Locale.ROOT)) {
      case "second" -> ChronoUnit.SECONDS;
      case "minute" -> ChronoUnit.MINUTES;
      case "hour" -> ChronoUnit.HOURS;
      case "day" -> ChronoUnit.DAYS;
      case "week" -> ChronoUnit.WEEKS;
      case "month" -> ChronoUnit.MONTHS;
      case "year" -> ChronoUnit.YEARS;
      default ->
          throw new ExpressionException(
              "The 'unit' of a Wait action is '%s'; it must be one of Second, Minute, Hour, Day, Week, Month and Year."
                  .formatted(unit));
    };
  }

  private static long at(String timestamp) {
    try {
      return OffsetDateTime.parse(timestamp).toInstant().toEpochMilli();
    } catch (DateTimeParseException e) {
      return local(timestamp);
    }
  }

  private static long local(String timestamp) {
    try {
      return LocalDateTime.parse(timestamp).toInstant(ZoneOffset.UTC).toEpochMilli();
    } catch (DateTimeParseException e) {
      throw new ExpressionException(
          "The 'timestamp' of a Wait action is not a time: '%s'.".formatted(timestamp));
    }
  }
}
