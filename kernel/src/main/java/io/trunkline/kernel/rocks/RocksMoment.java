package io.trunkline.kernel.rocks;

import io.trunkline.kernel.ShardId;
import io.trunkline.kernel.runtime.StateCopy;
import org.rocksdb.RocksDB;
import org.rocksdb.Snapshot;

/** The state of all shards of a node at one and the same moment. To be closed soon. */
public final class RocksMoment implements AutoCloseable {
  private final RocksNode node;
  private final RocksDB database;
  private final Snapshot snapshot;

  RocksMoment(RocksNode node, RocksDB database) {
    this.node = node;
    this.database = database;
    this.snapshot = database.getSnapshot();
  }

  /** Returns the state that a shard had at this moment. */
  public StateCopy of(ShardId id) {
    RocksStateStore store = node.existing(id);
    return (directory, key) -> store.checkpoint(snapshot, directory, key);
  }

  @Override
  public void close() {
    database.releaseSnapshot(snapshot);
  }
}
