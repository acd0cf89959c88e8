package io.trunkline.kernel.ratis;

import io.trunkline.kernel.runtime.LogPosition;
import io.trunkline.kernel.runtime.ReplicatedLog;
import io.trunkline.kernel.snapshot.ShardSnapshot;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Collection;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.locks.ReentrantLock;
import org.apache.ratis.proto.RaftProtos.LogEntryProto;
import org.apache.ratis.proto.RaftProtos.RaftConfigurationProto;
import org.apache.ratis.proto.RaftProtos.RoleInfoProto;
import org.apache.ratis.protocol.Message;
import org.apache.ratis.protocol.RaftClientRequest;
import org.apache.ratis.protocol.RaftGroupId;
import org.apache.ratis.protocol.RaftGroupMemberId;
import org.apache.ratis.protocol.RaftPeerId;
import org.apache.ratis.protocol.exceptions.StateMachineException;
import org.apache.ratis.server.DivisionInfo;
import org.apache.ratis.server.RaftServer;
import org.apache.ratis.server.protocol.TermIndex;
import org.apache.ratis.server.raftlog.RaftLog;
import org.apache.ratis.server.storage.RaftStorage;
import org.apache.ratis.statemachine.SnapshotInfo;
import org.apache.ratis.statemachine.TransactionContext;
import org.apache.ratis.statemachine.impl.BaseStateMachine;
import org.apache.ratis.util.LifeCycle;
import org.jspecify.annotations.Nullable;

/** What Ratis sees of a shard: passes committed entries and changes of leadership on to it. */
final class RatisGroup extends BaseStateMachine {
  /** How many entries the shard may have waiting; bounds the memory of a long replay. */
  private static final int MAX_WAITING_ENTRIES = 16;

  /** Hears of the group, beside the shard; must not block. */
  interface Events {
    /** It is known who leads, this replica or another. */
    void leaderKnown(RaftPeerId leader);

    /** This replica leads and has applied everything before. */
    void leads();

    /** Who keeps the shard may have changed. */
    void configured();

    /** The group has stopped by itself. */
    void stopped();

    /** The log cannot go on; this may be said several times. */
    void failed(Throwable cause);

    /** {@link RatisGroup#takeSnapshot} has something new to say. */
    void requestSnapshot();
  }

  private final ReplicatedLog.Listener listener;
  private final Events events;
  private final GroupSnapshots snapshots;
  private final LogTimes times;
  private final long snapshotBytes;
  private final Semaphore room = new Semaphore(MAX_WAITING_ENTRIES);
  private final ReentrantLock persistence = new ReentrantLock();
  private final Object telling = new Object();
  private @Nullable Acknowledged acknowledged;
  private volatile @Nullable DivisionInfo info;
  private volatile @Nullable LogThread logThread;
  private volatile LogPosition persisted;
  private volatile boolean closing;
  private volatile boolean receiving;
  private volatile long configuredInTerm;
  private boolean persisting;
  private long bytesSinceSnapshot;

  /** The term of the leadership that the shard was told of last; 0 where it was told of its end. */
  private long toldTerm;

  /**
   * @param persisted the last entry that the shard's state holds on disk
   * @param snapshots what is sent to replicas that are too far behind, and received
   */
  RatisGroup(
      LogPosition persisted,
      ReplicatedLog.Listener listener,
      Events events,
      GroupSnapshots snapshots,
      LogTimes times,
      long snapshotBytes) {
    this.persisted = persisted;
    this.listener = listener;
    this.events = events;
    this.snapshots = snapshots;
    this.times = times;
    this.snapshotBytes = snapshotBytes;
  }

  /** Returns the thread that writes the log, where it is known. */
  @Nullable LogThread logThread() {
    return logThread;
  }

  /** Says which thread writes the log; null where it is as Ratis has it. */
  void logThread(@Nullable LogThread thread) {
    logThread = thread;
  }

  /** Returns the last entry that the shard's state holds on disk. */
  LogPosition persisted() {
    return persisted;
  }

