package io.trunkline.workflows.definition.schedule;

import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.Optional;

/** Units of recurrences with their largest interval (reference/workflows.md §3.5). */
public enum Frequency {
  SECOND("Second", ChronoUnit.SECONDS, 9_999_999),
  MINUTE("Minute", ChronoUnit.MINUTES, 72_000),
  HOUR("Hour", ChronoUnit.HOURS, 12_000),
  DAY("Day", ChronoUnit.DAYS, 500),
  WEEK("Week", ChronoUnit.WEEKS, 71),
  MONTH("Month", ChronoUnit.MONTHS, 16),
  YEAR("Year", ChronoUnit.YEARS, 1);

  private final String text;
  private final ChronoUnit unit;
  private final int maximumInterval;

  Frequency(String text, ChronoUnit unit, int maximumInterval) {
    this.text = text;
    this.unit = unit;
    this.maximumInterval = maximumInterval;
  }

  /** Returns the spelling on the wire. */
  public String text() {
    return text;
  }

  public ChronoUnit unit() {
    return unit;
  }

  public int maximumInterval() {
    return maximumInterval;
  }

  /** Returns whether steps keep the wall-clock time of a zone. */
  boolean isCalendar() {
    return unit.isDateBased();
  }

  /** Returns the frequency with this spelling in any letter case. */
  public static Optional<Frequency> parse(String text) {
    return Arrays.stream(values())
        .filter(frequency -> frequency.text.equalsIgnoreCase(text))
        .findFirst();
  }
}
