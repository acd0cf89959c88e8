package io.trunkline.kernel.ratis;

import io.trunkline.kernel.NodeId;
import io.trunkline.kernel.ShardId;
import io.trunkline.kernel.ShardUnavailableException;
import io.trunkline.kernel.runtime.LogPosition;
import io.trunkline.kernel.runtime.ReplicatedLog;
import java.io.IOException;
import java.util.Collection;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.apache.ratis.proto.RaftProtos.RaftPeerRole;
import org.apache.ratis.protocol.RaftClientAsynchronousProtocol;
import org.apache.ratis.protocol.RaftClientReply;
import org.apache.ratis.protocol.RaftClientRequest;
import org.apache.ratis.protocol.RaftGroupId;
import org.apache.ratis.protocol.RaftPeer;
import org.apache.ratis.protocol.RaftPeerId;
import org.apache.ratis.server.DivisionInfo;
import org.apache.ratis.server.RaftConfiguration;
import org.apache.ratis.server.RaftServer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The log of one shard: this node's replica of a Raft group. */
final class RatisLog implements ReplicatedLog {
  private static final Logger LOG = LoggerFactory.getLogger(RatisLog.class);

  private static final CompletionStage<@Nullable Void> DONE =
      CompletableFuture.completedFuture(null);
  private static final Executor LATER = CompletableFuture.delayedExecutor(5, TimeUnit.SECONDS);

  private final ShardId shard;
  private final RatisNode node;
  private final RaftGroupId groupId;
  private final GroupSnapshots snapshots;
  private final LogTimes times;
  private final long snapshotBytes;
  private final Membership membership;
  private final AppendRouter router = new AppendRouter(this::route);
  private final LogRecovery recovery;
  private @Nullable Listener listener;
  private @Nullable RatisGroup group;
  private volatile RaftServer.@Nullable Division division;
  private volatile @Nullable LeaderLease lease;
  private volatile boolean handingOver;
  private boolean closed;
  private @Nullable AppendStream stream;
  private @Nullable RaftPeerId streamTo;

  /**
   * @param membership says with which replicas the shard begins, where this node has no log of it
   */
  RatisLog(
      ShardId shard,
      RatisNode node,
      RaftGroupId groupId,
      GroupSnapshots snapshots,
      LogTimes times,
      long snapshotBytes,
      Membership membership) {
    this.shard = shard;
    this.node = node;
    this.groupId = groupId;
    this.snapshots = snapshots;
    this.times = times;
    this.snapshotBytes = snapshotBytes;
    this.membership = membership;
    this.recovery = new LogRecovery(shard, node.space(), new Recoverable());
  }

  ShardId shard() {
    return shard;
  }

  RaftGroupId groupId() {
    return groupId;
  }

  /** Returns Ratis's side of the group; null before the start. */
  RaftServer.@Nullable Division division() {
    return division;
  }

  @Override
  public void start(LogPosition applied, Listener listener) {
    // The position was read from the store as it was opened: what a crash left is on disk.
    this.listener = listener;
    open(applied);
    membership.started(this);
  }

  /** Ratis tells of the configuration before it has said what the group is: that waits here. */
  private synchronized void open(LogPosition persisted) {
    new LogCheck(shard, node.directory(groupId), persisted).run();
    group = new RatisGroup(persisted, listener, new Events(), snapshots, times, snapshotBytes);
    division = node.start(this, group, () -> membership.firstPeers(shard));
    lease = LeaderLease.of(division);
    QuietEngine.quieten(division);
    group.logThread(LogThread.of(division));
  }

  /**
   * Starts the replica anew where it has become a learner, or a voter out of one: Ratis looks only
   * at the start at which of them a replica is. A learner that did not know would stand for
   * election, and a voter that did not know would not vote.
   */
  private synchronized void becomeWhatIsConfigured() {
    if (division == null || closed || recovery.isUnderWay()) {
      return;
    }
    RaftConfiguration peers = division.getRaftConf();
    RaftPeerId self = division.getId();
    if (!peers.getPreviousPeers().isEmpty()) {
      return;
    }
    boolean learner = peers.getPeer(self, RaftPeerRole.LISTENER) != null;
    boolean voter = peers.getPeer(self, RaftPeerRole.FOLLOWER) != null;
    RaftPeerRole role = division.getInfo().getCurrentRole();
    boolean same =
        learner ? role == RaftPeerRole.LISTENER : !voter || role != RaftPeerRole.LISTENER;
    if (same) {
      return;
    }
    try {
      group.detach();
      node.stop(this);
      open(group.persisted());
    } catch (RuntimeException e) {
      listener.failed(new IOException("the replica did not start anew", e));
    }
  }

