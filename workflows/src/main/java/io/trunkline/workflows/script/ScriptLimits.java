package io.trunkline.workflows.script;

import java.time.Duration;

/**
 * What one script may take (reference/workflows.md §4.10).
 *
 * @param time from its start to its result
 * @param allocatedBytes memory that it may ask for, all together, whether it is still in use or not
 * @param atOnce how many scripts run at the same time; more wait for their turn
 */
public record ScriptLimits(Duration time, long allocatedBytes, int atOnce) {
  /** Five seconds, 256 MiB, two at once. */
  public static ScriptLimits defaults() {
    return new ScriptLimits(Duration.ofSeconds(5), 256L << 20, 2);
  }
}
