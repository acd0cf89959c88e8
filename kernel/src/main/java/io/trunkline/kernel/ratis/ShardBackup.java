package io.trunkline.kernel.ratis;

import io.trunkline.kernel.IdSource;
import io.trunkline.kernel.ShardId;
import io.trunkline.kernel.rocks.RocksConfig;
import io.trunkline.kernel.rocks.RocksMoment;
import io.trunkline.kernel.rocks.RocksNode;
import io.trunkline.kernel.runtime.ShardRuntime;
import io.trunkline.kernel.runtime.StateStore;
import io.trunkline.kernel.runtime.StoredState;
import io.trunkline.kernel.snapshot.Backup;
import io.trunkline.kernel.snapshot.ShardSnapshot;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/** Copies the shards of a running node into a backup, and puts a backup into a new directory. */
public final class ShardBackup {
  /** The shards that say who keeps which shard: a restored node is a cluster of its own. */
  private static final Set<String> OF_THE_CLUSTER = Set.of("cluster");

  private ShardBackup() {}

  /** Finds a moment in which what the shards have handed to each other fits together. */
  interface Cutter {
    RocksMoment moment(Collection<ShardRuntime<?>> shards, RocksNode state) throws IOException;
  }

  /**
   * Copies the state that all shards have at one and the same moment. What one shard has handed
   * over to another is therefore in the copy of the one or of the other.
   *
   * @throws IOException when a replica cannot make sure that it is not behind, or the copy cannot
   *     be written
   */
  static List<ShardSnapshot> write(
      RocksNode state, SortedMap<ShardId, ShardRuntime<?>> open, Cutter cutter, Path backup)
      throws IOException {
    SortedMap<ShardId, ShardRuntime<?>> shards = new TreeMap<>(open);
    shards.keySet().removeIf(shard -> OF_THE_CLUSTER.contains(shard.value()));
    catchUp(shards.values());
    List<ShardSnapshot> snapshots = new ArrayList<>();
    try (RocksMoment moment = cutter.moment(shards.values(), state)) {
      for (ShardId shard : shards.keySet()) {
        Path directory = Backup.shardDirectory(backup, snapshots.size() + 1);
        snapshots.add(ShardSnapshot.take(shard, moment.of(shard), directory));
      }
    }
    return snapshots;
  }

  /**
   * Waits until this node's replicas hold everything that was acknowledged before: one that follows
   * may be behind, and one that leads may have been deposed.
   */
  private static void catchUp(Collection<ShardRuntime<?>> shards) throws IOException {
    List<CompletableFuture<Boolean>> fresh =
        shards.stream().map(shard -> shard.query(() -> true)).toList();
    for (CompletableFuture<Boolean> confirmed : fresh) {
      try {
        confirmed.join();
      } catch (CompletionException e) {
        throw new IOException(
            "nothing was copied, since something that is acknowledged might be missing: "
                + e.getCause().getMessage(),
            e.getCause());
      }
    }
  }

  /**
   * Puts the shards of a backup into a new data directory, whose node has a name of its own and
   * begins new logs.
   *
   * @param dataDirectory does not exist, or is empty
   * @throws IOException when the backup is damaged, or the directory cannot be written
   */
  public static void restore(Backup backup, Path dataDirectory) throws IOException {
    if (Files.exists(dataDirectory.resolve("FORMAT"))) {
      throw new IOException(dataDirectory + " holds data: name another directory");
    }
    try (DataDirectory directory = DataDirectory.open(dataDirectory);
        RocksNode state = new RocksNode(directory.state(), RocksConfig.defaults())) {
      directory.node(Optional.empty(), IdSource.secure());
      for (ShardSnapshot snapshot : backup.snapshots()) {
        ShardId shard = new ShardId(snapshot.manifest().shard());
        StateStore store = state.store(shard);
        snapshot.into(shard, store);
        StoredState.beginNewLog(store);
        store.close();
      }
    }
  }
}
