package io.trunkline.kernel.cluster;

import io.trunkline.kernel.Member;
import io.trunkline.kernel.NodeId;
import io.trunkline.kernel.ShardId;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What one node knows of its cluster at a moment; immutable.
 *
 * @param members by name
 * @param shards by name
 */
public record ClusterView(
    NavigableMap<NodeId, Member> members, NavigableMap<ShardId, Placement> shards) {
  static final ClusterView NOTHING = new ClusterView(new TreeMap<>(), new TreeMap<>());

  Optional<Member> member(NodeId node) {
    return Optional.ofNullable(members.get(node));
  }

  Optional<Placement> placement(ShardId shard) {
    return Optional.ofNullable(shards.get(shard));
  }

  /** Returns whether no node is on its way in or out. */
  boolean isSettled() {
    return members.values().stream().allMatch(member -> member.state() == Member.State.ACTIVE);
  }

  /**
   * Returns the node that should lead a shard: what an operator said, or else each in turn, so that
   * leaders are spread; empty where no voter of it is fully a member.
   */
  Optional<NodeId> preferredLeader(ShardId shard) {
    Placement placement = shards.get(shard);
    if (placement == null) {
      return Optional.empty();
    }
    if (placement.preferredLeader().filter(placement.voters()::contains).isPresent()) {
      return placement.preferredLeader();
    }
    List<NodeId> voters = placement.voters().stream().sorted().toList();
    if (voters.isEmpty()) {
      return Optional.empty();
    }
    int rank = shards.headMap(shard, false).size();
    return Optional.of(voters.get(rank % voters.size()));
  }
}
