/**
 * The kernel of a running node: the shard runtime on Apache Ratis logs and RocksDB state.
 *
 * <p>Each shard is one Raft group; a node that stands alone is the only peer of each of its groups,
 * so it commits an entry as soon as its own disk has it. A reply therefore waits for the fsync of
 * its entry and for nothing else.
 *
 * <p>What a restart relies on: RocksDB holds a prefix of the log and knows where it ends; Ratis
 * keeps every entry after the last {@linkplain io.trunkline.kernel.ratis.RatisGroup#takeSnapshot
 * snapshot}, and a snapshot is only announced once RocksDB has it on disk.
 */
package io.trunkline.kernel.ratis;
