package io.trunkline.kernel.rocks;

import io.trunkline.kernel.DamagedShardException;
import io.trunkline.kernel.ShardId;
import io.trunkline.kernel.Store;
import io.trunkline.kernel.runtime.KeyRange;
import io.trunkline.kernel.runtime.StateChanges;
import io.trunkline.kernel.runtime.StateStore;
import io.trunkline.kernel.runtime.StoreKey;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.rocksdb.ColumnFamilyHandle;
import org.rocksdb.CompressionType;
import org.rocksdb.FlushOptions;
import org.rocksdb.Options;
import org.rocksdb.ReadOptions;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;
import org.rocksdb.Slice;
import org.rocksdb.Snapshot;
import org.rocksdb.Status;
import org.rocksdb.WriteBatch;
import org.rocksdb.WriteOptions;

/** One shard's column family. A failure of RocksDB stops the shard: it is an unchecked fault. */
final class RocksStateStore implements StateStore {
  private static final Pattern PLACE = Pattern.compile("in (\\S+\\.sst) offset (\\d+)");

  /** Sorts after every key of a shard: keys start with a byte that tells whose they are. */
  private static final byte[] END = {(byte) 0xFF};

  private static final int BATCH_HEADER_BYTES = 64;

  /** What a batch needs for a change beside its key and value: a kind, a family, two lengths. */
  private static final int RECORD_BYTES = 16;

  private final ShardId id;
  private final RocksNode node;
  private final RocksDB database;
  private final WriteOptions unlogged = new WriteOptions().setDisableWAL(true);

  /** Held for reading where another thread than the shard's uses the family. */
  private final ReentrantReadWriteLock replacement = new ReentrantReadWriteLock();

  private volatile ColumnFamilyHandle family;
  private volatile long replacedAt;

  RocksStateStore(ShardId id, RocksNode node, RocksDB database, RocksFamily family) {
    this.id = id;
    this.node = node;
    this.database = database;
    this.family = family.handle();
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
    try (WriteBatch batch = new WriteBatch(size(changes))) {
      for (KeyRange cleared : changes.cleared()) {
        byte[] to = cleared.to();
        batch.deleteRange(family, cleared.from(), to == null ? END : to);
      }
      for (Map.Entry<StoreKey, byte @Nullable []> change : changes.values().entrySet()) {
        byte[] value = change.getValue();
        if (value == null) {
          batch.delete(family, change.getKey().bytes());
        } else {
          batch.put(family, change.getKey().bytes(), value);
        }
      }
      write(batch);
    } catch (RocksDBException e) {
      throw fault("write", e);
    }
  }

  /** Returns about how many bytes a batch of the changes takes, so that it need not grow. */
  private static int size(StateChanges changes) {
    long size = BATCH_HEADER_BYTES;
    for (Map.Entry<StoreKey, byte @Nullable []> change : changes.values().entrySet()) {
      byte[] value = change.getValue();
      size += RECORD_BYTES + change.getKey().bytes().length + (value == null ? 0 : value.length);
    }
    return (int) Math.min(size, Integer.MAX_VALUE);
  }

  /**
   * Writes a batch. Where the disk is full, RocksDB takes nothing until it could write out what it
   * has in memory, which it tries again by itself: so this waits. The batch must not be given up,
   * since the log holds it.
   */
  private void write(WriteBatch batch) throws RocksDBException {
    while (true) {
      try {
        database.write(unlogged, batch);
        return;
      } catch (RocksDBException e) {
        Status status = e.getStatus();
        if (status == null
            || status.getSubCode() != Status.SubCode.NoSpace
            || !node.waitsForRoom(id)) {
          throw e;
        }
      }
    }
  }

  @Override
  public void persist() {
    replacement.readLock().lock();
    try (FlushOptions options = new FlushOptions().setWaitForFlush(true)) {
      database.flush(options, family);
    } catch (RocksDBException e) {
      throw fault("flush", e);
    } finally {
      replacement.readLock().unlock();
    }
  }

  @Override
  public byte @Nullable [] checkpoint(Path directory, byte[] key) throws IOException {
    return checkpoint(null, directory, key); // of the moment at which it begins to read
  }

  /**
   * Copies the state of an earlier moment.
   *
   * @throws IOException when the state was replaced since: what it was then is gone
   */
  byte @Nullable [] checkpoint(@Nullable Snapshot moment, Path directory, byte[] key)
      throws IOException {
    replacement.readLock().lock();
    try (ReadOptions reading = new ReadOptions().setFillCache(false).setSnapshot(moment);
        RocksIterator iterator = database.newIterator(family, reading);
        Options writing = new Options().setCompressionType(CompressionType.LZ4_COMPRESSION)) {
      if (moment != null && replacedAt > moment.getSequenceNumber()) {
        throw new IOException("the state of shard " + id + " was replaced meanwhile; try again");
      }
      new SstFiles(directory).write(iterator, writing);
      iterator.seek(key);
      return iterator.isValid() && Arrays.equals(iterator.key(), key) ? iterator.value() : null;
    } catch (RocksDBException e) {
      throw new IOException("cannot copy the state of shard " + id + ": " + e.getMessage(), e);
    } finally {
      replacement.readLock().unlock();
    }
  }

  @Override
  public void replace(Path directory) throws IOException {
    replacement.writeLock().lock();
    try {
      family = node.replace(id, new SstFiles(directory)).handle();
      replacedAt = database.getLatestSequenceNumber();
    } finally {
      replacement.writeLock().unlock();
    }
  }

  @Override
  public void close() {
    unlogged.close();
  }

  private IllegalStateException fault(String what, RocksDBException cause) {
    Status status = cause.getStatus();
    if (status != null && status.getCode() == Status.Code.Corruption) {
      // RocksDB says "… in FILE offset N size M".
      Matcher place = PLACE.matcher(cause.getMessage());
      boolean found = place.find();
      return new DamagedShardException(
          id,
          found ? Path.of(place.group(1)) : node.directory(),
          found ? Long.parseLong(place.group(2)) : 0,
          cause.getMessage(),
          cause);
    }
    return new IllegalStateException(
        "cannot " + what + " the state of shard " + id + ": " + cause.getMessage(), cause);
  }
}
