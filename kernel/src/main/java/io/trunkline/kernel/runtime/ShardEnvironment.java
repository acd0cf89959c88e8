package io.trunkline.kernel.runtime;

import io.trunkline.kernel.IdSource;
import io.trunkline.kernel.KernelLimits;
import java.time.InstantSource;

/**
 * What every shard of a node shares.
 *
 * @param limits the limits of the node's kernel
 * @param clock gives entries their time and says when timers are due
 * @param ids gives each run of a shard a name in the log
 * @param metrics measures the shards
 * @param schedulers runs the shards
 */
public record ShardEnvironment(
    KernelLimits limits,
    InstantSource clock,
    IdSource ids,
    KernelMetrics metrics,
    ShardScheduler.Factory schedulers) {

  /** An environment that gives each shard a thread of its own. */
  public ShardEnvironment(
      KernelLimits limits, InstantSource clock, IdSource ids, KernelMetrics metrics) {
    this(limits, clock, ids, metrics, ShardThread::new);
  }

  /** An environment that measures nothing. */
  public ShardEnvironment(KernelLimits limits, InstantSource clock, IdSource ids) {
    this(limits, clock, ids, KernelMetrics.none());
  }
}
