package io.trunkline.kernel.cluster;

import io.trunkline.kernel.Member;
import io.trunkline.kernel.NodeId;
import io.trunkline.kernel.ShardId;
import io.trunkline.kernel.ShardStatus;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;

/** The replicas of this node and the groups that they belong to. Thread-safe; never blocks. */
public interface ReplicaGroups {
  /** Returns the shards that have a replica here. */
  Set<ShardId> shards();

  /** Returns who leads a shard, as far as is known here. */
  Optional<NodeId> leader(ShardId shard);

  /**
   * Returns who keeps a shard that this node leads; empty where it does not lead, or where a change
   * is under way.
   */
  Optional<Replicas> led(ShardId shard);

  /** Returns how a shard stands; empty where it has no replica here. */
  Optional<ShardStatus> status(ShardId shard);

  /** Returns whether this node's disk is full, so that it refuses commands where it leads. */
  boolean isFull();

  /**
   * Has this node be reachable for others from now on.
   *
   * @return fails where its port cannot be opened
   */
  CompletionStage<Void> acceptPeers();

  /**
   * Changes who keeps a shard that this node leads. A new replica is filled before it counts.
   *
   * @return fails where a new replica cannot be reached or filled, and changes nothing then
   */
  CompletionStage<Void> change(ShardId shard, List<Member> voters, List<Member> learners);

  /** Gives a shard that this node leads to another voter. */
  CompletionStage<Void> transfer(ShardId shard, NodeId to);

  /**
   * Who keeps a shard.
   *
   * @param voters the nodes whose replicas count
   * @param learners the nodes whose replicas do not
   * @param able the voters that have answered just now and lack next to nothing
   * @param ledFor how long this node has led it
   */
  record Replicas(List<NodeId> voters, List<NodeId> learners, Set<NodeId> able, Duration ledFor) {}
}
