package io.trunkline.workflows.expression.function;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.trunkline.workflows.expression.time.TimeZones;
import io.trunkline.workflows.expression.time.Timestamp;
import io.trunkline.workflows.expression.time.TimestampFormat;
import io.trunkline.workflows.expression.time.TimestampReader;
import io.trunkline.workflows.expression.value.Cultures;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.Locale;

/** Reads and writes the times of one call. */
final class TimeArguments {
  private TimeArguments() {}

  static Timestamp timestamp(Arguments arguments, int index) {
    String text = arguments.text(index);
    return TimestampReader.read(text, Cultures.DEFAULT)
        .orElseThrow(
            () ->
                arguments.wrongValue(
                    index, "the provided value '%s' is not a valid date and time".formatted(text)));
  }

  static ZoneId zone(Arguments arguments, int index) {
    String name = arguments.text(index);
    return TimeZones.find(name)
        .orElseThrow(
            () ->
                arguments.wrongValue(index, "the time zone id '%s' is not valid".formatted(name)));
  }

  /** Returns the time in the format of argument {@code index}, or round-trip without it. */
  static JsonNode formatted(Arguments arguments, Timestamp timestamp, int index) {
    return formatted(arguments, timestamp, index, Cultures.DEFAULT);
  }

  static JsonNode formatted(Arguments arguments, Timestamp timestamp, int index, Locale culture) {
    String format =
        arguments.has(index) && !arguments.get(index).isNull()
            ? arguments.text(index)
            : TimestampFormat.ROUND_TRIP;
    try {
      return TextNode.valueOf(TimestampFormat.format(timestamp, format, culture));
    } catch (IllegalArgumentException e) {
      throw arguments.wrongValue(
          index, "the date format '%s' is not valid: %s".formatted(format, e.getMessage()));
    }
  }

  static ChronoUnit unit(Arguments arguments, int index) {
    String name = arguments.text(index);
    return switch (name.toLowerCase(Locale.ROOT)) {
      case "second", "seconds" -> ChronoUnit.SECONDS;
      case "minute", "minutes" -> ChronoUnit.MINUTES;
      case "hour", "hours" -> ChronoUnit.HOURS;
      case "day", "days" -> ChronoUnit.DAYS;
      case "week", "weeks" -> ChronoUnit.WEEKS;
      case "month", "months" -> ChronoUnit.MONTHS;
      case "year", "years" -> ChronoUnit.YEARS;
      default ->
          throw arguments.wrongValue(
              index,
              "the time unit '%s' is not one of Second, Minute, Hour, Day, Week, Month and Year"
                  .formatted(name));
    };
  }
}
