package io.trunkline.kernel.rocks;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.trunkline.kernel.ShardId;
import io.trunkline.kernel.runtime.StateStore;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.rocksdb.BlockBasedTableConfig;
import org.rocksdb.BloomFilter;
import org.rocksdb.Cache;
import org.rocksdb.ColumnFamilyDescriptor;
import org.rocksdb.ColumnFamilyHandle;
import org.rocksdb.ColumnFamilyOptions;
import org.rocksdb.CompressionType;
import org.rocksdb.DBOptions;
import org.rocksdb.IndexType;
import org.rocksdb.InfoLogLevel;
import org.rocksdb.LRUCache;
import org.rocksdb.LiveFileMetaData;
import org.rocksdb.Options;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;
import org.rocksdb.SstPartitionerFixedPrefixFactory;
import org.rocksdb.WriteBufferManager;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The RocksDB of a node. Thread-safe. */
public final class RocksNode implements AutoCloseable {
  private static final String DEFAULT_FAMILY = new String(RocksDB.DEFAULT_COLUMN_FAMILY, UTF_8);
  private static final Logger LOG = LoggerFactory.getLogger(RocksNode.class);
  private static final Duration WAIT_FOR_ROOM = Duration.ofMillis(500);
  private static final int BLOOM_BITS_PER_KEY = 10;

  /** Where a shard's keys say whose they are: the runtime's byte, and how a room's table begins. */
  private static final int TABLE_PREFIX_BYTES = 2;

  private final Path directory;
  private final Cache cache;

  /** Counts the write buffers, which would leave the blocks that are read no room beside them. */
  private final Cache writeBufferAccount;

  private final WriteBufferManager writeBuffers;
  private final BloomFilter bloom = new BloomFilter(BLOOM_BITS_PER_KEY);

  /**
   * Merged files hold keys of one table each. Most tables grow at their end; their files then lie
   * behind each other, and move from level to level without being written again.
   */
  private final SstPartitionerFixedPrefixFactory tables =
      new SstPartitionerFixedPrefixFactory(TABLE_PREFIX_BYTES);

  private final ColumnFamilyOptions familyOptions;
  private final DBOptions options;
  private final RocksDB database;
  private final Map<ShardId, RocksFamily> families = new HashMap<>();
  private final Map<ShardId, RocksStateStore> stores = new HashMap<>();
  private final CountDownLatch stopping = new CountDownLatch(1);
  private boolean closed;

  static {
    RocksDB.loadLibrary();
  }

