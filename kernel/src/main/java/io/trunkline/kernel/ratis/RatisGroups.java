package io.trunkline.kernel.ratis;

import io.trunkline.kernel.Member;
import io.trunkline.kernel.NodeId;
import io.trunkline.kernel.ShardId;
import io.trunkline.kernel.ShardStatus;
import io.trunkline.kernel.ShardUnavailableException;
import io.trunkline.kernel.cluster.ReplicaGroups;
import io.trunkline.kernel.runtime.ReplicatedLog;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.apache.ratis.proto.RaftProtos.CommitInfoProto;
import org.apache.ratis.proto.RaftProtos.RaftPeerRole;
import org.apache.ratis.proto.RaftProtos.ServerRpcProto;
import org.apache.ratis.protocol.RaftClientReply;
import org.apache.ratis.protocol.RaftPeer;
import org.apache.ratis.protocol.RaftPeerId;
import org.apache.ratis.protocol.SetConfigurationRequest;
import org.apache.ratis.protocol.TransferLeadershipRequest;
import org.apache.ratis.server.RaftConfiguration;
import org.apache.ratis.server.RaftServer;
import org.jspecify.annotations.Nullable;

/** The groups of a node's Raft server, as the cluster sees and changes them. */
final class RatisGroups implements ReplicaGroups {
  /** How many entries a voter may lack and still be a leader after a moment. */
  private static final long SMALL_LAG = 1_000;

  private static final Executor URGE_LATER =
      CompletableFuture.delayedExecutor(500, TimeUnit.MILLISECONDS);

  private static final Duration TRANSFER_TIMEOUT = Duration.ofSeconds(3);

  private final RatisNode node;
  private final Duration electionTimeout;
  private final Executor threads = task -> Thread.ofVirtual().name("replica-change").start(task);

  RatisGroups(RatisNode node, Duration electionTimeout) {
    this.node = node;
    this.electionTimeout = electionTimeout;
  }

  /** Returns where a node's replicas are reached. */
  static RaftPeer peer(Member member) {
    return RaftPeer.newBuilder()
        .setId(member.id().value())
        .setAddress(member.host() + ":" + member.raftPort())
        .build();
  }

  @Override
  public Set<ShardId> shards() {
    Set<ShardId> shards = new HashSet<>();
    node.logs().forEach(log -> shards.add(log.shard()));
    return shards;
  }

  @Override
  public Optional<NodeId> leader(ShardId shard) {
    return division(shard).map(division -> division.getInfo().getLeaderId()).map(LeaderWatch::name);
  }

  @Override
  public Optional<Replicas> led(ShardId shard) {
    RaftServer.Division division = division(shard).orElse(null);
    if (division == null || !division.getInfo().isLeaderReady()) {
      return Optional.empty();
    }
    RaftConfiguration peers = division.getRaftConf();
    if (!peers.getPreviousPeers().isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        new Replicas(
            names(peers.getCurrentPeers()),
            names(peers.getCurrentPeers(RaftPeerRole.LISTENER)),
            able(division, peers),
            Duration.ofMillis(division.getInfo().getRoleInfoProto().getRoleElapsedTimeMs())));
  }

  private Set<NodeId> able(RaftServer.Division division, RaftConfiguration peers) {
    Map<RaftPeerId, Long> committed = committed(division);
    long last = division.getRaftLog().getLastCommittedIndex();
    Set<NodeId> able = new HashSet<>();
    for (ServerRpcProto follower :
        division.getInfo().getRoleInfoProto().getLeaderInfo().getFollowerInfoList()) {
      RaftPeerId id = RaftPeerId.valueOf(follower.getId().getId());
      boolean alive = follower.getLastRpcElapsedTimeMs() < electionTimeout.toMillis();
      boolean near = last - committed.getOrDefault(id, 0L) < SMALL_LAG;
      if (alive && near && peers.getPeer(id) != null) {
        able.add(LeaderWatch.name(id));
      }
    }
    return able;
  }

  @Override
  public Optional<ShardStatus> status(ShardId shard) {
    return division(shard).map(division -> status(shard, division));
  }

  private static ShardStatus status(ShardId shard, RaftServer.Division division) {
    RaftConfiguration peers = division.getRaftConf();
    Map<RaftPeerId, Long> committed =
        division.getInfo().isLeader() ? committed(division) : Map.of();
    long last = division.getRaftLog().getLastCommittedIndex();
    List<ShardStatus.Replica> replicas = new ArrayList<>();
    peers
        .getCurrentPeers()
        .forEach(peer -> replicas.add(replica(peer, Member.Role.VOTER, committed, last)));
    peers
        .getCurrentPeers(RaftPeerRole.LISTENER)
        .forEach(peer -> replicas.add(replica(peer, Member.Role.LEARNER, committed, last)));
    return new ShardStatus(
        shard,
        Optional.ofNullable(division.getInfo().getLeaderId()).map(LeaderWatch::name),
        replicas,
        last,
        division.getInfo().getLastAppliedIndex());
  }