  private synchronized void quietenLeader() {
    if (division != null && !closed && !recovery.isUnderWay()) {
      QuietEngine.quietenLeader(division, this::isAlone);
    }
  }

  /** What Ratis says of the group; it may hold locks. */
  private final class Events implements RatisGroup.Events {
    @Override
    public void leaderKnown(RaftPeerId leader) {
      node.leaderChanged(RatisLog.this, leader);
    }

    @Override
    public void leads() {
      Thread.startVirtualThread(RatisLog.this::quietenLeader);
    }

    @Override
    public void configured() {
      Thread.startVirtualThread(RatisLog.this::becomeWhatIsConfigured);
    }

    @Override
    public void requestSnapshot() {
      node.requestSnapshot(groupId);
    }

    @Override
    public void stopped() {
      RaftServer.Division stopped = division;
      RaftConfiguration peers = stopped.getRaftConf();
      if (peers.getPeer(stopped.getId(), RaftPeerRole.FOLLOWER, RaftPeerRole.LISTENER) != null) {
        failed(new IOException("the log has stopped"));
        return;
      }
      LOG.info("Shard {} is not kept by this node any more", shard);
      listener.following();
      listener.leader(Optional.empty());
    }

    @Override
    public void failed(Throwable cause) {
      recovery.start(cause);
    }
  }

  /** Closes the log after it has failed, and opens it again. */
  private final class Recoverable implements LogRecovery.Log {
    private boolean suspended;

    @Override
    public void suspend() {
      group.detach();
      long written = suspended ? Long.MAX_VALUE : division.getRaftLog().getFlushIndex();
      suspended = true;
      listener.following();
      listener.leader(Optional.empty());
      node.stop(RatisLog.this);
      new LogCheck(shard, node.directory(groupId), group.persisted()).cutAfter(written);
    }

    @Override
    public void resume() {
      open(group.persisted());
      suspended = false;
    }

    @Override
    public void giveUp(Throwable cause) {
      listener.failed(cause);
    }
  }

  /** Returns what keeps the log from taking commands; empty where nothing does. */
  Optional<String> trouble() {
    if (recovery.isUnderWay()) {
      return Optional.of("its log could not be written");
    }
    return node.space().isShort() ? Optional.of(node.space().toString()) : Optional.empty();
  }

  /** Returns the thread that writes the log, where it is known. */
  synchronized @Nullable LogThread logThread() {
    return group.logThread();
  }

  /** Tells the shard who leads. */
  void tellLeader(Optional<NodeId> leader) {
    listener.leader(leader);
  }

  @Override
  public CompletionStage<@Nullable Void> append(byte[] entry) {
    if (recovery.isUnderWay() || (node.space().isShort() && division.getInfo().isLeader())) {
      return CompletableFuture.failedFuture(noRoom());
    }
    return router.append(entry);
  }

  @Override
  public CompletionStage<@Nullable Void> appendAsLeader(byte[] entry, long term) {
    if (recovery.isUnderWay()) {
      return CompletableFuture.failedFuture(noRoom());
    }
    return leads() ? appendHere(new LocalEntry(entry, term)) : notLeading();
  }

  private ShardUnavailableException noRoom() {
    return new ShardUnavailableException(
        "shard %s takes no commands now: %s"
            .formatted(
                shard,
                recovery.isUnderWay() ? "its log could not be written" : node.space().toString()));
  }

  private AppendRouter.@Nullable Route route() {
    DivisionInfo info = division.getInfo();
    if (info.isLeader()) {
      return info.isLeaderReady() ? this::appendHere : null;
    }
    RaftPeerId leader = info.getLeaderId();
    RaftPeer peer = leader == null ? null : division.getRaftConf().getPeer(leader);
    if (peer == null || peer.getAddress() == null || leader.equals(division.getId())) {
      return null;
    }
    AppendStream toLeader = streamTo(peer);
    return entry -> toLeader.send(groupId, entry);
  }

  /** Appends an entry to the log, where this replica leads; as {@link LeaderService#append}. */
  CompletionStage<@Nullable Void> appendHere(byte[] entry) {
    return appendHere(new LocalEntry(entry, LocalEntry.ANY_TERM));
  }

