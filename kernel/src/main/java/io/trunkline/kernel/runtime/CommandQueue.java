package io.trunkline.kernel.runtime;

import io.trunkline.kernel.KernelLimits;
import io.trunkline.kernel.ShardUnavailableException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Group commit: commands wait here while the log makes an entry durable, and then share the next
 * one. An entry follows before that only when many commands wait, and as many as the log has in
 * hand: so an entry does not leave half-empty under light load, and under heavy load the log never
 * idles while its entries stay few and large (an entry costs the log far more than a command).
 */
final class CommandQueue {
  /** How many entries may be on their way at the same time. */
  static final int MAX_ENTRIES_IN_FLIGHT = 4;

  /** How many waiting commands, at least, are worth another entry while the log has one in hand. */
  static final int WORTH_AN_ENTRY = 512;

  private record Batch(
      List<Submission> submissions, List<byte[]> commands, boolean bound, long appendedAt) {}

  /** Appends an entry. */
  interface Append {
    /**
     * Appends the entry of that number.
     *
     * @param leadership the leadership of this replica that the entry is part of, or {@link
     *     Submission#ANY}
     */
    void append(long number, byte[] entry, long leadership);
  }

  private final KernelLimits limits;
  private final KernelMetrics.OfShard metrics;
  private final long writer;
  private final Append append;
  private final ArrayDeque<Submission> waiting = new ArrayDeque<>();
  private final NavigableMap<Long, Batch> inFlight = new TreeMap<>();
  private long lastNumber;

  /** The first entry that the log may still have to force; greater than the last where none. */
  private long firstUnforced = 1;

  /**
   * @param append takes an entry to append
   */
  CommandQueue(KernelLimits limits, KernelMetrics.OfShard metrics, long writer, Append append) {
    this.limits = limits;
    this.metrics = metrics;
    this.writer = writer;
    this.append = append;
  }

  void add(Submission submission) {
    waiting.add(submission);
  }

  boolean isEmpty() {
    return waiting.isEmpty() && inFlight.isEmpty();
  }

  /** Returns whether commands wait that are not on their way. */
  boolean hasWaiting() {
    return !waiting.isEmpty();
  }

  /** Returns whether as many commands wait as fit one entry. */
  boolean isFull() {
    return waiting.size() >= limits.maxBatchCommands();
  }

  /** Appends entries as long as that is worth while. */
  void appendWaiting() {
    while (!waiting.isEmpty()
        && inFlight.size() < MAX_ENTRIES_IN_FLIGHT
        && (logIsFree() || isWorthAnotherEntry())) {
      appendEntry();
    }
  }

  /** The log has forced so many entries more, of this queue or, in a while, of others. */
  void forced(int entries) {
    firstUnforced = Math.min(firstUnforced + entries, lastNumber + 1);
  }

  /** Returns the numbers of the entries on their way, as they are now, in their order. */
  List<Long> inFlight() {
    return List.copyOf(inFlight.keySet());
  }

  private boolean logIsFree() {
    return firstUnforced > lastNumber;
  }

  private boolean isWorthAnotherEntry() {
    int unforced = 0;
    for (Batch batch : inFlight.tailMap(firstUnforced).values()) {
      unforced += batch.submissions().size();
    }
    return waiting.size()
        >= Math.min(Math.max(WORTH_AN_ENTRY, unforced), limits.maxBatchCommands());
  }

  private void appendEntry() {
    List<Submission> batch = new ArrayList<>();
    List<byte[]> commands = new ArrayList<>();
    long bytes = 0;
    long leadership = Submission.ANY;
    while (!waiting.isEmpty() && batch.size() < limits.maxBatchCommands()) {
      bytes += waiting.peek().bytes().length;
      if (!batch.isEmpty() && bytes > limits.maxBatchBytes()) {
        break;
      }
      Submission submission = waiting.poll();
      batch.add(submission);
      commands.add(submission.bytes());
      leadership = Math.max(leadership, submission.leadership());
    }
    long number = ++lastNumber;
    metrics.appended(batch.size(), batch.getFirst().submittedAt());
    boolean bound = leadership != Submission.ANY;
    inFlight.put(number, new Batch(batch, commands, bound, metrics.time()));
    append.append(number, new LogEntry(writer, number, 0, commands).encode(), leadership);
  }

  /** Returns the commands of an entry that is on its way, or null for one of another writer. */
  @Nullable List<byte[]> commands(long entryWriter, long number) {
    Batch batch = entryWriter == writer ? inFlight.get(number) : null;
    return batch == null ? null : batch.commands();
  }

  /**
   * Takes out whose commands an applied entry holds, or returns null where they did not wait here.
   */
  @Nullable List<Submission> committed(LogEntry entry, long committedAt) {
    Batch batch = entry.writer() == writer ? takeOut(entry.number()) : null;
    if (batch == null) {
      return null;
    }
    metrics.committed(batch.appendedAt(), committedAt);
    return batch.submissions();
  }

  /** Returns whether one of some entries is still on its way. */
  boolean awaitsAny(List<Long> numbers) {
    return numbers.stream().anyMatch(inFlight::containsKey);
  }

  /** Fails the commands of an entry that is still on its way. */
  void failed(long number, ShardUnavailableException failure) {
    Batch lost = takeOut(number);
    if (lost != null) {
      fail(lost.submissions(), failure);
    }
  }

  /**
   * An entry was certainly not appended. Where only its company was bound to this replica's
   * leadership, a command may go to the next leader.
   */
  void refused(long number, ShardUnavailableException refusal) {
    Batch refused = takeOut(number);
    if (refused == null) {
      return;
    }
    for (Submission submission : refused.submissions().reversed()) {
      if (refused.bound() && !submission.bound()) {
        waiting.addFirst(submission);
      }
    }
    for (Submission submission : refused.submissions()) {
      if (!refused.bound() || submission.bound()) {
        submission.fail(refusal);
      }
    }
  }

  /** Fails what waits and is bound to a leadership that has ended. */
  void failBound(ShardUnavailableException refusal) {
    List<Submission> bound = waiting.stream().filter(Submission::bound).toList();
    waiting.removeIf(Submission::bound);
    fail(bound, refusal);
  }

  /** Fails what waits and is not on its way yet. */
  void failWaiting(String reason) {
    List<Submission> notSent = new ArrayList<>(waiting);
    waiting.clear();
    fail(notSent, new ShardUnavailableException(reason));
  }

  /** Fails everything that waits or is on its way. */
  void failAll(String reason) {
    List<Batch> sent = new ArrayList<>(inFlight.values());
    inFlight.clear();
    firstUnforced = lastNumber + 1;
    ShardUnavailableException unknown = new ShardUnavailableException(reason, true, null);
    sent.forEach(batch -> fail(batch.submissions(), unknown));
    failWaiting(reason);
  }

  private @Nullable Batch takeOut(long number) {
    Batch batch = inFlight.remove(number);
    if (batch != null) {
      firstUnforced = Math.max(firstUnforced, number + 1);
    }
    return batch;
  }

  private static void fail(List<Submission> submissions, ShardUnavailableException failure) {
    submissions.forEach(submission -> submission.fail(failure));
  }
}