  private static ShardStatus.Replica replica(
      RaftPeer peer, Member.Role role, Map<RaftPeerId, Long> committed, long last) {
    Long reached = committed.get(peer.getId());
    return new ShardStatus.Replica(
        LeaderWatch.name(peer.getId()),
        role,
        reached == null ? OptionalLong.empty() : OptionalLong.of(Math.max(0, last - reached)));
  }

  private static Map<RaftPeerId, Long> committed(RaftServer.Division division) {
    Map<RaftPeerId, Long> committed = new HashMap<>();
    for (CommitInfoProto info : division.getCommitInfos()) {
      committed.put(RaftPeerId.valueOf(info.getServer().getId()), info.getCommitIndex());
    }
    return committed;
  }

  @Override
  public boolean isFull() {
    return node.space().isShort();
  }

  @Override
  public CompletionStage<Void> acceptPeers() {
    return CompletableFuture.runAsync(node::acceptPeers, threads);
  }

  @Override
  public CompletionStage<Void> change(ShardId shard, List<Member> voters, List<Member> learners) {
    SetConfigurationRequest.Arguments arguments =
        SetConfigurationRequest.Arguments.newBuilder()
            .setServersInNewConf(voters.stream().map(RatisGroups::peer).toList())
            .setListenersInNewConf(learners.stream().map(RatisGroups::peer).toList())
            .build();
    CompletableFuture<Void> changed =
        done(
            () -> {
              node.acceptPeers();
              return node.server()
                  .setConfigurationAsync(
                      new SetConfigurationRequest(
                          node.clientId(),
                          node.self(),
                          RatisKernel.groupId(shard),
                          node.nextCallId(),
                          arguments));
            });
    urge(shard, changed);
    return changed;
  }

  /**
   * Keeps the log growing while replicas are changed. A new replica that is found to have
   * everything, from an attempt before, is known to have it only once it takes another entry.
   */
  private void urge(ShardId shard, CompletableFuture<Void> changed) {
    URGE_LATER.execute(
        () -> {
          if (!changed.isDone()) {
            node.log(RatisKernel.groupId(shard))
                .ifPresent(log -> log.appendHere(ReplicatedLog.emptyEntry()));
            urge(shard, changed);
          }
        });
  }

  @Override
  public CompletionStage<Void> transfer(ShardId shard, NodeId to) {
    Supplier<CompletableFuture<Void>> transfer =
        () ->
            done(
                () ->
                    node.server()
                        .transferLeadershipAsync(
                            new TransferLeadershipRequest(
                                node.clientId(),
                                node.self(),
                                RatisKernel.groupId(shard),
                                node.nextCallId(),
                                RaftPeerId.valueOf(to.value()),
                                TRANSFER_TIMEOUT.toMillis())));
    return node.log(RatisKernel.groupId(shard))
        .map(log -> log.handingOver(transfer))
        .orElseGet(
            () ->
                CompletableFuture.failedFuture(
                    new ShardUnavailableException("shard " + shard + " is not open here")));
  }

  /** Ratis takes requests in the caller's thread and under locks: neither is for the caller. */
  private CompletableFuture<Void> done(Request request) {
    return CompletableFuture.completedFuture(request)
        .thenComposeAsync(RatisGroups::send, threads)
        .thenApplyAsync(RatisGroups::checked, threads);
  }

  private static CompletableFuture<RaftClientReply> send(Request request) {
    try {
      return request.send();
    } catch (IOException e) {
      return CompletableFuture.failedFuture(e);
    }
  }

  private static @Nullable Void checked(RaftClientReply reply) {
    if (!reply.isSuccess()) {
      throw new ShardUnavailableException(
          "the replicas were not changed: " + reply.getException(), false, reply.getException());
    }
    return null;
  }

  private Optional<RaftServer.Division> division(ShardId shard) {
    return node.log(RatisKernel.groupId(shard)).map(RatisLog::division);
  }

  private static List<NodeId> names(Collection<RaftPeer> peers) {
    return peers.stream().map(RaftPeer::getId).map(LeaderWatch::name).sorted().toList();
  }

  private interface Request {
    CompletableFuture<RaftClientReply> send() throws IOException;
  }
}
