package io.trunkline.monitor;

/**
 * The limits of what is kept in memory.
 *
 * @param maxTraces how many traces are kept; the one that began first goes first
 * @param maxSpansPerTrace later spans of a longer trace are counted, not kept
 * @param maxListedTraces most traces in one list
 */
public record MonitorConfig(int maxTraces, int maxSpansPerTrace, int maxListedTraces) {

  /** The defaults: 5,000 traces of up to 500 spans, lists of 500. */
  public static MonitorConfig defaults() {
    return new MonitorConfig(5_000, 500, 500);
  }
}
