package io.trunkline.kernel;

import java.util.concurrent.CompletionStage;

/**
 * What a room does once something is committed: on the leader everything, on the other replicas
 * {@link #restored} and {@link #applied} alone. All methods are called on the shard's thread and
 * must not block; long work goes to a virtual thread.
 *
 * @param <C> the commands of the shard's machine
 */
public interface ShardEffects<C extends Command<?>> {
  /**
   * On every replica: the machine was restored from the store, when the shard was opened or because
   * a snapshot has replaced the store. What a node keeps in memory beside the machine follows the
   * state again from here.
   */
  default void restored() {}

  /**
   * On every replica: a value that {@link ApplyContext#emit} handed over, in commit order. For what
   * a node keeps in memory beside the machine; on the leader {@link #committed} follows.
   */
  default void applied(Object effect) {}

  /**
   * This replica leads from now on and its state holds everything committed before. Called before
   * any method below; the outbox entries and timers of the state follow by themselves.
   *
   * @param shard bound to this leadership: once it has ended, commands and tasks are refused, so
   *     that nothing which rests on volatile state of this leader (a lock that it gave, say) takes
   *     effect under the next one
   */
  default void leading(Shard<C> shard) {}

  /** This replica no longer leads: volatile state (locks, credit, open calls) is to be dropped. */
  default void following() {}

  /** A value that {@link ApplyContext#emit} handed over, in commit order. */
  default void committed(Object effect) {}

  /**
   * Does the work of an outbox entry. Entries are delivered concurrently.
   *
   * @return completes with the command to submit once the work is done, whose apply calls {@link
   *     ApplyContext#finish}; where it fails, the kernel delivers the entry again after a growing
   *     wait ({@link KernelLimits#outboxRetryFirst} to {@link KernelLimits#outboxRetryMax})
   */
  default CompletionStage<? extends C> deliver(OutboxEntry entry) {
    throw new UnsupportedOperationException("this shard has no outbox: " + entry.kind());
  }

  /** Returns the command to submit because the timer {@code key} is due. */
  default C timerDue(String key) {
    throw new UnsupportedOperationException("this shard has no timers: " + key);
  }
}
