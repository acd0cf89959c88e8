package io.trunkline.kernel.cluster;

import io.trunkline.kernel.Cluster;
import io.trunkline.kernel.IdSource;
import io.trunkline.kernel.Member;
import io.trunkline.kernel.NodeId;
import io.trunkline.kernel.RejectedException;
import io.trunkline.kernel.Shard;
import io.trunkline.kernel.ShardId;
import io.trunkline.kernel.ShardStatus;
import io.trunkline.kernel.ShardUnavailableException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BiConsumer;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The cluster as one of its nodes sees and changes it. */
public final class ClusterService implements Cluster, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ClusterService.class);
  private static final Duration LONGEST_INVITATION = Duration.ofDays(30);
  private static final Duration TRANSFER_TIMEOUT = Duration.ofSeconds(15);
  private static final Duration TELL_TIMEOUT = Duration.ofSeconds(2);
  private static final Duration ANNOUNCE_AGAIN = Duration.ofSeconds(1);
  private static final int SECRET_BYTES = 32;

  private final Member self;
  private final ReplicaGroups groups;
  private final Function<BiConsumer<ShardId, Optional<NodeId>>, Subscription> leaderChanges;
  private final IdSource ids;
  private final InstantSource clock;
  private final ClusterMachine machine = new ClusterMachine(this::changed);
  private final CompletableFuture<Shard<ClusterCommand<?>>> shard = new CompletableFuture<>();
  private final Conditions conditions = new Conditions();
  private final ReplicaKeeper keeper;
  private final Subscription leaders;
  private volatile boolean closed;

  /**
   * @param self this node: where others reach it
   * @param leaderChanges has a listener hear of changes of leadership
   */
  public ClusterService(
      Member self,
      ReplicaGroups groups,
      Function<BiConsumer<ShardId, Optional<NodeId>>, Subscription> leaderChanges,
      IdSource ids,
      InstantSource clock) {
    this.self = self;
    this.groups = groups;
    this.leaderChanges = leaderChanges;
    this.ids = ids;
    this.clock = clock;
    this.keeper =
        new ReplicaKeeper(self.id(), groups, machine::view, this::freshView, this::submit);
    this.leaders =
        leaderChanges.apply(
            (_, _) -> {
              conditions.check();
              keeper.wake();
            });
  }

  /** Returns the machine of the cluster's shard, to be opened by the kernel. */
  public ClusterMachine machine() {
    return machine;
  }

  /** The cluster's shard is open. */
  public void opened(Shard<ClusterCommand<?>> clusterShard) {
    announce(clusterShard);
    shard.complete(clusterShard);
    keeper.wake();
  }

  /** The cluster's shard did not open. */
  public void failed(Throwable cause) {
    shard.completeExceptionally(cause);
  }

  /** Returns where a shard begins; where it is new that is decided now. */
  public CompletionStage<Placement> placement(ShardId id) {
    return shard.thenCompose(
        _ ->
            machine
                .view()
                .placement(id)
                .map(CompletableFuture::completedFuture)
                .orElseGet(() -> open(id, false).toCompletableFuture()));
  }

  private CompletionStage<Placement> open(ShardId id, boolean alone) {
    return submit(new ClusterCommand.Open(id, self.id(), alone));
  }

  /** Has the cluster know that this node keeps a replica of a shard, where it does not. */
  public void ensureHost(ShardId id, boolean alone) {
    if (closed) {
      return;
    }
    var unused =
        shard.thenCompose(
            _ ->
                isHost(id)
                    ? CompletableFuture.completedFuture(null)
                    : open(id, alone)
                        .exceptionallyCompose(
                            failure -> {
                              LOG.debug("Shard {} is announced again", id, failure);
                              CompletableFuture.delayedExecutor(
                                      ANNOUNCE_AGAIN.toMillis(), TimeUnit.MILLISECONDS)
                                  .execute(() -> ensureHost(id, alone));
                              return CompletableFuture.failedFuture(failure);
                            }));
  }

  private boolean isHost(ShardId id) {
    return machine
        .view()
        .placement(id)
        .filter(placement -> placement.hosts().contains(self.id()))
        .isPresent();
  }

  private void announce(Shard<ClusterCommand<?>> clusterShard) {
    Optional<Member> known = machine.view().member(self.id());
    boolean current =
        known
            .filter(
                member ->
                    member.zone().equals(self.zone())
                        && member.host().equals(self.host())
                        && member.raftPort() == self.raftPort()
                        && member.relayPort() == self.relayPort())
            .isPresent();
    if (current || closed) {
      return;
    }
    var unused =
        clusterShard
            .submit(new ClusterCommand.Announce(self))
            .whenComplete(
                (_, failure) -> {
                  if (failure instanceof RejectedException) {
                    LOG.error("{}", failure.getMessage());
                  } else if (failure != null) {
                    CompletableFuture.delayedExecutor(
                            ANNOUNCE_AGAIN.toMillis(), TimeUnit.MILLISECONDS)
                        .execute(() -> announce(clusterShard));
                  }
                });
  }

  private void changed() {
    conditions.check();
    keeper.wake();
  }

  private CompletionStage<ClusterView> freshView() {
    return shard.thenCompose(open -> open.query(machine::view));
  }

  private <R> CompletionStage<R> submit(ClusterCommand<R> command) {
    return shard.thenCompose(open -> open.submit(command));
  }

  @Override
  public NodeId self() {
    return self.id();
  }

  @Override
  public List<Member> members() {
    ClusterView view = machine.view();
    return view.members().isEmpty() ? List.of(self) : List.copyOf(view.members().values());
  }

  @Override
  public Optional<NodeId> leader(ShardId id) {
    return groups.leader(id);
  }

  @Override
  public List<ShardStatus> shards() {
    return groups.shards().stream().sorted().flatMap(id -> groups.status(id).stream()).toList();
  }

  @Override
  public Subscription onLeaderChange(BiConsumer<ShardId, Optional<NodeId>> listener) {
    return leaderChanges.apply(listener);
  }

  @Override
  public CompletionStage<Void> transferLeadership(ShardId id, NodeId to) {
    return submit(new ClusterCommand.Prefer(id, to))
        .thenCompose(
            _ -> {
              keeper.wake();
              return when(() -> leader(id).filter(to::equals).isPresent())
                  .orTimeout(TRANSFER_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
            })
        .exceptionallyCompose(
            failure ->
                CompletableFuture.failedFuture(
                    failure.getCause() instanceof TimeoutException
                        ? new ShardUnavailableException(
                            to + " does not lead shard " + id + " after " + TRANSFER_TIMEOUT)
                        : failure));
  }

  @Override
  public CompletionStage<Void> handOver() {
    if (machine.view().members().size() < 2) {
      return CompletableFuture.completedFuture(null);
    }
    keeper.stopping();
    return when(() -> machine.view().stopping().contains(self.id()))
        .orTimeout(TELL_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS)
        // Where nobody can be told, leadership may come back; it is given away all the same.
        .handle((_, _) -> null)
        .thenCompose(
            _ -> {
              keeper.giveAway();
              return when(keeper::hasGivenAway);
            });
  }

  @Override
  public CompletionStage<Invitation> invite(Duration validity) {
    if (validity.compareTo(Duration.ofSeconds(1)) < 0
        || validity.compareTo(LONGEST_INVITATION) > 0) {
      return CompletableFuture.failedFuture(
          new RejectedException("an invitation is good for 1 second to 30 days"));
    }
    String secret = Base64.getUrlEncoder().withoutPadding().encodeToString(ids.bytes(SECRET_BYTES));
    Instant expiresAt = clock.instant().plus(validity);
    return submit(new ClusterCommand.Invite(Invitations.hash(secret), expiresAt.toEpochMilli()))
        .thenApply(_ -> new Invitation(secret, expiresAt));
  }

  @Override
  public CompletionStage<Member> admit(Candidate candidate) {
    Member node =
        new Member(
            candidate.name().orElseGet(() -> NodeId.random(ids)),
            candidate.zone(),
            candidate.host(),
            candidate.raftPort(),
            candidate.relayPort(),
            candidate.role(),
            Member.State.JOINING);
    return submit(
        new ClusterCommand.Admit(node, candidate.secret().map(Invitations::hash).orElse(null)));
  }

  @Override
  public CompletionStage<Void> leave(NodeId node) {
    return submit(new ClusterCommand.Leave(node))
        .thenCompose(_ -> when(() -> machine.view().member(node).isEmpty()));
  }

  private CompletableFuture<Void> when(BooleanSupplier condition) {
    return conditions.when(condition);
  }

  @Override
  public void close() {
    closed = true;
    leaders.close();
    keeper.close();
    shard.completeExceptionally(new ShardUnavailableException("the node is stopping"));
    conditions.close();
  }
}
