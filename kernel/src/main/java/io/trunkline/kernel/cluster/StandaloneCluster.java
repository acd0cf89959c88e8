package io.trunkline.kernel.cluster;

import io.trunkline.kernel.Cluster;
import io.trunkline.kernel.Member;
import io.trunkline.kernel.NodeId;
import io.trunkline.kernel.RejectedException;
import io.trunkline.kernel.ShardId;
import io.trunkline.kernel.ShardStatus;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.BiConsumer;
import java.util.function.Supplier;

/** The cluster of a kernel that cannot have peers: this node leads whatever is open on it. */
public final class StandaloneCluster implements Cluster {
  private final NodeId self;
  private final Supplier<? extends Collection<ShardId>> open;

  /**
   * @param self the node's name
   * @param open the shards that are open
   */
  public StandaloneCluster(NodeId self, Supplier<? extends Collection<ShardId>> open) {
    this.self = self;
    this.open = open;
  }

  @Override
  public NodeId self() {
    return self;
  }

  @Override
  public List<Member> members() {
    return List.of(new Member(self, "", "localhost", 0, 0, Member.Role.VOTER, Member.State.ACTIVE));
  }

  @Override
  public Optional<NodeId> leader(ShardId shard) {
    return open.get().contains(shard) ? Optional.of(self) : Optional.empty();
  }

  @Override
  public List<ShardStatus> shards() {
    return open.get().stream().sorted().map(this::status).toList();
  }

  @Override
  public Subscription onLeaderChange(BiConsumer<ShardId, Optional<NodeId>> listener) {
    return () -> {};
  }

  @Override
  public CompletionStage<Void> transferLeadership(ShardId shard, NodeId to) {
    return self.equals(to) ? CompletableFuture.completedFuture(null) : refused();
  }

  @Override
  public CompletionStage<Void> handOver() {
    return CompletableFuture.completedFuture(null);
  }

  @Override
  public CompletionStage<Invitation> invite(Duration validity) {
    return refused();
  }

  @Override
  public CompletionStage<Member> admit(Candidate candidate) {
    return refused();
  }

  @Override
  public CompletionStage<Void> leave(NodeId node) {
    return refused();
  }

  private ShardStatus status(ShardId shard) {
    ShardStatus.Replica only = new ShardStatus.Replica(self, Member.Role.VOTER, OptionalLong.of(0));
    return new ShardStatus(shard, Optional.of(self), List.of(only), 0, 0);
  }

  private static <T> CompletionStage<T> refused() {
    return CompletableFuture.failedFuture(new RejectedException("this kernel cannot have peers"));
  }
}
