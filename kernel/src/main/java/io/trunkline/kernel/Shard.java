package io.trunkline.kernel;

import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/**
 * A shard as the rooms above see it. Futures complete on the shard's thread: attach short work, or
 * use the {@code Async} forms. A virtual thread may simply {@code join()}.
 *
 * @param <C> the commands of the shard's machine
 */
public interface Shard<C extends Command<?>> {
  ShardId id();

  /**
   * Appends a command to the log. The future completes once the command is fsynced on a majority of
   * the replicas and applied here.
   *
   * @param command an instance of {@code C}
   * @return the reply; or {@link RejectedException} when the machine refused the command; or {@link
   *     ShardUnavailableException} when it was not accepted or its fate is unknown
   */
  <R> CompletableFuture<R> submit(Command<R> command);

  /**
   * Runs {@code query} on the shard's thread, against state that holds everything acknowledged
   * before this call. It must not write to the store.
   */
  <R> CompletableFuture<R> query(Supplier<R> query);

  /**
   * Runs {@code task} on the shard's thread while this replica leads: the place for volatile state
   * of the leader. Tasks and applies never run at the same time. Dropped where this replica does
   * not lead.
   */
  void execute(Runnable task);

  /** Returns whether the caller is on the shard's thread. */
  boolean onShardThread();

  /** Returns the shard's state for reading; only on the shard's thread. */
  Store store();
}
