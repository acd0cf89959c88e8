package io.trunkline.kernel.runtime;

import io.trunkline.kernel.KernelLimits;
import java.time.InstantSource;

/** When to try again: after a wait that doubles with each failure, between two limits. */
record Backoff(KernelLimits limits, InstantSource clock) {
  private static final int MAX_DOUBLINGS = 30;

  /** Returns the time of the next attempt after {@code failures} failed ones. */
  long nextAttempt(int failures) {
    long first = limits.outboxRetryFirst().toMillis();
    long wait = first << Math.min(failures - 1, MAX_DOUBLINGS);
    return clock.millis() + Math.min(wait, limits.outboxRetryMax().toMillis());
  }
}
