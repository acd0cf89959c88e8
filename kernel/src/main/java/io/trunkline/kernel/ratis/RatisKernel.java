package io.trunkline.kernel.ratis;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.trunkline.kernel.Cluster;
import io.trunkline.kernel.Command;
import io.trunkline.kernel.DamagedShardException;
import io.trunkline.kernel.IdSource;
import io.trunkline.kernel.Kernel;
import io.trunkline.kernel.KernelLimits;
import io.trunkline.kernel.NodeId;
import io.trunkline.kernel.Shard;
import io.trunkline.kernel.ShardEffects;
import io.trunkline.kernel.ShardId;
import io.trunkline.kernel.ShardUnavailableException;
import io.trunkline.kernel.StateMachine;
import io.trunkline.kernel.cluster.ClusterMachine;
import io.trunkline.kernel.rocks.RocksMoment;
import io.trunkline.kernel.rocks.RocksNode;
import io.trunkline.kernel.runtime.ShardEnvironment;
import io.trunkline.kernel.runtime.ShardRuntime;
import io.trunkline.kernel.runtime.StateStore;
import io.trunkline.kernel.snapshot.Backup;
import io.trunkline.kernel.snapshot.ShardSnapshot;
import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.ratis.protocol.RaftGroupId;
import org.apache.ratis.server.RaftServer;
import org.jspecify.annotations.Nullable;

/**
 * The kernel of a running node: one Raft group per shard, one RocksDB for their state, in one data
 * directory. Thread-safe; shards may be opened at the same time.
 */
public final class RatisKernel implements Kernel {
  private final RatisKernelConfig config;
  private final ShardEnvironment environment;
  private final DataDirectory directory;
  private final RocksNode state;
  private final RatisNode logs;
  private final Map<ShardId, ShardRuntime<?>> shards = new LinkedHashMap<>();
  private final Map<ShardId, RatisLog> openLogs = new LinkedHashMap<>();
  private final Membership membership;
  private boolean closed;

  /** Starts a node's kernel with the default limits, the system's clock and random ids. */
  public RatisKernel(RatisKernelConfig config) {
    this(
        config,
        new ShardEnvironment(KernelLimits.defaults(), InstantSource.system(), IdSource.secure()));
  }

  /**
   * Starts a node's kernel.
   *
   * @throws IllegalStateException when the data directory is in use or cannot be understood; the
   *     message says what to do
   */
  public RatisKernel(RatisKernelConfig config, ShardEnvironment environment) {
    this.config = config;
    this.environment = environment;
    directory = DataDirectory.open(config.dataDirectory());
    try {
      NodeFile.Identity self = directory.node(config.admittedAs(), environment.ids());
      state = new RocksNode(directory.state(), config.rocks());
      logs = new RatisNode(directory.logs(), self.name(), config, environment.limits());
      membership = membership(self);
    } catch (RuntimeException e) {
      directory.close();
      throw e;
    }
  }

  private Membership membership(NodeFile.Identity self) {
    if (config.peers().isEmpty()) {
      return Membership.none(self.name(), this::open);
    }
    ClusterMembership clustered =
        new ClusterMembership(self, config.peers().get(), logs, config, environment);
    clustered.start(
        (machine, effects) -> openShard(ClusterMachine.SHARD, machine, effects, clustered));
    return clustered;
  }

  /**
   * Returns the name of the node that a data directory belongs to; empty where the directory is
   * new, so that a node which starts on it may still join a cluster.
   */
  public static Optional<NodeId> nodeOf(Path dataDirectory) {
    return NodeFile.read(dataDirectory).map(NodeFile.Identity::name);
  }

  @Override
  public <C extends Command<?>> Shard<C> open(
      ShardId id, StateMachine<C> machine, ShardEffects<C> effects) {
    Shard<C> shard = openShard(id, machine, effects, membership);
    // A node that has lost its list of members would serve, and never hear of a change.
    membership.requireReadable();
    return shard;
  }

  /** Returns the log of a shard that is open. */
  synchronized RatisLog log(ShardId id) {
    return Objects.requireNonNull(openLogs.get(id), "the shard is not open");
  }

