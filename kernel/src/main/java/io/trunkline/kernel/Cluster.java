package io.trunkline.kernel;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.BiConsumer;

/**
 * The nodes that keep each other's shards, as this node sees them. Thread-safe; never blocks.
 *
 * <p>Operations that change the cluster work on any node. They fail with {@link RejectedException}
 * where they are refused, with the reason, and with {@link ShardUnavailableException} where no
 * majority can be reached.
 */
public interface Cluster {
  /** Returns this node's name. */
  NodeId self();

  /** Returns all nodes, this one among them, by name. */
  List<Member> members();

  /** Returns the node that leads a shard, as far as known here; empty while there is none. */
  Optional<NodeId> leader(ShardId shard);

  /** Returns how the shards that are open here stand, by name. */
  List<ShardStatus> shards();

  /**
   * Has {@code listener} hear of every change of {@link #leader}, also of those to and from none.
   * It is called on the shard's thread and must not block.
   */
  Subscription onLeaderChange(BiConsumer<ShardId, Optional<NodeId>> listener);

  /** Gives the leadership of a shard to another of its voters; completes once that one leads. */
  CompletionStage<Void> transferLeadership(ShardId shard, NodeId to);

  /**
   * Gives the leadership of every shard that this node leads to other nodes, before a planned stop.
   * Completes once it leads none that another node can lead; at once where it has no peers. Until
   * it has started again, the others give it none.
   */
  CompletionStage<Void> handOver();

  /**
   * Makes a secret with which one node may join until it expires. Only its hash is kept.
   *
   * @param validity at least a second and at most 30 days
   */
  CompletionStage<Invitation> invite(Duration validity);

  /**
   * Admits a node: gives it its name and, from then on, replicas of the shards. Who asks again with
   * the same name, address and secret before it has joined gets the same answer.
   *
   * @return the new member; fails with {@link RejectedException} where the secret is unknown,
   *     expired or used, or the name taken
   */
  CompletionStage<Member> admit(Candidate candidate);

  /**
   * Takes a node out of the cluster, reachable or not: its replicas move away, and its name is
   * never used again. A dead node is replaced by admitting an empty one and then having the dead
   * one leave. Completes once no shard counts on it.
   */
  CompletionStage<Void> leave(NodeId node);

  /** Ends what it was returned for. */
  interface Subscription extends AutoCloseable {
    @Override
    void close();
  }

  /**
   * What a node needs to join.
   *
   * @param secret a one-time secret; never written to a log
   * @param expiresAt until when it is good
   */
  record Invitation(String secret, Instant expiresAt) {
    @Override
    public String toString() {
      return "Invitation[expiresAt=" + expiresAt + "]";
    }
  }

  /**
   * A node that wants to join.
   *
   * @param zone what fails together with it
   * @param host where the other nodes reach it
   * @param raftPort the port of its replicas
   * @param relayPort the port to which other nodes forward requests
   * @param role whether its replicas are to count in majorities
   * @param secret of an {@link Invitation}; empty only where the caller itself has made sure that
   *     the node may join
   * @param name a new name ({@link NodeId#random}), so that a candidate who did not hear the answer
   *     may ask again; where it is empty the cluster makes one
   */
  record Candidate(
      String zone,
      String host,
      int raftPort,
      int relayPort,
      Member.Role role,
      Optional<String> secret,
      Optional<NodeId> name) {
    @Override
    public String toString() {
      return "Candidate[" + host + ":" + raftPort + ", zone=" + zone + ", role=" + role + "]";
    }
  }
}
