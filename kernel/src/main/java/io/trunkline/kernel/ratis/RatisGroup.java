package io.trunkline.kernel.ratis;

import io.trunkline.kernel.NodeId;
import io.trunkline.kernel.runtime.LogPosition;
import io.trunkline.kernel.runtime.ReplicatedLog;
import java.io.IOException;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.locks.ReentrantLock;
import org.apache.ratis.proto.RaftProtos.LogEntryProto;
import org.apache.ratis.proto.RaftProtos.RoleInfoProto;
import org.apache.ratis.protocol.Message;
import org.apache.ratis.protocol.RaftGroupId;
import org.apache.ratis.server.RaftServer;
import org.apache.ratis.server.protocol.TermIndex;
import org.apache.ratis.server.raftlog.RaftLog;
import org.apache.ratis.server.storage.RaftStorage;
import org.apache.ratis.statemachine.SnapshotInfo;
import org.apache.ratis.statemachine.TransactionContext;
import org.apache.ratis.statemachine.impl.BaseStateMachine;
import org.apache.ratis.statemachine.impl.FileListSnapshotInfo;
import org.jspecify.annotations.Nullable;

/** What Ratis sees of a shard: passes committed entries and changes of leadership on to it. */
final class RatisGroup extends BaseStateMachine {
  /** How many entries the shard may have waiting; bounds the memory of a long replay. */
  private static final int MAX_WAITING_ENTRIES = 16;

  private final ReplicatedLog.Listener listener;
  private final long snapshotBytes;
  private final Runnable requestSnapshot;
  private final Semaphore room = new Semaphore(MAX_WAITING_ENTRIES);
  private final ReentrantLock persistence = new ReentrantLock();
  private @Nullable Acknowledged acknowledged;
  private volatile LogPosition persisted;
  private volatile boolean closing;
  private boolean persisting;
  private long bytesSinceSnapshot;

  /**
   * @param persisted the last entry that the shard's state holds on disk
   * @param requestSnapshot has Ratis call {@link #takeSnapshot} soon
   */
  RatisGroup(
      LogPosition persisted,
      ReplicatedLog.Listener listener,
      long snapshotBytes,
      Runnable requestSnapshot) {
    this.persisted = persisted;
    this.listener = listener;
    this.snapshotBytes = snapshotBytes;
    this.requestSnapshot = requestSnapshot;
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
    acknowledged =
        new Acknowledged(LogCheck.acknowledged(storage.getStorageDir().getRoot().toPath()));
    if (persisted.index() >= 0) {
      setLastAppliedTermIndex(TermIndex.valueOf(persisted.term(), persisted.index()));
    }
  }

  @Override
  public CompletableFuture<Message> applyTransaction(TransactionContext transaction) {
    LogEntryProto entry = transaction.getLogEntry();
    updateLastAppliedTermIndex(entry.getTerm(), entry.getIndex());
    acknowledged.raise(entry.getIndex());
    if (closing) {
      return CompletableFuture.completedFuture(Message.EMPTY);
    }
    byte[] bytes = entry.getStateMachineLogEntry().getLogData().toByteArray();
    room.acquireUninterruptibly();
    CompletableFuture<Message> applied =
        listener
            .committed(new LogPosition(entry.getTerm(), entry.getIndex()), bytes)
            .handle(
                (_, _) -> {
                  room.release();
                  return Message.EMPTY;
                });
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
    return latest.index() < 0
        ? null
        : new FileListSnapshotInfo(List.of(), latest.term(), latest.index());
  }

  @Override
  public void notifyLeaderReady() {
    if (!closing) {
      listener.leader(Optional.of(new NodeId(getId().toString())));
      listener.leading();
    }
  }

  @Override
  public void notifyNotLeader(Collection<TransactionContext> pending) {
    if (!closing) {
      listener.following();
      listener.leader(Optional.empty());
    }
  }

  @Override
  public void close() {
    if (acknowledged != null) {
      acknowledged.close();
    }
  }

  @Override
  public void notifyLogFailed(Throwable cause, LogEntryProto failed) {
    fail(new IOException("the log cannot be written", cause));
  }

  @Override
  public void notifyServerShutdown(RoleInfoProto role, boolean allServers) {
    fail(new IOException("the log has stopped"));
  }

  private void fail(IOException cause) {
    if (!closing) {
      listener.failed(cause);
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
        requestSnapshot.run();
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
