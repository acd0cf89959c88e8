package io.trunkline.workflows.definition;

import java.time.Duration;

/**
 * When an Until gives up (reference/workflows.md §4.9); both are checked between passes, so that
 * the last one may overrun.
 *
 * @param count most passes, 1–5,000
 * @param timeout longest time from the start of the loop
 */
public record UntilLimits(int count, Duration timeout) {
  public static final int DEFAULT_COUNT = 60;
  public static final int MAXIMUM_COUNT = 5_000;
  public static final Duration DEFAULT_TIMEOUT = Duration.ofHours(1);

  /** What may follow a pass. */
  public enum Verdict {
    CONTINUE,
    COUNT_LIMIT_REACHED,
    TIME_LIMIT_REACHED
  }

  /** Returns whether another pass may start, after {@code passes} and {@code elapsed}. */
  public Verdict after(int passes, Duration elapsed) {
    if (passes >= count) {
      return Verdict.COUNT_LIMIT_REACHED;
    }
    return elapsed.compareTo(timeout) >= 0 ? Verdict.TIME_LIMIT_REACHED : Verdict.CONTINUE;
  }
}
