package io.trunkline.bench;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

/**
 * Rounds of one layer under one load.
 *
 * @param rounds in the order in which they were run
 */
record Measurement(List<Round> rounds) {

  /**
   * One round.
   *
   * @param perSecond durable commands per second
   * @param cpuMicros processor time of the whole process per command
   * @param allocatedBytes memory allocated per command
   */
  record Round(double perSecond, double cpuMicros, double allocatedBytes) {}

  String rate() {
    return range("%,.0f (%,.0f–%,.0f)", Round::perSecond);
  }

  String cpu() {
    return range("%.1f (%.1f–%.1f)", Round::cpuMicros);
  }

  String allocation() {
    return range("%,.0f (%,.0f–%,.0f)", Round::allocatedBytes);
  }

  /** Returns the median and the range of each round's share of the same round of another layer. */
  String shareOf(Measurement whole) {
    double[] shares = new double[rounds.size()];
    for (int i = 0; i < shares.length; i++) {
      shares[i] = 100 * rounds.get(i).perSecond() / whole.rounds().get(i).perSecond();
    }
    return format("%.0f %% (%.0f–%.0f)", shares);
  }

  private String range(String format, ToDoubleFunction<Round> value) {
    return format(format, rounds.stream().mapToDouble(value).toArray());
  }

  private static String format(String format, double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    return String.format(
        Locale.ROOT, format, sorted[sorted.length / 2], sorted[0], sorted[sorted.length - 1]);
  }
}
