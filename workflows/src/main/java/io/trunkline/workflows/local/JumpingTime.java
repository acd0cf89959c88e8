package io.trunkline.workflows.local;

import io.trunkline.kernel.memory.ManualClock;
import io.trunkline.kernel.memory.MemoryKernel;
import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** Lets time pass: as long as anything works it stands still, then it jumps to what is due next. */
final class JumpingTime implements Executor {
  private static final long PAUSE_NANOS = 50_000;

  private final MemoryKernel kernel;
  private final ManualClock clock;
  private final Executor threads;
  private final AtomicLong started = new AtomicLong();
  private final AtomicLong running = new AtomicLong();

  /**
   * @param threads runs tasks, which are counted
   */
  JumpingTime(MemoryKernel kernel, ManualClock clock, Executor threads) {
    this.kernel = kernel;
    this.clock = clock;
    this.threads = threads;
  }

  @Override
  public void execute(Runnable task) {
    started.incrementAndGet();
    running.incrementAndGet();
    threads.execute(
        () -> {
          try {
            task.run();
          } finally {
            running.decrementAndGet();
          }
        });
  }

  /**
   * Lets time pass until {@code done}.
   *
   * @param patience real time after which to give up
   * @throws LocalException when it is over
   */
  void passUntil(BooleanSupplier done, Duration patience) {
    long giveUpAt = System.nanoTime() + patience.toNanos();
    while (!done.getAsBoolean()) {
      long quiet = quietFor();
      if (quiet > 0 && !done.getAsBoolean()) {
        clock.advance(Duration.ofMillis(quiet));
      } else {
        LockSupport.parkNanos(PAUSE_NANOS);
      }
      if (System.nanoTime() > giveUpAt) {
        throw new LocalException(
            "The run did not end within %d s of real time.".formatted(patience.toSeconds()));
      }
    }
  }

  /** Looks twice: what was handed from a shard to a thread or back in between shows. */
  private long quietFor() {
    long before = started.get();
    if (running.get() > 0 || kernel.quietFor() < 0) {
      return -1;
    }
    long quiet = kernel.quietFor();
    return running.get() > 0 || started.get() != before ? -1 : quiet;
  }
}
