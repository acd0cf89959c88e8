package io.trunkline.kernel.runtime;

import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Keeps a replica where a cut has found it. What the log hands over meanwhile, and whatever counts
 * on that having been applied, waits in its order: to everybody else the shard is slow for a
 * moment. Used on the shard's thread only.
 */
final class Hold {
  private static final long NOBODY = 0;

  /**
   * Something that waits.
   *
   * @param ends the cut whose second mark this is, or {@link #NOBODY}
   */
  private record Parked(long ends, Runnable message) {}

  private final Alarms waits;
  private final ArrayDeque<Parked> parked = new ArrayDeque<>();
  private final Map<Long, CompletableFuture<@Nullable Void>> expected = new HashMap<>();
  private final Set<Long> parkedEnds = new HashSet<>();
  private long cut = NOBODY;
  private boolean letting;

  /**
   * @param waits ends a hold that nobody ends
   */
  Hold(Alarms waits) {
    this.waits = waits;
  }

  /** Completes {@code reached} once this replica is held by {@code awaited}. */
  void expect(long awaited, CompletableFuture<@Nullable Void> reached) {
    expected.put(awaited, reached);
  }

  /** Nobody waits any more for this replica to be held by {@code awaited}. */
  void forget(long awaited) {
    expected.remove(awaited);
  }

  boolean isHeldBy(long asked) {
    return cut == asked;
  }

  /** Runs a message of the log's: now, or in its turn. */
  void pass(Runnable message) {
    pass(NOBODY, message);
  }

  /** Runs a message of the log's that brings the second mark of {@code ended}. */
  void passEnd(long ended, Runnable message) {
    pass(ended, message);
  }

  private void pass(long ends, Runnable message) {
    parked.add(new Parked(ends, message));
    parkedEnds.add(ends);
    letPass();
  }

  /** Holds the replica from now on; what comes after the message that calls this waits. */
  void begin(long begun) {
    cut = begun;
    waits.after(CutMark.LONGEST_HOLD_MILLIS, () -> end(begun));
    CompletableFuture<@Nullable Void> reached = expected.remove(begun);
    if (reached != null) {
      reached.complete(null);
    }
  }

  /** Lets the replica go where {@code ended} holds it. */
  void end(long ended) {
    if (cut == ended) {
      cut = NOBODY;
      letPass();
    }
  }

  /** Lets everything pass, whatever holds it. */
  void endAll() {
    do {
      cut = NOBODY;
      letPass();
    } while (cut != NOBODY);
  }

  private void letPass() {
    if (letting) {
      return; // the one below goes on
    }
    letting = true;
    try {
      while (!parked.isEmpty() && (cut == NOBODY || parkedEnds.contains(cut))) {
        cut = NOBODY;
        Parked next = parked.poll();
        parkedEnds.remove(next.ends());
        next.message().run();
      }
    } finally {
      letting = false;
    }
  }
}
