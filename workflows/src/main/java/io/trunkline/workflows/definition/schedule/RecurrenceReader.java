package io.trunkline.workflows.definition.schedule;

import com.fasterxml.jackson.databind.JsonNode;
import io.trunkline.workflows.expression.time.TimeZones;
import io.trunkline.workflows.expression.time.Timestamp;
import io.trunkline.workflows.expression.time.TimestampReader;
import io.trunkline.workflows.expression.value.Cultures;
import io.trunkline.workflows.expression.value.ObjectProperties;
import java.time.DayOfWeek;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.SortedSet;
import java.util.TreeSet;

/** Reads recurrences; numbers may be strings, names have any letter case. */
final class RecurrenceReader {
  private RecurrenceReader() {}

  static Recurrence read(JsonNode source) {
    String name = text(source, "frequency").orElse("");
    Frequency frequency =
        Frequency.parse(name)
            .orElseThrow(
                () ->
                    new IllegalArgumentException(
                        "The 'frequency' '%s' is not one of Second, Minute, Hour, Day, Week, Month and Year."
                            .formatted(name)));
    int interval =
        property(source, "interval")
            .map(value -> integer(value, "interval", 1, frequency.maximumInterval()))
            .orElse(1);
    ZoneId zone = text(source, "timeZone").map(RecurrenceReader::zone).orElse(ZoneOffset.UTC);
    return new Recurrence(
        frequency,
        interval,
        text(source, "startTime").map(value -> instant(value, zone, "startTime")),
        zone,
        text(source, "endTime").map(value -> instant(value, zone, "endTime")),
        property(source, "count")
            .map(value -> OptionalInt.of(integer(value, "count", 1, Integer.MAX_VALUE)))
            .orElseGet(OptionalInt::empty),
        property(source, "schedule")
            .filter(schedule -> !schedule.isEmpty())
            .map(schedule -> schedule(schedule, frequency)));
  }

  private static ZoneId zone(String name) {
    return TimeZones.find(name)
        .orElseThrow(
            () -> new IllegalArgumentException("The time zone '%s' is not known.".formatted(name)));
  }

  private static Instant instant(String text, ZoneId zone, String name) {
    Timestamp timestamp =
        TimestampReader.read(text, Cultures.DEFAULT)
            .orElseThrow(
                () ->
                    new IllegalArgumentException(
                        "The '%s' '%s' is not a date and time.".formatted(name, text)));
    return timestamp.offset().isPresent()
        ? timestamp.instant()
        : ZonedDateTime.of(timestamp.local(), zone).toInstant();
  }

  private static CalendarSchedule schedule(JsonNode schedule, Frequency frequency) {
    if (frequency != Frequency.DAY && frequency != Frequency.WEEK && frequency != Frequency.MONTH) {
      throw new IllegalArgumentException(
          "A 'schedule' needs the frequency Day, Week or Month, not '%s'."
              .formatted(frequency.text()));
    }
    List<DayOfWeek> weekDays = new ArrayList<>();
    list(schedule, "weekDays").forEach(day -> weekDays.add(day(day.asText())));
    List<CalendarSchedule.MonthlyOccurrence> occurrences = new ArrayList<>();
    for (JsonNode occurrence : list(schedule, "monthlyOccurrences")) {
      String day = text(occurrence, "dayOfWeek").or(() -> text(occurrence, "day")).orElse("");
      int number =
          property(occurrence, "occurrence").map(n -> integer(n, "occurrence", -5, 5)).orElse(0);
      occurrences.add(new CalendarSchedule.MonthlyOccurrence(day(day), number));
    }
    return new CalendarSchedule(
        numbers(schedule, "hours", 0, 23),
        numbers(schedule, "minutes", 0, 59),
        new TreeSet<>(weekDays),
        numbers(schedule, "monthDays", -31, 31),
        occurrences);
  }

  private static SortedSet<Integer> numbers(
      JsonNode schedule, String name, int minimum, int maximum) {
    SortedSet<Integer> numbers = new TreeSet<>();
    list(schedule, name).forEach(value -> numbers.add(integer(value, name, minimum, maximum)));
    return numbers;
  }

  private static List<JsonNode> list(JsonNode schedule, String name) {
    return property(schedule, name)
        .map(
            value -> {
              if (!value.isArray()) {
                throw new IllegalArgumentException("The '%s' must be an array.".formatted(name));
              }
              return value.valueStream().toList();
            })
        .orElseGet(List::of);
  }

  private static DayOfWeek day(String name) {
    return Arrays.stream(DayOfWeek.values())
        .filter(day -> day.name().equalsIgnoreCase(name))
        .findFirst()
        .orElseThrow(
            () -> new IllegalArgumentException("'%s' is not a day of the week.".formatted(name)));
  }

  private static int integer(JsonNode value, String name, int minimum, int maximum) {
    try {
      int number = value.isIntegralNumber() ? value.intValue() : Integer.parseInt(value.asText());
      if (number >= minimum && number <= maximum) {
        return number;
      }
    } catch (NumberFormatException e) {
      // The same error as for a number outside the range.
    }
    throw new IllegalArgumentException(
        "The '%s' '%s' is not an integer from %d to %d."
            .formatted(name, value.asText(), minimum, maximum));
  }

  private static Optional<JsonNode> property(JsonNode object, String name) {
    return object.isObject()
        ? ObjectProperties.find(object, name).filter(value -> !value.isNull())
        : Optional.empty();
  }

  private static Optional<String> text(JsonNode object, String name) {
    return property(object, name).map(JsonNode::asText).filter(text -> !text.isEmpty());
  }
}
