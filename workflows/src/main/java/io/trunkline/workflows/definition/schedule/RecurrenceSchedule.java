package io.trunkline.workflows.definition.schedule;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.temporal.ChronoUnit;
import java.time.temporal.WeekFields;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * Computes occurrences of a recurrence (reference/workflows.md §3.5). Calendar steps keep the
 * wall-clock time of the zone; a time that a zone skips happens right after the gap, one that comes
 * twice happens once.
 */
public final class RecurrenceSchedule {
  /** How far ahead an occurrence may be: a 29 February can be eight years away. */
  private static final long MOST_DAYS_AHEAD = 366L * 9 * 16;

  private final Recurrence recurrence;
  private final Instant anchor;
  private final ZoneId zone;

  /**
   * @param savedAt when the workflow was saved or enabled: the anchor where there is no start time
   */
  public RecurrenceSchedule(Recurrence recurrence, Instant savedAt) {
    this.recurrence = recurrence;
    this.anchor = recurrence.startTime().orElse(savedAt);
    this.zone = recurrence.zone();
  }

  /**
   * Returns the first occurrence that is not before {@code now}: at once without start and plan.
   */
  public Optional<Instant> first(Instant now) {
    if (isAtOnce()) {
      return within(now);
    }
    return next(now.minusNanos(1));
  }

  /**
   * Returns the first occurrence later than {@code after}. Without start time and schedule that is
   * one interval after {@code after}, which should be the time of the last run.
   */
  public Optional<Instant> next(Instant after) {
    if (recurrence.schedule().isPresent()) {
      return scheduled(recurrence.schedule().get(), after).flatMap(this::within);
    }
    if (isAtOnce()) {
      return within(step(after, recurrence.interval()));
    }
    return within(regular(after));
  }

  private boolean isAtOnce() {
    return recurrence.schedule().isEmpty() && recurrence.startTime().isEmpty();
  }

  private Optional<Instant> within(Instant occurrence) {
    return Optional.of(occurrence)
        .filter(
            time -> recurrence.endTime().isEmpty() || !time.isAfter(recurrence.endTime().get()));
  }

  /** Returns {@code from} moved by so many units of the frequency. */
  Instant step(Instant from, long units) {
    Frequency frequency = recurrence.frequency();
    if (!frequency.isCalendar()) {
      return from.plus(
          Math.multiplyExact(units, frequency.unit().getDuration().toSeconds()),
          ChronoUnit.SECONDS);
    }
    LocalDateTime local = LocalDateTime.ofInstant(from, zone).plus(units, frequency.unit());
    return ZonedDateTime.of(local, zone).toInstant();
  }

  private Instant regular(Instant after) {
    if (after.isBefore(anchor)) {
      return anchor;
    }
    long passed = Duration.between(anchor, after).toSeconds();
    long length = recurrence.frequency().unit().getDuration().toSeconds() * recurrence.interval();
    // Months differ in length: start a little early and walk.
    long steps = Math.max(0, passed / length - 2);
    Instant occurrence = step(anchor, steps * recurrence.interval());
    while (!occurrence.isAfter(after)) {
      steps++;
      occurrence = step(anchor, steps * recurrence.interval());
    }
    return occurrence;
  }

  private Optional<Instant> scheduled(CalendarSchedule schedule, Instant after) {
    LocalDateTime anchorTime = LocalDateTime.ofInstant(anchor, zone);
    Instant earliest = recurrence.startTime().filter(start -> start.isAfter(after)).orElse(after);
    LocalDate date = LocalDateTime.ofInstant(earliest, zone).toLocalDate();
    List<LocalTime> times = times(schedule, anchorTime.toLocalTime());
    for (long day = 0; day <= MOST_DAYS_AHEAD; day++) {
      LocalDate candidate = date.plusDays(day);
      if (isInterval(anchorTime.toLocalDate(), candidate)
          && schedule.allows(candidate, anchorTime.toLocalDate(), recurrence.frequency())) {
        for (LocalTime time : times) {
          Instant occurrence = ZonedDateTime.of(candidate, time, zone).toInstant();
          if (occurrence.isAfter(after) && !isBeforeStart(occurrence)) {
            return Optional.of(occurrence);
          }
        }
      }
    }
    return Optional.empty();
  }

  private boolean isBeforeStart(Instant occurrence) {
    return recurrence.startTime().isPresent() && occurrence.isBefore(recurrence.startTime().get());
  }

  /** Every hour with every minute; what is not said comes from the anchor. */
  private static List<LocalTime> times(CalendarSchedule schedule, LocalTime anchor) {
    SortedSet<Integer> hours =
        schedule.hours().isEmpty() ? single(anchor.getHour()) : schedule.hours();
    SortedSet<Integer> minutes =
        schedule.minutes().isEmpty() ? single(anchor.getMinute()) : schedule.minutes();
    List<LocalTime> times = new ArrayList<>();
    for (int hour : hours) {
      for (int minute : minutes) {
        times.add(LocalTime.of(hour, minute));
      }
    }
    return times;
  }

  private static SortedSet<Integer> single(int value) {
    return new TreeSet<>(List.of(value));
  }

  private boolean isInterval(LocalDate anchorDate, LocalDate candidate) {
    long passed =
        switch (recurrence.frequency()) {
          case WEEK -> ChronoUnit.WEEKS.between(startOfWeek(anchorDate), startOfWeek(candidate));
          case MONTH ->
              ChronoUnit.MONTHS.between(anchorDate.withDayOfMonth(1), candidate.withDayOfMonth(1));
          default -> ChronoUnit.DAYS.between(anchorDate, candidate);
        };
    return Math.floorMod(passed, recurrence.interval()) == 0;
  }

  private static LocalDate startOfWeek(LocalDate date) {
    return date.with(WeekFields.SUNDAY_START.dayOfWeek(), 1);
  }
}
