package io.trunkline.kernel.ratis;

import io.trunkline.kernel.runtime.KernelMetrics;
import java.util.ArrayDeque;

/**
 * Measures what a log does with an entry between append and commit. Ratis forces a log on one
 * thread and says before which entry that reaches to, and afterwards how long it took.
 */
final class LogTimes {
  /** How many forces may be ahead of the commits that are waited for. */
  private static final int REMEMBERED = 64;

  private record Force(long index, long endedAt) {}

  private final KernelMetrics.OfLog metrics;
  private final ArrayDeque<Force> forces = new ArrayDeque<>();
  private volatile long forcing = -1;
  private volatile Runnable onForced = () -> {};

  LogTimes(KernelMetrics.OfLog metrics) {
    this.metrics = metrics;
  }

  /** Has {@code listener} run whenever the log's thread has forced something, on that thread. */
  void onForced(Runnable listener) {
    onForced = listener;
  }

  /** An entry has waited for the log's thread. */
  void waited(long nanos) {
    metrics.waited(nanos);
  }

  /** The log's thread is about to force everything up to an entry. */
  void forcing(long index) {
    forcing = index;
  }

  /** The log's thread has done so. */
  void forced(long nanos) {
    metrics.forced(nanos);
    synchronized (this) {
      forces.add(new Force(forcing, System.nanoTime()));
      if (forces.size() > REMEMBERED) {
        forces.poll();
      }
    }
    onForced.run();
  }

  /** An entry is committed: on a leader with peers that is when a majority has forced it. */
  void committed(long index) {
    Force force;
    synchronized (this) {
      while (!forces.isEmpty() && forces.peek().index() < index) {
        forces.poll();
      }
      force = forces.peek();
    }
    if (force != null) {
      metrics.replicated(System.nanoTime() - force.endedAt());
    }
  }
}