  /**
   * Opens the database in {@code directory}, or creates it.
   *
   * @throws IllegalStateException when it is damaged; the message says which file, and what helps
   */
  public RocksNode(Path directory, RocksConfig config) {
    this.directory = directory;
    cache = new LRUCache(config.blockCacheBytes());
    writeBufferAccount = new LRUCache(config.writeBuffersBytes());
    writeBuffers = new WriteBufferManager(config.writeBuffersBytes(), writeBufferAccount);
    familyOptions = familyOptions(config);
    options = options(config);
    try {
      Files.createDirectories(directory);
      checkCurrent(directory);
      List<ColumnFamilyDescriptor> descriptors = new ArrayList<>();
      for (String name : familyNames(directory)) {
        descriptors.add(new ColumnFamilyDescriptor(name.getBytes(UTF_8), familyOptions));
      }
      List<ColumnFamilyHandle> handles = new ArrayList<>();
      database = RocksDB.open(options, directory.toString(), descriptors, handles);
      for (ColumnFamilyHandle handle : handles) {
        adopt(handle);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (RocksDBException e) {
      throw damaged(directory, e.getMessage(), e);
    }
  }

  /** RocksDB takes a directory without this file for a new one, and would remove what it finds. */
  private static void checkCurrent(Path directory) throws IOException {
    if (Files.exists(directory.resolve("CURRENT"))) {
      return;
    }
    try (Stream<Path> files = Files.list(directory)) {
      Optional<Path> left =
          files.filter(file -> file.toString().matches(".*(MANIFEST-\\d+|\\.sst)")).findFirst();
      if (left.isPresent()) {
        throw damaged(directory, "CURRENT is missing beside " + left.get().getFileName(), null);
      }
    }
  }

  private static IllegalStateException damaged(
      Path directory, String what, @Nullable Throwable cause) {
    return new IllegalStateException(
        "the state of the shards in %s cannot be opened: %s. Nothing was changed. Where other nodes"
                .formatted(directory, what)
            + " keep these shards, have them replace this node by an empty one (trunkline cluster"
            + " replace NODE); otherwise restore a backup into a new data directory (trunkline"
            + " restore BACKUP --data DIR)",
        cause);
  }

  /** Returns the state of a shard, empty where the shard is new. */
  public synchronized StateStore store(ShardId id) {
    checkOpen();
    RocksFamily family = families.get(id);
    if (family == null) {
      try {
        family = create(id, 0);
      } catch (RocksDBException e) {
        throw new IllegalStateException("cannot create the state of shard " + id, e);
      }
      families.put(id, family);
    }
    RocksStateStore store = new RocksStateStore(id, this, database, family);
    stores.put(id, store);
    return store;
  }

  /** Holds on to the state that all shards have now, while they work on. */
  public synchronized RocksMoment moment() {
    checkOpen();
    return new RocksMoment(this, database);
  }

  /**
   * Returns the store of a shard that is in use.
   *
   * @throws IllegalArgumentException where there is none
   */
  synchronized RocksStateStore existing(ShardId id) {
    RocksStateStore store = stores.get(id);
    if (store == null) {
      throw new IllegalArgumentException("there is no shard " + id);
    }
    return store;
  }

  /** Returns the files that hold the state. */
  List<LiveFileMetaData> files() {
    return database.getLiveFilesMetaData();
  }

  Path directory() {
    return directory;
  }

  /** Has nobody wait any longer for a full disk: called before the shards are closed. */
  public void stopWaiting() {
    stopping.countDown();
  }

  /** Waits a moment for room on the disk; returns false once there is no point in it. */
  boolean waitsForRoom(ShardId id) {
    LOG.warn("Shard {}: the disk is full, its state cannot be written; it waits", id);
    try {
      return !stopping.await(WAIT_FOR_ROOM.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  /** Removes the state of a shard, whose store must not be used any more. */
  public synchronized void drop(ShardId id) {
    checkOpen();
    stores.remove(id);
    RocksFamily family = families.remove(id);
    if (family != null) {
      try {
        drop(family);
      } catch (RocksDBException e) {
        throw new IllegalStateException("cannot remove the state of shard " + id, e);
      }
    }
  }

  /**
   * Replaces the state of a shard by the files of a checkpoint. The new family is complete before
   * the old one goes, see {@link #adopt}.
   */
  synchronized RocksFamily replace(ShardId id, SstFiles files) throws IOException {
    checkOpen();
    RocksFamily old = families.get(id);
    try {
      RocksFamily replacement = create(id, old.generation() + 1);
      try {
        files.ingest(database, replacement.handle());
      } catch (RocksDBException | IOException e) {
        drop(replacement);
        throw e;
      }
      families.put(id, replacement);
      drop(old);
      return replacement;
    } catch (RocksDBException e) {
      throw new IOException("cannot take over the checkpoint " + files + ": " + e.getMessage(), e);
    }
  }

  /**
   * Writes to disk what is in memory, and closes the database. Stores must not be used any more.
   */
  @Override
  public synchronized void close() {
    if (closed) {
      return;
    }
    closed = true;
    families.values().forEach(family -> family.handle().close());
    database.close();
    options.close();
    familyOptions.close();
    bloom.close();
    tables.close();
    writeBuffers.close();
    writeBufferAccount.close();
    cache.close();
  }

  private RocksFamily create(ShardId id, int generation) throws RocksDBException {
    String name = RocksFamily.name(id, generation);
    return new RocksFamily(
        generation,
        database.createColumnFamily(
            new ColumnFamilyDescriptor(name.getBytes(UTF_8), familyOptions)));
  }

  private void drop(RocksFamily family) throws RocksDBException {
    database.dropColumnFamily(family.handle());
    family.handle().close();
  }

  /**
   * Takes over a family that was found on disk. Two of one shard are left behind by a crash during
   * {@link #replace}: the newer one counts, unless it did not get its files, in one step, yet.
   */
  private void adopt(ColumnFamilyHandle handle) throws RocksDBException {
    String name = new String(handle.getName(), UTF_8);
    if (name.equals(DEFAULT_FAMILY)) {
      handle.close();
      return;
    }
    ShardId id = RocksFamily.shard(name);
    RocksFamily found = new RocksFamily(RocksFamily.generation(name), handle);
    RocksFamily other = families.get(id);
    if (other == null) {
      families.put(id, found);
      return;
    }
    boolean foundIsNewer = found.generation() > other.generation();
    RocksFamily newer = foundIsNewer ? found : other;
    RocksFamily older = foundIsNewer ? other : found;
    boolean complete = !isEmpty(newer);
    families.put(id, complete ? newer : older);
    drop(complete ? older : newer);
  }

  private boolean isEmpty(RocksFamily family) {
    try (RocksIterator iterator = database.newIterator(family.handle())) {
      iterator.seekToFirst();
      return !iterator.isValid();
    }
  }

  private void checkOpen() {
    if (closed) {
      throw new IllegalStateException("the state is closed");
    }
  }

  private ColumnFamilyOptions familyOptions(RocksConfig config) {
    BlockBasedTableConfig table =
        new BlockBasedTableConfig()
            .setBlockCache(cache)
            .setFilterPolicy(bloom)
            .setFormatVersion(5)
            // In pieces: a large state's index and filters do not fit, and each read needs some of
            // them.
            .setIndexType(IndexType.kTwoLevelIndexSearch)
            .setPartitionFilters(true)
            .setPinTopLevelIndexAndFilter(true)
            .setCacheIndexAndFilterBlocks(true)
            .setCacheIndexAndFilterBlocksWithHighPriority(true)
            .setPinL0FilterAndIndexBlocksInCache(true);
    return new ColumnFamilyOptions()
        .setTableFormatConfig(table)
        .setWriteBufferSize(config.writeBufferBytes())
        .setArenaBlockSize(config.arenaBlockBytes())
        .setCompressionType(CompressionType.LZ4_COMPRESSION)
        .setLevelCompactionDynamicLevelBytes(true)
        .setLevel0FileNumCompactionTrigger(config.filesBeforeMerge())
        .setMaxBytesForLevelBase(config.baseLevelBytes())
        .setSstPartitionerFactory(tables);
  }

  private DBOptions options(RocksConfig config) {
    return new DBOptions()
        .setCreateIfMissing(true)
        .setWriteBufferManager(writeBuffers)
        .setMaxBackgroundJobs(config.backgroundJobs())
        .setMaxOpenFiles(config.maxOpenFiles())
        .setStatsDumpPeriodSec(0)
        .setStatsPersistPeriodSec(0)
        .setInfoLogLevel(InfoLogLevel.WARN_LEVEL)
        .setKeepLogFileNum(2);
  }

  private static Set<String> familyNames(Path directory) throws RocksDBException {
    Set<String> names = new TreeSet<>();
    names.add(DEFAULT_FAMILY);
    try (Options listing = new Options()) {
      for (byte[] name : RocksDB.listColumnFamilies(listing, directory.toString())) {
        names.add(new String(name, UTF_8));
      }
    }
    return names;
  }
}
