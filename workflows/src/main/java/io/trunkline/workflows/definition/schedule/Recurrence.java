package io.trunkline.workflows.definition.schedule;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * A {@code recurrence} object (reference/workflows.md §3.5).
 *
 * @param interval steps of the frequency between two occurrences, at least 1
 * @param startTime no occurrence before it
 * @param zone where wall-clock times of the schedule and of calendar steps are meant
 * @param endTime no occurrence after it
 * @param count most occurrences; kept by whoever fires them
 */
public record Recurrence(
    Frequency frequency,
    int interval,
    Optional<Instant> startTime,
    ZoneId zone,
    Optional<Instant> endTime,
    OptionalInt count,
    Optional<CalendarSchedule> schedule) {

  /** Returns whether occurrences stand in a calendar, and do not only follow the last run. */
  public boolean isCalendar() {
    return startTime.isPresent() || schedule.isPresent();
  }

  /**
   * Reads an evaluated recurrence.
   *
   * @throws IllegalArgumentException saying which property is wrong
   */
  public static Recurrence from(JsonNode source) {
    return RecurrenceReader.read(source);
  }
}
