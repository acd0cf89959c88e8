package io.trunkline.kernel.simulation;

import io.trunkline.kernel.Command;
import io.trunkline.kernel.IdSource;
import io.trunkline.kernel.NodeId;
import io.trunkline.kernel.Shard;
import io.trunkline.kernel.ShardEffects;
import io.trunkline.kernel.ShardId;
import io.trunkline.kernel.StateMachine;
import io.trunkline.kernel.runtime.KernelMetrics;
import io.trunkline.kernel.runtime.LogPosition;
import io.trunkline.kernel.runtime.ReplicatedLog;
import io.trunkline.kernel.runtime.ShardEnvironment;
import io.trunkline.kernel.runtime.ShardRuntime;
import java.util.ArrayDeque;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.NavigableMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** One node of a simulated cluster: a process that may die, and a disk that survives it. */
public final class SimulatedNode {
  /** What a shard has on the disk of this node. */
  private static final class Stored {
    private final SimulatedFile file = new SimulatedFile();
    private final SimulatedStore store;
    private @Nullable Journal journal;

    Stored(boolean forgetsProgress) {
      store = new SimulatedStore(forgetsProgress);
    }
  }

  private record Running(ShardRuntime<?> shard, SteppedScheduler scheduler, RaftReplica log) {}

  private static final long LONGEST_SLEEP_MILLIS = 100;

  private final SimulatedCluster cluster;
  private final Simulation simulation;
  private final int index;
  private final NodeId id;
  private final SimulatedDisk disk;
  private final SimulatedClock clock;
  private final Map<ShardId, Stored> stored = new LinkedHashMap<>();
  private final Map<ShardId, Running> running = new LinkedHashMap<>();
  private final ArrayDeque<Runnable> deferred = new ArrayDeque<>();
  private int incarnation;
  private boolean up;
  private boolean paused;

  SimulatedNode(SimulatedCluster cluster, int index) {
    this.cluster = cluster;
    this.simulation = cluster.simulation();
    this.index = index;
    this.id = new NodeId("node-" + (index + 1));
    this.disk = new SimulatedDisk(simulation, this);
    this.clock = new SimulatedClock(simulation, this::clockSkipped);
  }

  /** Returns the place of this node among the others, from 0. */
  public int index() {
    return index;
  }

  /** Returns the cluster that this node belongs to. */
  public SimulatedCluster cluster() {
    return cluster;
  }

  public NodeId id() {
    return id;
  }

  public SimulatedClock clock() {
    return clock;
  }

  public SimulatedDisk disk() {
    return disk;
  }

  /** Returns whether the process runs, even if it is paused. */
  public boolean isUp() {
    return up;
  }

  public boolean isPaused() {
    return paused;
  }

  /**
   * Opens this node's replica of a shard; it is not waited for.
   *
   * @return completes once the replica serves; fails with {@link DamagedLogException} when the log
   *     on this node's disk is damaged
   */
  public <C extends Command<?>> CompletableFuture<Shard<C>> open(
      ShardId shard, StateMachine<C> machine, ShardEffects<C> effects) {
    SimulatedGroup group = cluster.group(shard);
    Stored onDisk =
        stored.computeIfAbsent(
            shard,
            _ -> new Stored(cluster.sabotage().contains(Sabotage.PROGRESS_APART_FROM_STATE)));
    Journal journal;
    try {
      journal = recover(onDisk);
    } catch (DamagedLogException damaged) {
      cluster.observer().refusedToStart(shard, index, damaged);
      return CompletableFuture.failedFuture(damaged);
    }
    SteppedScheduler scheduler = new SteppedScheduler(simulation, this);
    ShardEnvironment environment =
        new ShardEnvironment(
            cluster.limits(),
            clock,
            IdSource.seeded(simulation.random().nextLong()),
            KernelMetrics.none(),
            _ -> scheduler);
    RaftReplica log = new RaftReplica(simulation, group, this, journal);
    ShardRuntime<C> runtime =
        new ShardRuntime<>(shard, machine, effects, log, onDisk.store, environment);
    running.put(shard, new Running(runtime, scheduler, log));
    group.set(index, log);
    return runtime.start();
  }

  /**
   * Returns this node's replica of a shard, for commands and queries from outside.
   *
   * @throws IllegalStateException when it is not open
   */
  @SuppressWarnings("unchecked") // the caller knows what it has opened
  public <C extends Command<?>> Shard<C> shard(ShardId shard) {
    Running open = running.get(shard);
    if (open == null) {
      throw new IllegalStateException(id + " has not opened " + shard);
    }
    return (Shard<C>) open.shard();
  }

