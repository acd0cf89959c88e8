/**
 * The state of a node's shards in RocksDB: one database per node, one column family per shard.
 *
 * <p>RocksDB's own log is off, because the shards' logs already hold every change: a crash takes
 * the newest writes with it and the log repeats them. Each write carries the position of its log
 * entry in the same batch, so the position that is found after a crash fits the state that is
 * found.
 */
package io.trunkline.kernel.rocks;
