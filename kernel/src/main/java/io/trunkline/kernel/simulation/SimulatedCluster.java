package io.trunkline.kernel.simulation;

import io.trunkline.kernel.KernelLimits;
import io.trunkline.kernel.ShardId;
import io.trunkline.kernel.runtime.LogPosition;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/**
 * A few nodes that keep each other's shards.
 *
 * <pre>
 *   Simulation simulation = new Simulation(seed);
 *   SimulatedCluster cluster = new SimulatedCluster(simulation, 3, limits, boot, observer, Set.of());
 *   cluster.start();                                  // boot opens the shards of every node
 *   simulation.run(Duration.ofSeconds(1));
 *   cluster.node(0).shard(id).submit(command);
 *   cluster.crash(1);                                 // … and whatever else is to go wrong
 * </pre>
 */
public final class SimulatedCluster {
  private final Simulation simulation;
  private final SimulatedNetwork network;
  private final KernelLimits limits;
  private final Consumer<SimulatedNode> boot;
  private final ClusterObserver observer;
  private final Set<Sabotage> sabotage;
  private final List<SimulatedNode> nodes = new ArrayList<>();
  private final Map<ShardId, SimulatedGroup> groups = new LinkedHashMap<>();

  /**
   * @param size how many nodes, each with a vote
   * @param boot opens the shards of a node each time it starts; their order must be the same
   * @param observer checks what the logs do
   * @param sabotage the faults to plant
   */
  public SimulatedCluster(
      Simulation simulation,
      int size,
      KernelLimits limits,
      Consumer<SimulatedNode> boot,
      ClusterObserver observer,
      Set<Sabotage> sabotage) {
    this.simulation = simulation;
    this.network = new SimulatedNetwork(simulation, size);
    this.limits = limits;
    this.boot = boot;
    this.observer = observer;
    this.sabotage = sabotage;
    for (int index = 0; index < size; index++) {
      nodes.add(new SimulatedNode(this, index));
    }
  }

  /** Starts all nodes. */
  public void start() {
    nodes.forEach(node -> start(node.index()));
  }

  /** Starts a node that is down: a new process on what its disk holds. */
  public void start(int index) {
    SimulatedNode node = nodes.get(index);
    node.start();
    boot.accept(node);
  }

  /** Kills a node that runs: what was not synced is lost. */
  public void crash(int index) {
    nodes.get(index).crash();
  }

  /** Has a node stand still. */
  public void pause(int index) {
    nodes.get(index).pause();
  }

  /** Has a node go on. */
  public void resume(int index) {
    nodes.get(index).resume();
  }

  public Simulation simulation() {
    return simulation;
  }

  public SimulatedNetwork network() {
    return network;
  }

  public List<SimulatedNode> nodes() {
    return List.copyOf(nodes);
  }

  public SimulatedNode node(int index) {
    return nodes.get(index);
  }

  /** Returns on how many nodes an entry, or the state that it led to, survives a crash. */
  public int durableCopies(ShardId shard, LogPosition position) {
    return group(shard).durableCopies(position);
  }

  SimulatedGroup group(ShardId shard) {
    return groups.computeIfAbsent(shard, id -> new SimulatedGroup(id, this));
  }

  KernelLimits limits() {
    return limits;
  }

  ClusterObserver observer() {
    return observer;
  }

  Set<Sabotage> sabotage() {
    return sabotage;
  }
}
