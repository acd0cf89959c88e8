package io.trunkline.workflows.definition.schedule;

import java.time.DayOfWeek;
import java.time.LocalDate;
import java.time.YearMonth;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * The {@code schedule} of a recurrence; an empty part says nothing.
 *
 * @param hours 0–23
 * @param minutes 0–59
 * @param weekDays for the frequency Week
 * @param monthDays 1–31, or -1 to -31 from the end, for the frequency Month
 * @param monthlyOccurrences for the frequency Month
 */
public record CalendarSchedule(
    SortedSet<Integer> hours,
    SortedSet<Integer> minutes,
    Set<DayOfWeek> weekDays,
    Set<Integer> monthDays,
    List<MonthlyOccurrence> monthlyOccurrences) {
  /**
   * The n-th day of the week in a month.
   *
   * @param occurrence 1–5, or -1 to -5 from the end
   */
  public record MonthlyOccurrence(DayOfWeek day, int occurrence) {
    boolean matches(LocalDate date) {
      if (date.getDayOfWeek() != day) {
        return false;
      }
      int fromStart = (date.getDayOfMonth() - 1) / 7 + 1;
      int fromEnd = -((date.lengthOfMonth() - date.getDayOfMonth()) / 7 + 1);
      return occurrence == fromStart || occurrence == fromEnd;
    }
  }

  public CalendarSchedule {
    hours = Collections.unmodifiableSortedSet(new TreeSet<>(hours));
    minutes = Collections.unmodifiableSortedSet(new TreeSet<>(minutes));
    weekDays = Set.copyOf(weekDays);
    monthDays = Set.copyOf(monthDays);
    monthlyOccurrences = List.copyOf(monthlyOccurrences);
  }

  /** Returns whether the day-of-week and day-of-month parts allow {@code date}. */
  boolean allows(LocalDate date, LocalDate anchor, Frequency frequency) {
    if (frequency == Frequency.WEEK) {
      return weekDays.isEmpty()
          ? date.getDayOfWeek() == anchor.getDayOfWeek()
          : weekDays.contains(date.getDayOfWeek());
    }
    if (frequency == Frequency.MONTH) {
      return allowsDayOfMonth(date, anchor);
    }
    return weekDays.isEmpty() || weekDays.contains(date.getDayOfWeek());
  }

  private boolean allowsDayOfMonth(LocalDate date, LocalDate anchor) {
    if (monthDays.isEmpty() && monthlyOccurrences.isEmpty()) {
      int day = Math.min(anchor.getDayOfMonth(), YearMonth.from(date).lengthOfMonth());
      return date.getDayOfMonth() == day;
    }
    int fromEnd = date.getDayOfMonth() - date.lengthOfMonth() - 1;
    return monthDays.contains(date.getDayOfMonth())
        || monthDays.contains(fromEnd)
        || monthlyOccurrences.stream().anyMatch(occurrence -> occurrence.matches(date));
  }
}