  private <C extends Command<?>> Shard<C> openShard(
      ShardId id, StateMachine<C> machine, ShardEffects<C> effects, Membership among) {
    ShardRuntime<C> shard;
    CompletableFuture<Shard<C>> leading;
    synchronized (this) {
      if (closed) {
        throw new IllegalStateException("the kernel is closed");
      }
      if (shards.containsKey(id)) {
        throw new IllegalStateException("shard " + id + " is open");
      }
      StateStore store = state.store(id);
      GroupSnapshots snapshots = new GroupSnapshots(id, store, logs.directory(groupId(id)));
      snapshots.recover();
      RatisLog log =
          new RatisLog(
              id,
              logs,
              groupId(id),
              snapshots,
              new LogTimes(environment.metrics().log(id)),
              config.snapshotBytes(),
              among);
      shard = new ShardRuntime<>(id, machine, effects, log, store, environment);
      shards.put(id, shard);
      openLogs.put(id, log);
      leading = shard.start();
    }
    boolean opened = false;
    try {
      Shard<C> leader = leading.get(config.openTimeout().toMillis(), TimeUnit.MILLISECONDS);
      opened = true;
      return leader;
    } catch (ExecutionException e) {
      throw failure(id, e.getCause());
    } catch (TimeoutException e) {
      throw unavailable(id, "did not lead within " + config.openTimeout(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw unavailable(id, "was interrupted while it started", e);
    } finally {
      if (!opened) {
        shard.close();
        forget(id, shard); // so that it can be opened again
      }
    }
  }

  @Override
  public Cluster cluster() {
    return membership.cluster();
  }

  /**
   * Says which shards do not work as they should, and why: one has stopped, its log cannot be
   * written, the disk is full, or it has no leader.
   */
  public synchronized SortedMap<ShardId, String> troubles() {
    SortedMap<ShardId, String> troubles = new TreeMap<>();
    shards.forEach(
        (id, shard) ->
            shard
                .trouble()
                .or(() -> Optional.ofNullable(openLogs.get(id)).flatMap(RatisLog::trouble))
                .ifPresent(trouble -> troubles.put(id, trouble)));
    return troubles;
  }

  /**
   * Copies the state of all shards, as this node's replicas hold it at one moment, while they work.
   * The moment comes after each replica has made sure that it is not behind, so everything that was
   * acknowledged before the call, by whichever node, is in the copy.
   *
   * @param backup a directory that {@link Backup#begin} has made
   * @throws IOException when a replica cannot make sure, or the copy cannot be written
   */
  public List<ShardSnapshot> backup(Path backup) throws IOException {
    return ShardBackup.write(state, openShards(), this::moment, backup);
  }

  /** Where nobody else leads, what happened before is what is applied here. */
  private RocksMoment moment(Collection<ShardRuntime<?>> open, RocksNode node) throws IOException {
    return cluster().members().size() == 1
        ? node.moment()
        : new Cut(open, environment.ids()).make(node::moment);
  }

  private synchronized void forget(ShardId id, ShardRuntime<?> shard) {
    shards.remove(id, shard);
  }

  private synchronized Set<ShardId> open() {
    return Set.copyOf(shards.keySet());
  }

  private synchronized SortedMap<ShardId, ShardRuntime<?>> openShards() {
    return new TreeMap<>(shards);
  }

  /** Returns Ratis's side of a shard that is open. */
  synchronized RaftServer.Division division(ShardId id) {
    return openLogs.get(id).division();
  }

  /** Returns the thread that writes the log of a shard that is open. */
  synchronized @Nullable LogThread logThread(ShardId id) {
    return openLogs.get(id).logThread();
  }

  /** Returns what watches the disk under the logs. */
  DiskSpace space() {
    return logs.space();
  }

  @Override
  public synchronized void close() {
    if (closed) {
      return;
    }
    closed = true;
    membership.close();
    state.stopWaiting();
    shards.values().forEach(ShardRuntime::close);
    logs.close();
    state.close();
    directory.close();
  }

  /** A shard's group has an id that follows from its name, on every node. */
  static RaftGroupId groupId(ShardId id) {
    return RaftGroupId.valueOf(UUID.nameUUIDFromBytes(id.value().getBytes(UTF_8)));
  }

  /** Returns why a shard did not open: damage is named as such, since to try again is no use. */
  private static RuntimeException failure(ShardId id, Throwable cause) {
    if (cause.getCause() instanceof DamagedShardException damaged) {
      return damaged;
    }
    return cause instanceof ShardUnavailableException failure
        ? failure
        : unavailable(id, "did not start", cause);
  }

  private static ShardUnavailableException unavailable(ShardId id, String what, Throwable cause) {
    return new ShardUnavailableException("shard " + id + " " + what, false, cause);
  }
}
