package io.trunkline.kernel.runtime;

import io.trunkline.kernel.ShardId;
import io.trunkline.kernel.ShardUnavailableException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Settles what became of entries whose fate is not known: once the replica is sure not to be behind
 * it has applied them and replied, or nobody can tell. A new leader is waited for, but not for
 * long.
 */
final class Doubts {
  private static final int ATTEMPTS = 30;
  private static final long AGAIN_MILLIS = 100;

  /** How long to ask at most: an answer may be a long time coming, too. */
  private static final long LONGEST_MILLIS = 10_000;

  private final ShardId id;
  private final CommandQueue queue;
  private final ReadBarrier barrier;
  private final Alarms alarms;

  Doubts(ShardId id, CommandQueue queue, ReadBarrier barrier, Alarms alarms) {
    this.id = id;
    this.queue = queue;
    this.barrier = barrier;
    this.alarms = alarms;
  }

  /**
   * @param numbers entries that are, or were, on their way
   * @param cause why that is not known
   */
  void settle(List<Long> numbers, @Nullable Throwable cause) {
    if (!numbers.isEmpty()) {
      ShardUnavailableException unknown =
          new ShardUnavailableException(
              "shard " + id + ": it is not known whether the command was committed", true, cause);
      alarms.after(LONGEST_MILLIS, () -> giveUp(numbers, unknown));
      settle(numbers, ATTEMPTS, unknown);
    }
  }

  private void settle(List<Long> numbers, int attempts, ShardUnavailableException unknown) {
    barrier.pass(
        failure -> {
          if (failure == null || attempts == 1) {
            giveUp(numbers, unknown);
          } else if (queue.awaitsAny(numbers)) {
            alarms.after(AGAIN_MILLIS, () -> settle(numbers, attempts - 1, unknown));
          }
        });
  }

  private void giveUp(List<Long> numbers, ShardUnavailableException unknown) {
    numbers.forEach(number -> queue.failed(number, unknown));
  }
}
