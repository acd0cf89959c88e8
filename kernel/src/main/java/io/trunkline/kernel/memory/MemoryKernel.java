package io.trunkline.kernel.memory;

import io.trunkline.kernel.Cluster;
import io.trunkline.kernel.Command;
import io.trunkline.kernel.IdSource;
import io.trunkline.kernel.Kernel;
import io.trunkline.kernel.KernelLimits;
import io.trunkline.kernel.NodeId;
import io.trunkline.kernel.Shard;
import io.trunkline.kernel.ShardEffects;
import io.trunkline.kernel.ShardId;
import io.trunkline.kernel.StateMachine;
import io.trunkline.kernel.cluster.StandaloneCluster;
import io.trunkline.kernel.runtime.ShardEnvironment;
import io.trunkline.kernel.runtime.ShardRuntime;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;

/**
 * A kernel in memory for tests: the real shard runtime, one thread per shard, on simulated logs.
 * Commands are encoded and decoded as in a running node, so that a fault of a codec shows.
 *
 * <pre>
 *   ManualClock clock = new ManualClock();
 *   MemoryKernel kernel = new MemoryKernel(clock);
 *   Shard&lt;MyCommand&gt; shard = kernel.open(id, new MyMachine(), effects);
 *   shard.submit(new MyCommand(…)).join();
 *   clock.advance(Duration.ofSeconds(30));   // timers and retries that are now due run
 *   kernel.settle();                          // … and have run, with all that follows from them
 *   kernel = kernel.crash();                  // a new kernel on what would have survived
 * </pre>
 *
 * Timers and the waits between outbox deliveries follow the given clock: with a {@link ManualClock}
 * a failed delivery is repeated when the test moves the clock.
 */
public final class MemoryKernel implements Kernel {
  private static final Duration SETTLE_LIMIT = Duration.ofSeconds(30);
  private static final Duration SETTLE_PAUSE = Duration.ofNanos(50_000);

  private record Disk(SimulatedLog log, MemoryStateStore store) {
    Disk() {
      this(new SimulatedLog(), new MemoryStateStore());
    }
  }

  private final InstantSource clock;
  private final KernelLimits limits;
  private final Map<ShardId, Disk> disks;
  private final Map<ShardId, ShardRuntime<?>> shards = new ConcurrentHashMap<>();
  private final Cluster cluster = new StandaloneCluster(new NodeId("node-1"), shards::keySet);
  private final Runnable onClockMoved = this::clockAdvanced;
  private boolean closed;

  /** A kernel without any shards, with the default limits. */
  public MemoryKernel(InstantSource clock) {
    this(clock, KernelLimits.defaults());
  }

  /** A kernel without any shards. */
  public MemoryKernel(InstantSource clock, KernelLimits limits) {
    this(clock, limits, new ConcurrentHashMap<>());
  }

  private MemoryKernel(InstantSource clock, KernelLimits limits, Map<ShardId, Disk> disks) {
    this.clock = clock;
    this.limits = limits;
    this.disks = disks;
    if (clock instanceof ManualClock manual) {
      manual.onMove(onClockMoved);
    }
  }

  @Override
  public <C extends Command<?>> Shard<C> open(
      ShardId id, StateMachine<C> machine, ShardEffects<C> effects) {
    CompletableFuture<Shard<C>> leading;
    synchronized (this) {
      if (closed) {
        throw new IllegalStateException("the kernel is closed");
      }
      if (shards.containsKey(id)) {
        throw new IllegalStateException("shard " + id + " is open");
      }
      Disk disk = disks.computeIfAbsent(id, _ -> new Disk());
      ShardEnvironment environment = new ShardEnvironment(limits, clock, IdSource.secure());
      ShardRuntime<C> shard =
          new ShardRuntime<>(id, machine, effects, disk.log(), disk.store(), environment);
      shards.put(id, shard);
      leading = shard.start();
    }
    try {
      return leading.join();
    } catch (CompletionException e) {
      shards.remove(id);
      throw e.getCause() instanceof RuntimeException cause ? cause : e;
    }
  }

  @Override
  public Cluster cluster() {
    return cluster;
  }

  @Override
  public void close() {
    synchronized (this) {
      closed = true;
    }
    if (clock instanceof ManualClock manual) {
      manual.forget(onClockMoved);
    }
    shards.values().forEach(ShardRuntime::close);
  }

  /** Runs the timers that are due: only needed where the clock is not a {@link ManualClock}. */
  public void clockAdvanced() {
    shards.values().forEach(ShardRuntime::clockAdvanced);
  }

  /**
   * Waits until no shard has anything to do: no command waits, no timer is due, no outbox delivery
   * runs. Deliveries that wait for their repetition do not count, nor does work that rooms do on
   * threads of their own.
   *
   * @throws IllegalStateException when the shards are still busy after half a minute of real time
   */
  public void settle() {
    long giveUpAt = System.nanoTime() + SETTLE_LIMIT.toNanos();
    long seen = -1;
    for (long now = quietSince(); now < 0 || now != seen; now = quietSince()) {
      seen = now;
      if (System.nanoTime() > giveUpAt) {
        throw new IllegalStateException("the shards are still busy after " + SETTLE_LIMIT);
      }
      LockSupport.parkNanos(SETTLE_PAUSE.toNanos());
    }
  }

  /**
   * Returns how many milliseconds no shard has anything to do, at most an hour: whoever lets time
   * jump moves the clock by as much. Returns -1 while a shard is busy.
   */
  public long quietFor() {
    long shortest = Long.MAX_VALUE;
    for (ShardRuntime<?> shard : shards.values()) {
      shortest = Math.min(shortest, shard.quietFor().join());
    }
    return shortest;
  }

  /** Returns the log below a shard that has been opened, to inject faults. */
  public SimulatedLog log(ShardId id) {
    Disk disk = disks.get(id);
    if (disk == null) {
      throw new IllegalArgumentException("shard " + id + " was never opened");
    }
    return disk.log();
  }

  /**
   * Closes this kernel and returns a new one on the same state: as a node that was stopped and
   * started again. Shards are to be opened again, with new machines.
   */
  public MemoryKernel restart() {
    close();
    return new MemoryKernel(clock, limits, disks);
  }

  /**
   * Closes this kernel and returns a new one on what survives a {@code kill -9}: the committed
   * entries, and of the stores what the last {@link SimulatedLog#snapshot} persisted. Opening a
   * shard therefore replays its log.
   */
  public MemoryKernel crash() {
    close();
    disks.values().forEach(disk -> disk.store().crash());
    return new MemoryKernel(clock, limits, disks);
  }

  /** Returns how many messages the shards have seen, or -1 where one is busy. */
  private long quietSince() {
    List<CompletableFuture<Long>> answers =
        shards.values().stream().map(ShardRuntime::quietSince).toList();
    long total = 0;
    for (CompletableFuture<Long> answer : answers) {
      long turns = answer.join();
      if (turns < 0) {
        return -1;
      }
      total += turns;
    }
    return total;
  }
}
