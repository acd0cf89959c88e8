package io.trunkline.broker.effects;

import java.time.InstantSource;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** Calls back at a time: injected, so that tests decide when it passes. */
@FunctionalInterface
public interface Waker {
  /**
   * Has {@code task} called once, on any thread, not before {@code at}.
   *
   * @param at milliseconds since the epoch
   */
  void wakeAt(long at, Runnable task);

  /** A waker for running nodes. */
  static Waker of(ScheduledExecutorService executor, InstantSource clock) {
    return (at, task) -> {
      var unused = executor.schedule(task, Math.max(1, at - clock.millis()), TimeUnit.MILLISECONDS);
    };
  }
}
