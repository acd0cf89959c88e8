package io.trunkline.kernel;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * How a shard stands, as one node sees it.
 *
 * @param id the shard
 * @param leader the node that leads it; empty while there is none, or none is known
 * @param replicas the nodes that keep it
 * @param committedIndex the last log entry that this node knows to be committed
 * @param appliedIndex the last log entry that this node's replica has applied
 */
public record ShardStatus(
    ShardId id,
    Optional<NodeId> leader,
    List<Replica> replicas,
    long committedIndex,
    long appliedIndex) {

  public ShardStatus {
    replicas = List.copyOf(replicas);
  }

  /**
   * One copy of a shard.
   *
   * @param node where it is
   * @param role whether it counts in majorities
   * @param lag how many entries of the leader's log it is not known to hold; only the leader knows
   */
  public record Replica(NodeId node, Member.Role role, OptionalLong lag) {}
}
