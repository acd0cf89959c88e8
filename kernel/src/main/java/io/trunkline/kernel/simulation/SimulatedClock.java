package io.trunkline.kernel.simulation;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/** The clock of one node: virtual time, but for what it has skipped and how it drifts. */
public final class SimulatedClock implements InstantSource {
  private static final Instant START = Instant.parse("2030-01-02T03:04:05Z");

  private final Simulation simulation;
  private final Runnable onSkip;
  private long offsetMicros;
  private double drift;
  private long driftSince;
  private int skips;

  SimulatedClock(Simulation simulation, Runnable onSkip) {
    this.simulation = simulation;
    this.onSkip = onSkip;
  }

  @Override
  public Instant instant() {
    return START.plusNanos(1_000 * micros());
  }

  @Override
  public long millis() {
    return START.toEpochMilli() + Math.floorDiv(micros(), 1_000);
  }

  /** Has the clock skip, forward or back. */
  public void skip(Duration step) {
    skips++;
    offsetMicros += step.toNanos() / 1_000;
    onSkip.run();
  }

  /** Has the clock run faster or slower from now on, by {@code rate} seconds a second. */
  public void drift(double rate) {
    offsetMicros += drifted();
    driftSince = simulation.now();
    drift = rate;
  }

  /** Sets the clock right. */
  public void correct() {
    skips++;
    offsetMicros = 0;
    drift = 0;
    onSkip.run();
  }

  /**
   * Returns how often the clock has skipped: its readings before and after say nothing together.
   */
  public int skips() {
    return skips;
  }

  private long micros() {
    return simulation.now() + offsetMicros + drifted();
  }

  private long drifted() {
    return (long) (drift * (simulation.now() - driftSince));
  }
}
