package io.trunkline.kernel.cluster;

import io.trunkline.kernel.ShardUnavailableException;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.BooleanSupplier;

/** What waits until something is so. Thread-safe. */
final class Conditions {
  private record Waiting(BooleanSupplier condition, CompletableFuture<Void> done) {}

  private final Queue<Waiting> waiting = new ConcurrentLinkedQueue<>();

  /** Completes at the first {@link #check} that finds {@code condition} true, or now. */
  CompletableFuture<Void> when(BooleanSupplier condition) {
    CompletableFuture<Void> done = new CompletableFuture<>();
    waiting.add(new Waiting(condition, done));
    check();
    return done;
  }

  /** Looks again. */
  void check() {
    waiting.removeIf(
        next -> {
          boolean over = next.done().isDone() || next.condition().getAsBoolean();
          if (over) {
            next.done().complete(null);
          }
          return over;
        });
  }

  void close() {
    ShardUnavailableException stopping = new ShardUnavailableException("the node is stopping");
    waiting.forEach(next -> next.done().completeExceptionally(stopping));
  }
}
