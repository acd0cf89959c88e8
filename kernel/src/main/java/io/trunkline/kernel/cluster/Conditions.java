package io.trunkline.kernel.cluster;

import io.trunkline.kernel.ShardUnavailableException;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BooleanSupplier;

/** What waits until something is so. Thread-safe. */
final class Conditions {
  private final Map<CompletableFuture<Void>, BooleanSupplier> waiting = new ConcurrentHashMap<>();

  /** Completes at the first {@link #check} that finds {@code condition} true, or now. */
  CompletableFuture<Void> when(BooleanSupplier condition) {
    CompletableFuture<Void> done = new CompletableFuture<>();
    waiting.put(done, condition);
    check();
    return done;
  }

  /** Looks again. */
  void check() {
    waiting.forEach(
        (done, condition) -> {
          if (done.isDone() || condition.getAsBoolean()) {
            waiting.remove(done);
            done.complete(null);
          }
        });
  }

  void close() {
    waiting
        .keySet()
        .forEach(
            done ->
                done.completeExceptionally(new ShardUnavailableException("the node is stopping")));
  }
}
