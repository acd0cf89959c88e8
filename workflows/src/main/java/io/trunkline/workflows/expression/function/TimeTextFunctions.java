package io.trunkline.workflows.expression.function;

import static io.trunkline.workflows.expression.function.TemplateFunction.pure;

import com.fasterxml.jackson.databind.JsonNode;
import io.trunkline.workflows.expression.time.ExactTimestampReader;
import io.trunkline.workflows.expression.time.Timestamp;
import io.trunkline.workflows.expression.time.TimestampReader;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Formats and time zones (reference/workflows.md §2.8, §2.8.3). */
final class TimeTextFunctions {
  private TimeTextFunctions() {}

  static List<TemplateFunction> all() {
    return List.of(
        pure("formatDateTime", 1, 3, TimeTextFunctions::format),
        pure("parseDateTime", 1, 3, TimeTextFunctions::parse),
        pure("convertFromUtc", 2, 3, TimeTextFunctions::fromUtc),
        pure("convertToUtc", 2, 3, TimeTextFunctions::toUtc),
        pure("convertTimeZone", 3, 4, TimeTextFunctions::convert));
  }

  private static JsonNode format(Arguments arguments) {
    return TimeArguments.formatted(
        arguments,
        TimeArguments.timestamp(arguments, 0),
        1,
        NumberTextFunctions.culture(arguments, 2));
  }

  private static JsonNode parse(Arguments arguments) {
    String text = arguments.text(0);
    Locale culture = NumberTextFunctions.culture(arguments, 1);
    Optional<Timestamp> timestamp;
    try {
      timestamp =
          arguments.has(2) && !arguments.get(2).isNull()
              ? ExactTimestampReader.read(text, arguments.text(2), culture)
              : TimestampReader.read(text, culture);
    } catch (IllegalArgumentException e) {
      throw arguments.wrongValue(2, "the date format is not valid: " + e.getMessage());
    }
    return TimeArguments.formatted(
        arguments,
        timestamp.orElseThrow(
            () ->
                arguments.wrongValue(
                    0, "'%s' is not a date and time of the locale or format".formatted(text))),
        3);
  }

  private static JsonNode fromUtc(Arguments arguments) {
    Timestamp timestamp = TimeArguments.timestamp(arguments, 0).toUtc();
    return TimeArguments.formatted(
        arguments, inZone(timestamp, TimeArguments.zone(arguments, 1)), 2);
  }

  private static JsonNode toUtc(Arguments arguments) {
    return TimeArguments.formatted(arguments, fromZone(arguments).toUtc(), 2);
  }

  private static JsonNode convert(Arguments arguments) {
    ZoneId destination = TimeArguments.zone(arguments, 2);
    return TimeArguments.formatted(arguments, inZone(fromZone(arguments), destination), 3);
  }

  /** Returns the wall clock of a zone; only UTC shows itself in the result. */
  private static Timestamp inZone(Timestamp timestamp, ZoneId zone) {
    return isUtc(zone)
        ? timestamp.toUtc()
        : Timestamp.unspecified(LocalDateTime.ofInstant(timestamp.instant(), zone));
  }

  private static Timestamp fromZone(Arguments arguments) {
    Timestamp timestamp = TimeArguments.timestamp(arguments, 0);
    ZoneId zone = TimeArguments.zone(arguments, 1);
    if (timestamp.offset().isPresent()) {
      boolean agrees =
          zone.getRules().getOffset(timestamp.instant()).equals(timestamp.offset().get());
      if (!agrees) {
        throw arguments.wrongValue(
            1,
            "the time zone '%s' conflicts with the offset that the time itself has"
                .formatted(arguments.text(1)));
      }
      return timestamp;
    }
    List<ZoneOffset> offsets = zone.getRules().getValidOffsets(timestamp.local());
    if (offsets.isEmpty()) {
      throw arguments.wrongValue(
          0, "the time does not exist in the time zone '%s'".formatted(arguments.text(1)));
    }
    // A time that comes twice is standard time, the later one.
    return new Timestamp(timestamp.local(), Optional.of(offsets.getLast()));
  }

  private static boolean isUtc(ZoneId zone) {
    return zone.getId().equals("Etc/UTC") || zone.getId().equals("UTC");
  }
}
