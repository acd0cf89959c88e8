package io.trunkline.kernel.memory;

import io.trunkline.kernel.runtime.LogPosition;
import io.trunkline.kernel.runtime.ReplicatedLog;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * A log in memory. Entries commit at once, unless a test holds them back; what is not committed is
 * lost when the log stops, as it may be in a crash. Thread-safe.
 */
public final class SimulatedLog implements ReplicatedLog {
  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record Entry(LogPosition position, byte[] bytes) {}

  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record Pending(byte[] bytes, CompletableFuture<@Nullable Void> accepted) {}

  private final List<Entry> committed = new ArrayList<>();
  private final Deque<Pending> pending = new ArrayDeque<>();
  private @Nullable Listener listener;
  private long term;
  private long lastIndex;
  private boolean holding;

  @Override
  public synchronized void start(LogPosition applied, Listener listener) {
    this.listener = listener;
    term++;
    for (Entry entry : committed) {
      if (entry.position().index() > applied.index()) {
        var unused = listener.committed(entry.position(), entry.bytes());
      }
    }
    listener.leading();
  }

  @Override
  public synchronized CompletionStage<?> append(byte[] entry) {
    Pending added = new Pending(entry, new CompletableFuture<>());
    pending.add(added);
    if (!holding) {
      commitPending();
    }
    return added.accepted();
  }

  /** Stops the log; what is not committed is gone. */
  @Override
  public synchronized void close() {
    listener = null;
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

  /** Loses the entries that are held back; their appends fail. */
  public synchronized void dropUncommitted() {
    List<Pending> lost = List.copyOf(pending);
    pending.clear();
    lost.forEach(
        entry -> entry.accepted().completeExceptionally(new IllegalStateException("dropped")));
  }

  /** Has the shard lose its leadership. */
  public synchronized void depose() {
    if (listener != null) {
      listener.following();
    }
  }

  /** Has the shard lead again. */
  public synchronized void elect() {
    term++;
    if (listener != null) {
      listener.leading();
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
    for (Pending next = pending.poll(); next != null; next = pending.poll()) {
      Entry entry = new Entry(new LogPosition(term, ++lastIndex), next.bytes());
      committed.add(entry);
      next.accepted().complete(null);
      if (listener != null) {
        var unused = listener.committed(entry.position(), entry.bytes());
      }
    }
  }
}