  /** Returns whether a shard is open here. */
  public boolean serves(ShardId shard) {
    return running.containsKey(shard);
  }

  /** Returns what this node's replica of a shard holds; not to be kept. */
  public NavigableMap<byte[], byte[]> state(ShardId shard) {
    return stored.get(shard).store.view();
  }

  /** Returns a copy of what this node's replica of a shard holds. */
  public NavigableMap<byte[], byte[]> copy(ShardId shard) {
    return stored.get(shard).store.copy();
  }

  /** Has {@code task} happen in this process once its clock shows {@code at}. */
  public void wakeAt(long at, Runnable task) {
    long millis = Math.clamp(at - clock.millis(), 0, LONGEST_SLEEP_MILLIS);
    simulation.after(
        1_000 * millis,
        task(
            () -> {
              if (clock.millis() >= at) {
                task.run();
              } else {
                wakeAt(at, task);
              }
            }));
  }

  /** Has the thread of a shard stand still, while the rest of the node goes on. */
  public void stall(ShardId shard, long micros) {
    Running open = running.get(shard);
    if (open != null) {
      open.scheduler().stall(micros);
    }
  }

  /** Has a replica stand for election, as if it had not heard from its leader. */
  public void campaign(ShardId shard) {
    RaftReplica replica = cluster.group(shard).replica(index);
    if (up && !paused && replica != null) {
      replica.campaign();
    }
  }

  /**
   * Flips a bit in a part of a shard's log of which later records prove that it had been synced;
   * this node must be down.
   *
   * @return whether there is such a part
   */
  public boolean rot(ShardId shard) {
    Stored onDisk = stored.get(shard);
    if (onDisk == null || onDisk.journal == null) {
      return false;
    }
    boolean flipped = onDisk.file.rot(simulation.random(), onDisk.journal.provenSynced());
    if (flipped) {
      onDisk.journal = null;
    }
    return flipped;
  }

  // ----- life and death -----

  void start() {
    up = true;
    paused = false;
  }

  /** Kills the process as a power failure does. */
  void crash() {
    up = false;
    paused = false;
    incarnation++;
    deferred.clear();
    running.forEach(
        (shard, open) -> {
          open.scheduler().kill();
          open.log().close();
          cluster.group(shard).set(index, null);
          Stored onDisk = stored.get(shard);
          onDisk.file.crash(simulation.random());
          onDisk.store.crash(simulation.random());
          onDisk.journal = null;
          recover(onDisk);
        });
    running.clear();
  }

  void pause() {
    paused = true;
  }

  void resume() {
    paused = false;
    while (!deferred.isEmpty()) {
      simulation.after(0, task(deferred.remove()));
    }
  }

  private Journal recover(Stored onDisk) {
    if (onDisk.journal == null) {
      Sabotage[] sabotage = cluster.sabotage().toArray(Sabotage[]::new);
      onDisk.journal = Journal.recover(onDisk.file, sabotage);
    }
    return onDisk.journal;
  }

  // ----- for the simulated parts of the node -----

  SimulatedNetwork network() {
    return cluster.network();
  }

  /** Returns an action that happens in this process: not after its death, nor while it pauses. */
  Runnable task(Runnable action) {
    int born = incarnation;
    return new Runnable() {
      @Override
      public void run() {
        if (incarnation != born) {
          return;
        }
        if (paused) {
          deferred.add(this);
        } else {
          action.run();
        }
      }
    };
  }

  void receive(Runnable message) {
    if (up) {
      task(message).run();
    }
  }

  LogPosition persist(ShardId shard, ReplicatedLog.Listener listener) {
    AtomicReference<LogPosition> persisted = new AtomicReference<>();
    running.get(shard).scheduler().atOnce(() -> persisted.set(listener.persist()));
    return persisted.get();
  }

  /** Returns the state of a shard for another replica, or null where the shard is at work. */
  @Nullable Snapshot snapshot(ShardId shard, ReplicatedLog.Listener listener) {
    if (running.get(shard).scheduler().isCurrent()) {
      return null;
    }
    LogPosition position = persist(shard, listener);
    return Snapshot.of(position, stored.get(shard).store.copy());
  }

  boolean holdsDurably(ShardId shard, LogPosition position) {
    Stored onDisk = stored.get(shard);
    return onDisk != null && onDisk.journal != null && onDisk.journal.holdsDurably(position);
  }

  private void clockSkipped() {
    running.values().forEach(open -> open.shard().clockAdvanced());
  }
}
