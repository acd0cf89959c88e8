package io.trunkline.kernel.ratis;

import io.trunkline.kernel.Cluster;
import io.trunkline.kernel.NodeId;
import io.trunkline.kernel.ShardId;
import io.trunkline.kernel.cluster.StandaloneCluster;
import java.util.Collection;
import java.util.List;
import java.util.function.Supplier;
import org.apache.ratis.protocol.RaftPeer;

/** What a kernel's shards have to do with other nodes. */
interface Membership extends AutoCloseable {
  Cluster cluster();

  /**
   * Returns the replicas with which a shard begins; empty where this node's replica is added later.
   * May wait for the cluster.
   */
  List<RaftPeer> firstPeers(ShardId shard);

  /**
   * Waits until what this node holds of the list of members was read.
   *
   * @throws RuntimeException when it cannot be read, or is not in time
   */
  void requireReadable();

  /** This node has a replica of a shard from now on, which may still be empty. */
  void started(RatisLog log);

  @Override
  void close();

  /** A node that accepts no peers. */
  static Membership none(NodeId self, Supplier<? extends Collection<ShardId>> open) {
    Cluster standalone = new StandaloneCluster(self, open);
    return new Membership() {
      @Override
      public Cluster cluster() {
        return standalone;
      }

      @Override
      public List<RaftPeer> firstPeers(ShardId shard) {
        return List.of(RaftPeer.newBuilder().setId(self.value()).build());
      }

      @Override
      public void requireReadable() {}

      @Override
      public void started(RatisLog log) {}

      @Override
      public void close() {}
    };
  }
}
