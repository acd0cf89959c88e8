package io.trunkline.net.relay;

import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Knows which node leads a shard, for the doors. Thread-safe; never blocks. */
public interface Leaders {
  /** A node without others: it leads whatever there is. */
  Leaders ALONE =
      new Leaders() {
        @Override
        public CompletionStage<Optional<Destination>> find(String shard) {
          return CompletableFuture.completedFuture(Optional.of(Destination.HERE));
        }

        @Override
        public boolean leadsHere(String shard) {
          return true;
        }

        @Override
        public Watch whenMoved(String shard, Destination from, Runnable action) {
          return () -> {};
        }
      };

  /**
   * Finds the leader of a shard. During an election it waits a bounded time for the end of it.
   *
   * @return the leader, or empty where there is none by then
   */
  CompletionStage<Optional<Destination>> find(String shard);

  /** Returns whether this node leads a shard, as far as it knows. */
  boolean leadsHere(String shard);

  /**
   * Calls {@code action} once when another node than {@code from} leads the shard, or none does:
   * what was sent there may never be answered. At once where that is so already.
   */
  Watch whenMoved(String shard, Destination from, Runnable action);

  /** Ends a watch; harmless afterwards. */
  @FunctionalInterface
  interface Watch {
    void end();
  }
}
