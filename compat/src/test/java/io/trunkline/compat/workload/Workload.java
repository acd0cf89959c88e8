package io.trunkline.compat.workload;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** Somebody who does the same thing again and again until told to stop. */
public abstract class Workload implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final long pauseMillis;
  private final Thread thread;
  private volatile boolean stopped;
  private volatile @Nullable RuntimeException failure;

  /**
   * Makes a workload that has not begun.
   *
   * @param pauseMillis how long to wait between two rounds, so that the machine has room for others
   */
  Workload(String name, long pauseMillis) {
    this.pauseMillis = pauseMillis;
    this.thread = Thread.ofPlatform().daemon().name(name).unstarted(this::loop);
  }

  public void start() {
    thread.start();
  }

  private void loop() {
    try {
      while (!stopped) {
        round();
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(pauseMillis));
      }
    } catch (RuntimeException e) {
      failure = e;
    } finally {
      end();
    }
  }

  /** Does it once; what goes wrong because of a node is no error. */
  abstract void round();

  /** Lets go of what is open. */
  abstract void end();

  final String name() {
    return thread.getName();
  }

  /** Asks to stop after this round, and does not wait. */
  public void stop() {
    stopped = true;
  }

  /**
   * Stops after this round.
   *
   * @throws IllegalStateException where the workload ended by itself, or does not end
   */
  @Override
  public void close() throws InterruptedException {
    stop();
    thread.join(PATIENCE);
    if (thread.isAlive()) {
      throw new IllegalStateException(name() + " does not stop");
    }
    RuntimeException failed = failure;
    if (failed != null) {
      throw new IllegalStateException(name() + " had stopped", failed);
    }
  }
}