  private CompletionStage<@Nullable Void> appendHere(LocalEntry entry) {
    if (node.space().isShort()) {
      return CompletableFuture.failedFuture(noRoom());
    }
    RaftClientRequest request =
        node.request()
            .setGroupId(groupId)
            .setMessage(entry)
            .setType(RaftClientRequest.writeRequestType())
            .build();
    return submit(request)
        .handle(
            (reply, failure) -> {
              if (failure == null && reply.isSuccess()) {
                return null;
              }
              Throwable cause = failure == null ? reply.getException() : failure;
              throw new ShardUnavailableException(
                  "shard " + shard + ": the log did not take the command",
                  entry.mayBeAppended(),
                  cause);
            });
  }

  @Override
  public CompletionStage<@Nullable Void> confirmRead() {
    return new ReadConfirmation(this).start();
  }

  @Override
  public CompletionStage<@Nullable Void> confirmLeadership(long term) {
    LeaderLease asked = lease;
    boolean leads = leads(term);
    if (leads && mayConfirm() && (isAlone() || (asked != null && asked.isHeld()))) {
      return CompletableFuture.completedFuture(null);
    }
    // A read that this replica was asked for and answered while it led in one and the same term.
    return leads ? confirmRead().thenCompose(_ -> leads(term) ? DONE : notLeading()) : notLeading();
  }

  private boolean leads(long term) {
    DivisionInfo info = division.getInfo();
    return info.isLeaderReady() && info.getCurrentTerm() == term;
  }

  private CompletionStage<@Nullable Void> notLeading() {
    return CompletableFuture.failedFuture(
        new ShardUnavailableException("shard " + shard + " is not led by this node"));
  }

  /** Returns whether this replica leads and has applied everything committed before. */
  boolean leads() {
    return division.getInfo().isLeaderReady();
  }

  /**
   * Returns whether this replica, if it leads, may say how far the log is committed. One that hands
   * over may not: the next leader need not wait until the lease of this one has run out.
   */
  boolean mayConfirm() {
    return !handingOver;
  }

  /** Has this replica confirm nothing while {@code handOver} runs, and a while after it failed. */
  CompletableFuture<Void> handingOver(Supplier<CompletableFuture<Void>> handOver) {
    handingOver = true;
    return handOver
        .get()
        .whenComplete(
            (_, failure) -> {
              if (failure == null) {
                handingOver = false; // this replica does not lead any more
              } else {
                LATER.execute(() -> handingOver = false);
              }
            });
  }

  /** Returns whether nobody but this replica counts in majorities. */
  boolean isAlone() {
    RaftConfiguration peers = division.getRaftConf();
    return isAlone(peers.getCurrentPeers())
        && (peers.getPreviousPeers().isEmpty() || isAlone(peers.getPreviousPeers()));
  }

  private boolean isAlone(Collection<RaftPeer> voters) {
    return voters.size() == 1 && voters.iterator().next().getId().equals(division.getId());
  }

  /** Asks Ratis once to make sure that this replica has applied what is acknowledged. */
  CompletableFuture<RaftClientReply> confirmOnce() {
    return submit(
        node.request().setGroupId(groupId).setType(RaftClientRequest.readRequestType()).build());
  }

  private CompletableFuture<RaftClientReply> submit(RaftClientRequest request) {
    try {
      // The division itself takes requests on the caller's thread, and so in the caller's order;
      // the server in front of it would hand them to a pool.
      return ((RaftClientAsynchronousProtocol) division).submitClientRequestAsync(request);
    } catch (IOException | RuntimeException e) {
      return CompletableFuture.failedFuture(e);
    }
  }

  private synchronized AppendStream streamTo(RaftPeer leader) {
    if (stream != null && stream.isOpen() && leader.getId().equals(streamTo)) {
      return stream;
    }
    closeStream();
    stream = node.appendStream(leader);
    streamTo = leader.getId();
    return stream;
  }

  /** Forgets the connection to a node that does not lead any more. */
  synchronized void forgetOtherLeaders(RaftPeerId leader) {
    if (stream != null && !leader.equals(streamTo)) {
      closeStream();
    }
  }

  private void closeStream() {
    if (stream != null) {
      stream.close();
      stream = null;
    }
  }

  @Override
  public void close() {
    recovery.close();
    node.stopped(this);
    router.close();
    synchronized (this) {
      closed = true;
      if (group != null) {
        group.detach();
      }
      closeStream();
    }
  }
}
