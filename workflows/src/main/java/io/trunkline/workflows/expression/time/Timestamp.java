package io.trunkline.workflows.expression.time;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoField;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/**
 * A point in time as texts give it: with or without an offset; years 1 to 9999, 100 ns steps.
 *
 * @param local the date and time as written
 * @param offset empty where the text says nothing about zones; such a time counts as UTC
 */
public record Timestamp(LocalDateTime local, Optional<ZoneOffset> offset) {
  /** 100-nanosecond units of one second. */
  public static final long TICKS_PER_SECOND = 10_000_000L;

  private static final LocalDateTime EPOCH = LocalDateTime.of(1, 1, 1, 0, 0);

  public Timestamp {
    if (local.getYear() < 1 || local.getYear() > 9999) {
      throw new DateTimeException("the year is outside the range 1 to 9999");
    }
    local = local.withNano(local.get(ChronoField.NANO_OF_SECOND) / 100 * 100);
  }

  public static Timestamp utc(Instant instant) {
    return new Timestamp(
        LocalDateTime.ofInstant(instant, ZoneOffset.UTC), Optional.of(ZoneOffset.UTC));
  }

  /** Returns a time that says nothing about zones. */
  public static Timestamp unspecified(LocalDateTime local) {
    return new Timestamp(local, Optional.empty());
  }

  /** Returns the instant; a time without offset counts as UTC. */
  public Instant instant() {
    return local.toInstant(offset.orElse(ZoneOffset.UTC));
  }

  /** Returns the same instant in UTC. */
  public Timestamp toUtc() {
    return utc(instant());
  }

  /** Returns another date and time with the same offset. */
  public Timestamp withLocal(LocalDateTime newLocal) {
    return new Timestamp(newLocal, offset);
  }

  /**
   * Returns this time moved; months and years clamp to the last valid day.
   *
   * @throws DateTimeException if the result is outside the years 1 to 9999
   */
  public Timestamp plus(long amount, ChronoUnit unit) {
    try {
      return withLocal(local.plus(amount, unit));
    } catch (ArithmeticException e) {
      throw new DateTimeException("the result is outside the years 1 to 9999", e);
    }
  }

  /** Returns 100-ns units since the start of year 1, of the date and time as written. */
  public long ticks() {
    Duration since = Duration.between(EPOCH, local);
    return since.getSeconds() * TICKS_PER_SECOND + since.getNano() / 100;
  }
}
