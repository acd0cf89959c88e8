package io.trunkline.kernel;

import java.time.Duration;

/**
 * The limits of a node's kernel.
 *
 * @param maxCommandBytes the largest encoded command, in bytes
 * @param maxBatchCommands how many commands may share one log entry
 * @param maxBatchBytes how many bytes of commands may share one log entry
 * @param maxPendingCommands how many commands of a shard may wait for their commit, and how many
 *     queries for their confirmation; one more is refused with {@link ShardUnavailableException}
 * @param maxPendingBytes how many bytes of commands of a shard may wait for their commit
 * @param outboxRetryFirst how long a failed outbox delivery waits before its first repetition
 * @param outboxRetryMax the longest wait between two repetitions of an outbox delivery
 */
public record KernelLimits(
    int maxCommandBytes,
    int maxBatchCommands,
    int maxBatchBytes,
    int maxPendingCommands,
    long maxPendingBytes,
    Duration outboxRetryFirst,
    Duration outboxRetryMax) {

  /** The defaults: 2 MiB commands, 4,096 commands or 4 MiB an entry, 65,536 or 256 MiB waiting. */
  public static KernelLimits defaults() {
    return new KernelLimits(
        2 << 20,
        4_096,
        4 << 20,
        65_536,
        256L << 20,
        Duration.ofMillis(100),
        Duration.ofSeconds(30));
  }
}
