package io.trunkline.kernel.simulation;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/** What a replica knows while it leads: how far the others are, and who waits for what. */
final class Leadership {
  private record Read(long round, long index, Consumer<Long> answer) {}

  private static final long NEVER = Long.MIN_VALUE / 2;

  private final Simulation simulation;
  private final SimulatedGroup group;
  private final RaftReplica replica;
  private final long[] next;
  private final long[] match;
  private final long[] heardRound;
  private final long[] heardAt;
  private final long[] snapshotAt;
  private final Map<Long, CompletableFuture<Void>> waiting = new HashMap<>();
  private final List<Read> reads = new ArrayList<>();
  private final long firstIndex;
  private long round;
  private long sentAt = NEVER;
  private boolean announced;

  Leadership(Simulation simulation, SimulatedGroup group, RaftReplica replica) {
    this.simulation = simulation;
    this.group = group;
    this.replica = replica;
    this.firstIndex = replica.journal().last().index() + 1;
    int size = group.size();
    next = filled(size, firstIndex);
    match = filled(size, -1);
    heardRound = new long[size];
    heardAt = filled(size, simulation.now());
    snapshotAt = filled(size, NEVER);
  }

  private static long[] filled(int size, long value) {
    long[] values = new long[size];
    Arrays.fill(values, value);
    return values;
  }

  /** Returns whether the first entry of this leadership is committed. */
  boolean announced() {
    return announced;
  }

  void added(long index, CompletableFuture<Void> appended) {
    waiting.put(index, appended);
  }

  void tick() {
    long silentSince = simulation.now() - 2 * RaftReplica.ELECTION;
    int heard = 1;
    for (int peer = 0; peer < heardAt.length; peer++) {
      if (peer != replica.self() && heardAt[peer] > silentSince) {
        heard++;
      }
    }
    if (heard < group.majority()) {
      replica.stepDown();
    } else if (simulation.now() - sentAt >= RaftReplica.HEARTBEAT) {
      sendAll();
    }
  }

  /** Sends everybody what he lacks, or a heartbeat. */
  void sendAll() {
    sentAt = simulation.now();
    round++;
    replica.others(this::send);
    answerReads();
  }

  private void send(int peer) {
    if (next[peer] <= replica.journal().base().index()) {
      if (simulation.now() - snapshotAt[peer] < RaftReplica.HEARTBEAT) {
        return;
      }
      snapshotAt[peer] = simulation.now();
    }
    replica.sendEntries(peer, next[peer], round);
  }

  void answered(int peer, long heard, boolean success, long matched) {
    heardAt[peer] = simulation.now();
    heardRound[peer] = Math.max(heardRound[peer], heard);
    if (success) {
      matched(peer, matched);
      if (next[peer] <= replica.journal().last().index()) {
        send(peer);
      }
    } else if (matched + 1 < next[peer] && matched >= match[peer]) {
      next[peer] = matched + 1;
      send(peer);
    }
    answerReads();
  }

  /** A replica has everything up to an index on its disk. */
  void matched(int peer, long index) {
    match[peer] = Math.max(match[peer], index);
    next[peer] = Math.max(next[peer], match[peer] + 1);
    long[] sorted = match.clone();
    Arrays.sort(sorted);
    long onMajority = sorted[sorted.length - group.majority()];
    if (group.sabotage().contains(Sabotage.ACK_BEFORE_MAJORITY)) {
      onMajority = match[replica.self()];
    }
    if (onMajority >= firstIndex && onMajority > replica.commitIndex()) {
      commit(onMajority);
    }
  }

  private void commit(long index) {
    long from = replica.commitIndex() + 1;
    replica.commit(index);
    if (!announced) {
      announced = true;
      replica.announce();
    }
    for (long committed = Math.max(from, firstIndex); committed <= index; committed++) {
      CompletableFuture<Void> appended = waiting.remove(committed);
      if (appended != null) {
        appended.complete(null);
      }
    }
    sendAll();
  }

  /**
   * Makes sure that this replica still leads.
   *
   * @param answer is given {@code index}, or -1 where it does not lead
   */
  void confirm(long index, Consumer<Long> answer) {
    if (!announced) {
      answer.accept(-1L);
      return;
    }
    reads.add(new Read(round + 1, index, answer));
    sendAll();
  }

  private void answerReads() {
    List<Read> confirmed = new ArrayList<>();
    reads.removeIf(read -> isConfirmed(read.round()) && confirmed.add(read));
    confirmed.forEach(read -> read.answer().accept(read.index()));
  }

  private boolean isConfirmed(long asked) {
    int heard = 1;
    for (int peer = 0; peer < heardRound.length; peer++) {
      if (peer != replica.self() && heardRound[peer] >= asked) {
        heard++;
      }
    }
    return heard >= group.majority();
  }

  /** Tells those who wait that this replica does not lead any more. */
  void end() {
    waiting
        .values()
        .forEach(
            appended ->
                appended.completeExceptionally(
                    new IllegalStateException("deposed before the entry was committed")));
    reads.forEach(read -> read.answer().accept(-1L));
  }
}
