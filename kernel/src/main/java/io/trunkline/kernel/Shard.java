package io.trunkline.kernel;

import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/**
 * This node's replica of a shard, as the rooms above see it. Commands and queries work on every
 * replica, as long as a leader is known. Futures complete on the shard's thread: attach short work,
 * or use the {@code Async} forms. A virtual thread may simply {@code join()}.
 *
 * @param <C> the commands of the shard's machine
 */
public interface Shard<C extends Command<?>> {
  ShardId id();

  /**
   * Appends a command to the log. The future completes once the command is fsynced on a majority of
   * the replicas and applied here. What a leader submits on the shard's thread is refused once
   * another replica leads; other commands are taken by whichever replica leads.
   *
   * @param command an instance of {@code C}
   * @return the reply; or {@link RejectedException} when the machine refused the command; or {@link
   *     ShardUnavailableException} when it was not accepted or its fate is unknown
   */
  <R> CompletableFuture<R> submit(Command<R> command);

  /**
   * Runs {@code query} on the shard's thread, against state that holds everything acknowledged
   * anywhere before this call: a replica that may be behind, a deposed leader too, makes sure
   * first. It must not write to the store. Inside another query it runs at once.
   *
   * @return what the query returned; or {@link ShardUnavailableException} when there is no leader
   *     or no majority within reach
   */
  <R> CompletableFuture<R> query(Supplier<R> query);

  /**
   * Runs {@code task} on the shard's thread while this replica leads: the place for volatile state
   * of the leader. Tasks and applies never run at the same time.
   *
   * @return completes once the task has run; or fails with {@link ShardUnavailableException} where
   *     this replica does not lead and the task therefore did not run, or with what the task threw
   */
  CompletableFuture<Void> execute(Runnable task);

  /**
   * Returns whether this replica leads, as far as it knows; from any thread. It may have been
   * deposed without having heard of it yet: its commands and queries fail then.
   */
  boolean leads();

  /**
   * Makes sure that this replica led when it was asked, or later: for what a leader gives out
   * without a command. Only on the shard's thread; at once while the leader's lease lasts.
   *
   * @return completes on the shard's thread; fails with {@link ShardUnavailableException} where
   *     this replica does not lead, leads anew, or has no majority within reach
   */
  CompletableFuture<Void> confirmLeadership();

  /** Returns whether the caller is on the shard's thread. */
  boolean onShardThread();

  /** Returns the shard's state for reading; only on the shard's thread. */
  Store store();
}
