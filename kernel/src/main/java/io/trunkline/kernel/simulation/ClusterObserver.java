package io.trunkline.kernel.simulation;

import io.trunkline.kernel.ShardId;
import io.trunkline.kernel.runtime.LogPosition;

/** Hears of what the simulated logs do, to check it. */
public interface ClusterObserver {
  /** A node was elected. */
  default void elected(ShardId shard, long term, int node) {}

  /** A leader wrote an entry of its term; {@code entry} is empty for one of the log's own. */
  default void appended(ShardId shard, LogPosition position, byte[] entry) {}

  /** A replica took an entry for committed; {@code entry} is empty for one of the log's own. */
  default void committed(ShardId shard, int node, LogPosition position, byte[] entry) {}

  /** A node refuses to serve a shard, because its log is damaged. */
  default void refusedToStart(ShardId shard, int node, DamagedLogException reason) {}
}
