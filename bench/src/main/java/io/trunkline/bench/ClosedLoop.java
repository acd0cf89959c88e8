package io.trunkline.bench;

import java.time.Duration;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;

/** Keeps a number of operations outstanding and counts those that end well. */
record ClosedLoop(int outstanding, Duration duration) {

  /** Returns operations per second. */
  double run(Supplier<CompletionStage<?>> operation) throws InterruptedException {
    Semaphore window = new Semaphore(outstanding);
    AtomicLong done = new AtomicLong();
    long start = System.nanoTime();
    while (System.nanoTime() - start < duration.toNanos()) {
      window.acquire();
      operation
          .get()
          .whenComplete(
              (_, failure) -> {
                if (failure == null) {
                  done.incrementAndGet();
                }
                window.release();
              });
    }
    double seconds = (System.nanoTime() - start) / 1e9;
    long counted = done.get();
    window.acquire(outstanding);
    return counted / seconds;
  }
}
