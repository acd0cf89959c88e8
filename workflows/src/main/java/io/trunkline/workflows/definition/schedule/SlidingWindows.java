package io.trunkline.workflows.definition.schedule;

import java.time.Duration;
import java.time.Instant;

/**
 * The windows of a SlidingWindow trigger: gapless, from the start time, each processed once and in
 * order, also those of the past (reference/workflows.md §3.6).
 */
public final class SlidingWindows {
  private final Recurrence recurrence;
  private final RecurrenceSchedule schedule;
  private final Instant start;
  private final Duration delay;

  /**
   * @param savedAt where the first window starts if there is no start time
   * @param delay how long after its end a window is processed
   */
  public SlidingWindows(Recurrence recurrence, Instant savedAt, Duration delay) {
    this.recurrence = recurrence;
    this.schedule = new RecurrenceSchedule(recurrence, savedAt);
    this.start = recurrence.startTime().orElse(savedAt);
    this.delay = delay;
  }

  /**
   * One window.
   *
   * @param end the first instant that is no longer in it
   * @param dueAt when it is to be processed
   */
  public record Window(Instant start, Instant end, Instant dueAt) {}

  /**
   * Returns a window by its number.
   *
   * @param number from 0
   */
  public Window window(long number) {
    long step = recurrence.interval();
    Instant end = schedule.step(start, Math.multiplyExact(number + 1, step));
    return new Window(schedule.step(start, Math.multiplyExact(number, step)), end, end.plus(delay));
  }
}
