package io.trunkline.kernel.memory;

import io.trunkline.kernel.NodeId;
import io.trunkline.kernel.ShardUnavailableException;
import io.trunkline.kernel.runtime.LogPosition;
import io.trunkline.kernel.runtime.ReplicatedLog;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * A log in memory, without peers. Entries commit at once, unless a test holds them back; what is
 * not committed is lost when the log stops, as it may be in a crash. Thread-safe.
 */
public final class SimulatedLog implements ReplicatedLog {
  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record Entry(LogPosition position, byte[] bytes) {}

  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record Pending(byte[] bytes, CompletableFuture<@Nullable Void> accepted) {}

  private static final NodeId SELF = new NodeId("node-1");

  private final List<Entry> committed = new ArrayList<>();
  private final Deque<Pending> pending = new ArrayDeque<>();
  private @Nullable Listener listener;
  private long term;
  private long lastIndex;
  private boolean holding;
  private boolean leading;
  private boolean cutOff;

  @Override
  public synchronized void start(LogPosition applied, Listener listener) {
    this.listener = listener;
    term++;
    for (Entry entry : committed) {
      if (entry.position().index() > applied.index()) {
        var unused = listener.committed(entry.position(), entry.bytes());
      }
    }
    lead(listener);
  }

  private void lead(Listener led) {
    leading = true;
    led.leader(Optional.of(SELF));
    led.leading(term);
  }

  @Override
  public synchronized CompletionStage<?> append(byte[] entry) {
    if (listener == null || !leading) {
      return CompletableFuture.failedFuture(noLeader());
    }
    listener.stamp(entry);
    Pending added = new Pending(entry, new CompletableFuture<>());
    pending.add(added);
    if (!holding) {
      commitPending();
    }
    return added.accepted();
  }

  @Override
  public synchronized CompletionStage<?> appendAsLeader(byte[] entry, long asked) {
    return asked == term ? append(entry) : CompletableFuture.failedFuture(noLeader());
  }

  @Override
  public synchronized CompletionStage<Void> confirmRead() {
    return leading && !cutOff
        ? CompletableFuture.completedFuture(null)
        : CompletableFuture.failedFuture(noLeader());
  }

  @Override
  public synchronized CompletionStage<Void> confirmLeadership(long asked) {
    return asked == term ? confirmRead() : CompletableFuture.failedFuture(noLeader());
  }

  private static ShardUnavailableException noLeader() {
    return new ShardUnavailableException("the log has no leader");
  }

  /** Stops the log; what is not committed is gone. */
  @Override
  public synchronized void close() {
    listener = null;
    leading = false;
    holding = false;
    pending.clear();
  }

  /** Lets no entry commit until {@link #releaseCommits}. */
  public synchronized void holdCommits() {
    holding = true;
  }

  /** Commits what was held back, and from now on at once. */
  public synchronized void releaseCommits() {
    holding = false;
    commitPending();
  }

  /** Commits what is held back at this moment; what comes because of it is held back again. */
  public synchronized void commitHeld() {
    for (int held = pending.size(); held > 0; held--) {
      commitNext();
    }
  }

  /** Loses the entries that are held back; their appends fail. */
  public synchronized void dropUncommitted() {
    List<Pending> lost = List.copyOf(pending);
    pending.clear();
    lost.forEach(
        entry -> entry.accepted().completeExceptionally(new IllegalStateException("dropped")));
  }

  /** Has no read be confirmed as long as {@code cutOff}, as if no majority could be reached. */
  public synchronized void cutOff(boolean cutOff) {
    this.cutOff = cutOff;
  }

  /** Has the shard lose its leadership. */
  public synchronized void depose() {
    if (listener != null) {
      leading = false;
      listener.following();
      listener.leader(Optional.empty());
    }
  }

  /** Has the shard lead again. */
  public synchronized void elect() {
    term++;
    if (listener != null) {
      lead(listener);
    }
  }

  /** Persists the shard's store and drops the entries that it holds. */
  public void snapshot() {
    Listener current;
    synchronized (this) {
      current = listener;
    }
    if (current == null) {
      throw new IllegalStateException("the log is not started");
    }
    LogPosition persisted = current.persist();
    synchronized (this) {
      committed.removeIf(entry -> entry.position().index() <= persisted.index());
    }
  }

  /** Returns how many entries are held back. */
  public synchronized int uncommittedEntries() {
    return pending.size();
  }

  /** Returns how many committed entries the log holds. */
  public synchronized int committedEntries() {
    return committed.size();
  }

  private void commitPending() {
    while (!pending.isEmpty()) {
      commitNext();
    }
  }

  private void commitNext() {
    Pending next = pending.remove();
    Entry entry = new Entry(new LogPosition(term, ++lastIndex), next.bytes());
    committed.add(entry);
    next.accepted().complete(null);
    if (listener != null) {
      var unused = listener.committed(entry.position(), entry.bytes());
    }
  }
}
