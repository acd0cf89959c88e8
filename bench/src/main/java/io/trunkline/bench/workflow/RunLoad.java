package io.trunkline.bench.workflow;

import io.trunkline.bench.Usage;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicLong;

/** Keeps a number of runs under way and counts those that end. */
final class RunLoad {
  private final Contender engine;
  private final AtomicLong ended = new AtomicLong();
  private volatile Semaphore window = new Semaphore(0);

  /**
   * What came of a load.
   *
   * @param perSecond runs per second
   * @param cpuMicros processor time of the whole process per run
   * @param allocated bytes allocated per run
   */
  record Rate(double perSecond, double cpuMicros, double allocated) {}

  RunLoad(Contender engine) {
    this.engine = engine;
    engine.whenEnded(
        () -> {
          ended.incrementAndGet();
          window.release();
        });
  }

  /** Runs for a time. */
  Rate during(Contender.Work work, int atOnce, Duration duration) {
    return go(work, atOnce, Long.MAX_VALUE, duration);
  }

  /** Does a number of runs. */
  Rate of(Contender.Work work, int atOnce, long runs) {
    return go(work, atOnce, runs, Duration.ofDays(1));
  }

  /** Does one run, however it is started, and waits for its end. */
  void one(Runnable start) {
    Semaphore single = new Semaphore(0);
    window = single;
    start.run();
    single.acquireUninterruptibly();
  }

  private Rate go(Contender.Work work, int atOnce, long runs, Duration duration) {
    Semaphore free = new Semaphore(atOnce);
    window = free;
    long before = ended.get();
    Usage usage = Usage.now();
    long start = System.nanoTime();
    for (long i = 0; i < runs && System.nanoTime() - start < duration.toNanos(); i++) {
      free.acquireUninterruptibly();
      if (atOnce == 1) {
        engine.start(work);
      } else {
        Thread.startVirtualThread(() -> engine.start(work));
      }
    }
    if (runs < Long.MAX_VALUE) {
      free.acquireUninterruptibly(atOnce);
      free.release(atOnce);
    }
    double took = (System.nanoTime() - start) / 1e9;
    long done = Math.max(1, ended.get() - before);
    Usage used = Usage.now().since(usage);
    free.acquireUninterruptibly(atOnce);
    return new Rate(
        done / took, used.cpuNanos() / 1e3 / done, (double) used.allocatedBytes() / done);
  }
}
