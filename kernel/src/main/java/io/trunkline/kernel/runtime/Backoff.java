package io.trunkline.kernel.runtime;

import io.trunkline.kernel.KernelLimits;

/** When to try again: after a wait that doubles with each failure, between two limits. */
record Backoff(KernelLimits limits) {
  private static final int MAX_DOUBLINGS = 30;

  /** Returns how long to wait, in milliseconds, after {@code failures} failed attempts. */
  long millisAfter(int failures) {
    long first = limits.outboxRetryFirst().toMillis();
    long wait = first << Math.min(failures - 1, MAX_DOUBLINGS);
    return Math.min(wait, limits.outboxRetryMax().toMillis());
  }
}