  /** Tells the shard nothing any more; waits while its state is being written to disk. */
  @SuppressWarnings("LockNotBeforeTry") // nothing happens while it is held
  void detach() {
    closing = true;
    persistence.lock();
    persistence.unlock();
  }

  @Override
  public void initialize(RaftServer server, RaftGroupId groupId, RaftStorage storage)
      throws IOException {
    super.initialize(server, groupId, storage);
    times.onForced(
        () -> {
          if (!closing) {
            listener.forced();
          }
        });
    RatisMeters.tell(RaftGroupMemberId.valueOf(server.getId(), groupId), times);
    acknowledged =
        new Acknowledged(LogCheck.acknowledged(storage.getStorageDir().getRoot().toPath()));
    if (persisted.index() >= 0) {
      setLastAppliedTermIndex(TermIndex.valueOf(persisted.term(), persisted.index()));
    }
  }

  /** This replica leads and is about to append an entry, its own or another node's. */
  @Override
  public TransactionContext startTransaction(RaftClientRequest request) throws IOException {
    if (!(request.getMessage() instanceof LocalEntry entry)) {
      throw new IOException("not an entry of a shard");
    }
    checkTerm(entry); // and below once more, for good: to refuse it there costs Ratis a permit
    listener.stamp(entry.bytes());
    return super.startTransaction(request);
  }

  /** The entry is appended next, in the term that this replica is in: that does not change now. */
  @Override
  public TransactionContext preAppendTransaction(TransactionContext transaction)
      throws IOException {
    if (transaction.getClientRequest().getMessage() instanceof LocalEntry entry) {
      checkTerm(entry);
    }
    return transaction;
  }

  private void checkTerm(LocalEntry entry) throws StateMachineException {
    if (!entry.accept(info().getCurrentTerm())) {
      throw new StateMachineException("the leadership that the entry is part of has ended", false);
    }
  }

  /**
   * Nothing is asked of this object: that a query gets here says that the replica is not behind.
   */
  @Override
  public CompletableFuture<Message> query(Message request) {
    return CompletableFuture.completedFuture(Message.EMPTY);
  }

  @Override
  public CompletableFuture<Message> applyTransaction(TransactionContext transaction) {
    LogEntryProto entry = transaction.getLogEntry();
    acknowledged.raise(entry.getIndex());
    times.committed(entry.getIndex());
    if (closing) {
      updateLastAppliedTermIndex(entry.getTerm(), entry.getIndex());
      return CompletableFuture.completedFuture(Message.EMPTY);
    }
    byte[] bytes = EntryBytes.of(entry.getStateMachineLogEntry().getLogData());
    room.acquireUninterruptibly();
    CompletableFuture<Message> applied =
        listener
            .committed(new LogPosition(entry.getTerm(), entry.getIndex()), bytes)
            .handle(
                (_, _) -> {
                  room.release();
                  return Message.EMPTY;
                });
    // Only now: whoever waits for this index counts on the shard having got the entry.
    updateLastAppliedTermIndex(entry.getTerm(), entry.getIndex());
    persistAfter(bytes.length);
    return applied;
  }

  /** Says up to where the shard's state is on disk, so that the log before may be dropped. */
  @Override
  public long takeSnapshot() {
    long index = persisted.index();
    return index >= 0 ? index : RaftLog.INVALID_LOG_INDEX;
  }

  @Override
  public SnapshotInfo getLatestSnapshot() {
    LogPosition latest = persisted;
    return latest.index() < 0 ? null : snapshots.offer(latest);
  }

  /** The leader sends a snapshot; until it is complete, entries may still be applied. */
  @Override
  public void pause() {
    receiving = true;
  }

  @Override
  public LifeCycle.State getLifeCycleState() {
    return receiving ? LifeCycle.State.PAUSED : LifeCycle.State.RUNNING;
  }

