package io.trunkline.kernel.ratis;

import io.trunkline.kernel.ShardUnavailableException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Brings entries to whichever replica leads. While none does, they wait: a change of leadership is
 * a pause and not an error. Only what has certainly not been appended is sent a second time.
 * Thread-safe.
 */
final class AppendRouter {
  /** How long an entry waits for a leader that takes it. */
  static final Duration LONGEST_WAIT = Duration.ofSeconds(5);

  private static final long RETRY_MILLIS = 20;

  /** A way to the leader. */
  interface Route {
    /** Appends an entry; as {@link LeaderService#append}. */
    CompletionStage<@Nullable Void> append(byte[] entry);
  }

  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record Waiting(
      long order, byte[] entry, long giveUpAt, CompletableFuture<@Nullable Void> done) {}

  private final Supplier<@Nullable Route> route;
  private final Executor later =
      CompletableFuture.delayedExecutor(RETRY_MILLIS, TimeUnit.MILLISECONDS);
  private final TreeMap<Long, Waiting> waiting = new TreeMap<>();
  private long lastOrder;
  private boolean retrying;
  private boolean closed;

  /**
   * @param route finds the way to the leader; null while there is none
   */
  AppendRouter(Supplier<@Nullable Route> route) {
    this.route = route;
  }

  /** Appends an entry; as {@link io.trunkline.kernel.runtime.ReplicatedLog#append}. */
  synchronized CompletionStage<@Nullable Void> append(byte[] entry) {
    long giveUpAt = System.nanoTime() + LONGEST_WAIT.toNanos();
    Waiting added = new Waiting(++lastOrder, entry, giveUpAt, new CompletableFuture<>());
    if (!waiting.isEmpty() || !send(added)) {
      await(added);
    }
    return added.done();
  }

  /** Refuses what waits. */
  void close() {
    List<Waiting> left;
    synchronized (this) {
      closed = true;
      left = new ArrayList<>(waiting.values());
      waiting.clear();
    }
    left.forEach(AppendRouter::refuse);
  }

  private boolean send(Waiting next) {
    Route leader = route.get();
    if (leader == null) {
      return false;
    }
    leader
        .append(next.entry())
        .whenComplete(
            (_, failure) -> {
              if (failure == null) {
                next.done().complete(null);
              } else {
                // Ratis may hold locks here.
                Thread.startVirtualThread(() -> failed(next, failure));
              }
            });
    return true;
  }

  private void failed(Waiting entry, Throwable failure) {
    Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
    boolean refused =
        cause instanceof ShardUnavailableException refusal && !refusal.outcomeUnknown();
    if (!refused || !awaitAgain(entry)) {
      entry.done().completeExceptionally(cause);
    }
  }

  private synchronized boolean awaitAgain(Waiting entry) {
    if (closed || System.nanoTime() > entry.giveUpAt()) {
      return false;
    }
    await(entry);
    return true;
  }

  private void await(Waiting entry) {
    if (closed) {
      refuse(entry);
      return;
    }
    waiting.put(entry.order(), entry);
    if (!retrying) {
      retrying = true;
      later.execute(this::retry);
    }
  }

  private synchronized void retry() {
    retrying = false;
    while (!waiting.isEmpty()) {
      Map.Entry<Long, Waiting> first = waiting.firstEntry();
      Waiting next = first.getValue();
      if (System.nanoTime() > next.giveUpAt()) {
        refuse(next);
      } else if (!send(next)) {
        retrying = true;
        later.execute(this::retry);
        return;
      }
      waiting.remove(first.getKey());
    }
  }

  private static void refuse(Waiting entry) {
    entry.done().completeExceptionally(new ShardUnavailableException("no leader took the command"));
  }
}
