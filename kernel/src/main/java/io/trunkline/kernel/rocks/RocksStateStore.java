package io.trunkline.kernel.rocks;

import io.trunkline.kernel.ShardId;
import io.trunkline.kernel.Store;
import io.trunkline.kernel.runtime.KeyRange;
import io.trunkline.kernel.runtime.StateChanges;
import io.trunkline.kernel.runtime.StateStore;
import java.util.Arrays;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.rocksdb.ColumnFamilyHandle;
import org.rocksdb.FlushOptions;
import org.rocksdb.ReadOptions;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;
import org.rocksdb.Slice;
import org.rocksdb.WriteBatch;
import org.rocksdb.WriteOptions;

/** One shard's column family. A failure of RocksDB stops the shard: it is an unchecked fault. */
final class RocksStateStore implements StateStore {
  /** Sorts after every key of a shard: keys start with a byte that tells whose they are. */
  private static final byte[] END = {(byte) 0xFF};

  private final ShardId id;
  private final RocksDB database;
  private final ColumnFamilyHandle family;
  private final WriteOptions unlogged = new WriteOptions().setDisableWAL(true);

  RocksStateStore(ShardId id, RocksDB database, ColumnFamilyHandle family) {
    this.id = id;
    this.database = database;
    this.family = family;
  }

  @Override
  public byte @Nullable [] get(byte[] key) {
    try {
      return database.get(family, key);
    } catch (RocksDBException e) {
      throw fault("read", e);
    }
  }

  @Override
  public void scan(byte[] from, byte @Nullable [] to, Store.Visitor visitor) {
    byte[] end = to == null ? END : to;
    try (Slice upper = new Slice(end);
        ReadOptions options = new ReadOptions().setIterateUpperBound(upper);
        RocksIterator iterator = database.newIterator(family, options)) {
      iterator.seek(from);
      while (iterator.isValid() && visitor.visit(iterator.key(), iterator.value())) {
        iterator.next();
      }
      iterator.status();
    } catch (RocksDBException e) {
      throw fault("scan", e);
    }
  }

  @Override
  public void scanBackwards(byte[] from, byte @Nullable [] to, Store.Visitor visitor) {
    byte[] end = to == null ? END : to;
    try (Slice lower = new Slice(from);
        Slice upper = new Slice(end);
        ReadOptions options =
            new ReadOptions().setIterateLowerBound(lower).setIterateUpperBound(upper);
        RocksIterator iterator = database.newIterator(family, options)) {
      iterator.seekForPrev(end);
      if (iterator.isValid() && Arrays.equals(iterator.key(), end)) {
        iterator.prev();
      }
      while (iterator.isValid() && visitor.visit(iterator.key(), iterator.value())) {
        iterator.prev();
      }
      iterator.status();
    } catch (RocksDBException e) {
      throw fault("scan", e);
    }
  }

  @Override
  public void write(StateChanges changes) {
    try (WriteBatch batch = new WriteBatch()) {
      for (KeyRange cleared : changes.cleared()) {
        byte[] to = cleared.to();
        batch.deleteRange(family, cleared.from(), to == null ? END : to);
      }
      for (Map.Entry<byte[], byte @Nullable []> change : changes.values().entrySet()) {
        byte[] value = change.getValue();
        if (value == null) {
          batch.delete(family, change.getKey());
        } else {
          batch.put(family, change.getKey(), value);
        }
      }
      database.write(unlogged, batch);
    } catch (RocksDBException e) {
      throw fault("write", e);
    }
  }

  @Override
  public void persist() {
    try (FlushOptions options = new FlushOptions().setWaitForFlush(true)) {
      database.flush(options, family);
    } catch (RocksDBException e) {
      throw fault("flush", e);
    }
  }

  @Override
  public void close() {
    unlogged.close();
  }

  private IllegalStateException fault(String what, RocksDBException cause) {
    return new IllegalStateException(
        "cannot " + what + " the state of shard " + id + ": " + cause.getMessage(), cause);
  }
}