  /** A snapshot of the leader has arrived: it replaces the shard's state. */
  @Override
  public void reinitialize() throws IOException {
    ShardSnapshot received = snapshots.received();
    persistence.lock();
    try {
      LogPosition position =
          listener.install(store -> received.into(snapshots.shard(), store)).join();
      persisted = position;
      setLastAppliedTermIndex(TermIndex.valueOf(position.term(), position.index()));
      acknowledged.raise(position.index());
      receiving = false;
    } catch (CompletionException e) {
      throw new IOException("cannot take over " + received.directory(), e.getCause());
    } finally {
      persistence.unlock();
    }
    snapshots.takenOver();
  }

  @Override
  public void notifyLeaderReady() {
    if (!closing) {
      tellLeadership();
      events.leads();
    }
  }

  /**
   * Tells the shard whether this replica leads. A leadership begins and the one before ends on two
   * threads of Ratis: whichever gets here says how it is, and not what it was called for.
   */
  private void tellLeadership() {
    synchronized (telling) {
      long term = leadership();
      if (term == toldTerm) {
        return;
      }
      toldTerm = term;
      if (term == 0) {
        listener.following();
      } else {
        listener.leading(term);
      }
    }
  }

  /** Ratis may ask for something before it has told whoever started the group that it runs. */
  private DivisionInfo info() {
    DivisionInfo known = info;
    if (known == null) {
      try {
        known = getServer().join().getDivision(getGroupId()).getInfo();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      info = known;
    }
    return known;
  }

  /** Returns the term in which this replica leads; 0 where it does not, or not yet. */
  private long leadership() {
    while (true) {
      // A leadership begins with an entry of its own, a configuration: that one was applied last.
      long term = configuredInTerm;
      boolean leads = info().isLeaderReady();
      if (term == configuredInTerm) {
        return leads ? term : 0;
      }
    }
  }

  @Override
  public void notifyLeaderChanged(RaftGroupMemberId member, RaftPeerId leader) {
    if (!closing) {
      events.leaderKnown(leader);
    }
  }

  @Override
  public void notifyConfigurationChanged(
      long term, long index, RaftConfigurationProto configuration) {
    configuredInTerm = term;
    if (!closing) {
      events.configured();
    }
  }

  @Override
  public void notifyNotLeader(Collection<TransactionContext> pending) {
    if (!closing) {
      tellLeadership();
    }
  }

  /** The log's thread is about to force everything up to {@code index}. */
  @Override
  public CompletableFuture<Void> flush(long index) {
    times.forcing(index);
    LogThread thread = logThread;
    if (thread != null) {
      thread.apply();
    }
    return super.flush(index);
  }

  /** Ratis closes the log next. */
  @Override
  public void close() {
    LogThread thread = logThread;
    if (thread != null) {
      thread.ends();
    }
    if (acknowledged != null) {
      RatisMeters.forget(RaftGroupMemberId.valueOf(getId(), getGroupId()), times);
      acknowledged.close();
    }
  }

  @Override
  public void notifyLogFailed(Throwable cause, LogEntryProto failed) {
    fail(new IOException("the log cannot be written", cause));
  }

  @Override
  public void notifyServerShutdown(RoleInfoProto role, boolean allServers) {
    if (!closing) {
      events.stopped();
    }
  }

  private void fail(IOException cause) {
    if (!closing) {
      events.failed(cause);
    }
  }

  /** Writes the shard's state to disk on a thread of its own, once enough has been applied. */
  private synchronized void persistAfter(long bytes) {
    bytesSinceSnapshot += bytes;
    if (bytesSinceSnapshot >= snapshotBytes && !persisting) {
      persisting = true;
      bytesSinceSnapshot = 0;
      Thread.ofVirtual().name("persist " + getGroupId()).start(this::persist);
    }
  }

  private void persist() {
    persistence.lock();
    try {
      if (!closing) {
        persisted = listener.persist();
        events.requestSnapshot();
      }
    } catch (RuntimeException e) {
      LOG.warn("The state could not be written to disk; it is tried again later", e);
    } finally {
      persistence.unlock();
      synchronized (this) {
        persisting = false;
      }
    }
  }
}
