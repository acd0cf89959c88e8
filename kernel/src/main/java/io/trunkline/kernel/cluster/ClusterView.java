package io.trunkline.kernel.cluster;

import io.trunkline.kernel.Member;
import io.trunkline.kernel.NodeId;
import io.trunkline.kernel.ShardId;
import java.util.List;
import java.util.NavigableMap;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What one node knows of its cluster at a moment; immutable.
 *
 * @param members by name
 * @param shards by name
 * @param full the nodes whose disks are full
 * @param stopping the nodes that are about to stop, or have stopped after they said so
 */
public record ClusterView(
    NavigableMap<NodeId, Member> members,
    NavigableMap<ShardId, Placement> shards,
    NavigableSet<NodeId> full,
    NavigableSet<NodeId> stopping) {
  static final ClusterView NOTHING =
      new ClusterView(new TreeMap<>(), new TreeMap<>(), new TreeSet<>(), new TreeSet<>());

  Optional<Member> member(NodeId node) {
    return Optional.ofNullable(members.get(node));
  }

  Optional<Placement> placement(ShardId shard) {
    return Optional.ofNullable(shards.get(shard));
  }

  /** Returns whether leadership may be given to a node. */
  boolean mayLead(NodeId node) {
    return !full.contains(node) && !stopping.contains(node);
  }

  /** Returns whether no node is on its way in or out. */
  boolean isSettled() {
    return members.values().stream().allMatch(member -> member.state() == Member.State.ACTIVE);
  }

  /**
   * Returns the node that should lead a shard: what an operator said, or else each in turn, so that
   * leaders are spread over the nodes that may lead; empty where there is none.
   */
  Optional<NodeId> preferredLeader(ShardId shard) {
    Placement placement = shards.get(shard);
    if (placement == null) {
      return Optional.empty();
    }
    List<NodeId> voters = placement.voters().stream().filter(this::mayLead).sorted().toList();
    if (placement.preferredLeader().filter(voters::contains).isPresent()) {
      return placement.preferredLeader();
    }
    if (voters.isEmpty()) {
      return Optional.empty();
    }
    int rank = shards.headMap(shard, false).size();
    return Optional.of(voters.get(rank % voters.size()));
  }
}
