package io.trunkline.kernel.cluster;

import io.trunkline.kernel.Command;
import io.trunkline.kernel.Member;
import io.trunkline.kernel.NodeId;
import io.trunkline.kernel.ShardId;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What can happen to a cluster.
 *
 * @param <R> the reply
 */
public sealed interface ClusterCommand<R> extends Command<R> {
  /**
   * A node says where it is. The first one founds the cluster; another must have been admitted, and
   * stays where its peers know it to be.
   *
   * @param node its role and state are not looked at
   */
  record Announce(Member node) implements ClusterCommand<Void> {}

  /**
   * Lets one node join with a secret.
   *
   * @param secretHash the hash of the secret
   * @param expiresAt in milliseconds since the epoch
   */
  record Invite(String secretHash, long expiresAt) implements ClusterCommand<Void> {}

  /**
   * Admits a node.
   *
   * @param node its name must never have been used
   * @param secretHash the hash of the secret that it showed; null where it needs none
   */
  record Admit(Member node, @Nullable String secretHash) implements ClusterCommand<Member> {}

  /** Takes a node out, once its replicas are elsewhere. */
  record Leave(NodeId node) implements ClusterCommand<Void> {}

  /**
   * A node opens a shard and is ready to keep a replica. Replies where the shard begins.
   *
   * @param alone whether the node already keeps the shard, from the time before there was this list
   */
  record Open(ShardId shard, NodeId node, boolean alone) implements ClusterCommand<Placement> {}

  /** A shard's leader says who keeps it now. */
  record Report(ShardId shard, List<NodeId> voters, List<NodeId> learners)
      implements ClusterCommand<Void> {}

  /**
   * A node that joins has opened nothing more for a while: it has joined if it keeps what it has
   * opened. There may be shards that nobody opens any more.
   */
  record Quiet(NodeId node) implements ClusterCommand<Void> {}

  /**
   * A node says that its disk is full, or is not any more: it should lead nothing meanwhile, since
   * a leader without room refuses commands.
   */
  record Space(NodeId node, boolean full) implements ClusterCommand<Void> {}

  /**
   * A node says that it is about to stop, or that it runs: what it gives away before it stops must
   * not come back meanwhile.
   */
  record Stopping(NodeId node, boolean stopping) implements ClusterCommand<Void> {}

  /** Says which node should lead a shard. */
  record Prefer(ShardId shard, NodeId leader) implements ClusterCommand<Void> {}
}
