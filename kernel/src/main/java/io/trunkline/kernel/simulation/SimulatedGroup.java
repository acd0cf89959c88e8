package io.trunkline.kernel.simulation;

import io.trunkline.kernel.ShardId;
import io.trunkline.kernel.runtime.LogPosition;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The replicas of one shard, on all nodes. */
final class SimulatedGroup {
  private final ShardId id;
  private final SimulatedCluster cluster;
  private final List<@Nullable RaftReplica> replicas = new ArrayList<>();

  SimulatedGroup(ShardId id, SimulatedCluster cluster) {
    this.id = id;
    this.cluster = cluster;
    cluster.nodes().forEach(_ -> replicas.add(null));
  }

  ShardId id() {
    return id;
  }

  int size() {
    return replicas.size();
  }

  int majority() {
    return size() / 2 + 1;
  }

  Set<Sabotage> sabotage() {
    return cluster.sabotage();
  }

  ClusterObserver observer() {
    return cluster.observer();
  }

  SimulatedNode node(int index) {
    return cluster.node(index);
  }

  /** Returns the replica that runs on a node, or null where the node is down. */
  @Nullable RaftReplica replica(int node) {
    return replicas.get(node);
  }

  void set(int node, @Nullable RaftReplica replica) {
    replicas.set(node, replica);
  }

  /** Returns on how many nodes an entry, or the state that it led to, survives a crash. */
  int durableCopies(LogPosition position) {
    int copies = 0;
    for (SimulatedNode node : cluster.nodes()) {
      if (node.holdsDurably(id, position)) {
        copies++;
      }
    }
    return copies;
  }
}
