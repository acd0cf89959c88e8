package io.trunkline.kernel.runtime;

import io.trunkline.kernel.NodeId;
import io.trunkline.kernel.ShardUnavailableException;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * This node's replica of the log below one shard: makes entries durable on a majority of the
 * replicas, in one order.
 */
public interface ReplicatedLog extends AutoCloseable {
  /**
   * Starts the log.
   *
   * @param applied the last entry that the shard's store holds; the log calls back every committed
   *     entry after it (and may repeat earlier ones)
   */
  void start(LogPosition applied, Listener listener);

  /**
   * Appends an entry, on whichever replica leads. The leader has {@link Listener#stamp} give it its
   * time. It may be called again before the entry before is committed; entries keep their order as
   * long as nothing fails. An entry whose fate is not known is never appended a second time.
   *
   * @return completes in bounded time. It fails with a {@link ShardUnavailableException} whose
   *     {@code outcomeUnknown} is false where it is certain that the entry was not and will not be
   *     appended, and with anything else where its fate is not known; its success says nothing that
   *     {@link Listener#committed} does not say
   */
  CompletionStage<?> append(byte[] entry);

  /**
   * Appends an entry as {@link #append} does, but only as part of one leadership of this replica:
   * for commands that rest on what a leader alone knows, and that another leader, even this replica
   * in a later term, may know better.
   *
   * @param term the term of the leadership, as {@link Listener#leading} said it
   * @return as {@link #append}; refused where this replica does not lead in that term
   */
  CompletionStage<?> appendAsLeader(byte[] entry, long term);

  /**
   * Makes sure that this replica is not behind: by the leader's lease or by asking a majority.
   *
   * @return completes once every entry that anybody may have seen acknowledged before this call was
   *     handed to {@link Listener#committed} here; fails, in bounded time, where no leader or no
   *     majority can be reached
   */
  CompletionStage<Void> confirmRead();

  /**
   * Makes sure that this replica leads: by its lease or by asking a majority.
   *
   * @param term the term of the leadership, as {@link Listener#leading} said it
   * @return completes once it is known that no other replica led before this call in a later term;
   *     is complete already where the lease lasts; fails, in bounded time, where this replica does
   *     not lead in that term or no majority can be reached
   */
  CompletionStage<Void> confirmLeadership(long term);

  /** Returns an entry without commands: applying it changes nothing. */
  static byte[] emptyEntry() {
    return new LogEntry(0, 0, 0, List.of()).encode();
  }

  /** Stops the log; the listener is not called any more. */
  @Override
  void close();

  /** Hears of what the log does. Called in order; only {@link #persist} blocks. */
  interface Listener {
    /**
     * An entry is durable on a majority of the replicas.
     *
     * @return completes when the shard has applied the entry; a log that reads faster than the
     *     shard applies waits for it
     */
    CompletableFuture<Void> committed(LogPosition position, byte[] entry);

    /**
     * This replica leads; every entry committed before was handed over.
     *
     * @param term the number of this leadership, at least 1, that no other of this log has
     */
    void leading(long term);

    /** This replica does not lead any more. */
    void following();

    /** The replica that leads, this one or another, has changed; empty while none is known. */
    void leader(Optional<NodeId> leader);

    /**
     * Gives an entry the time of this node's clock: called on any thread, where this replica leads
     * and before it appends the entry, whoever sent it.
     *
     * @param entry an entry that {@link ReplicatedLog#append} was given, here or elsewhere; it is
     *     changed in place
     */
    void stamp(byte[] entry);

    /**
     * The log has forced an entry to this replica's disk and is free for another one: a hint when
     * it is worth while to append. It may also come for entries of others, or never.
     */
    void forced();

    /** The log cannot go on: the shard stops, and what waits in it fails. */
    void failed(Throwable cause);

    /**
     * Makes everything applied so far durable in the store itself and waits for it: called before
     * the log drops old entries.
     *
     * @return up to where the log may drop its entries
     */
    LogPosition persist();

    /**
     * A snapshot of another replica takes the place of this one's state, because the entries in
     * between are no longer in any log.
     *
     * @param replacement called on the shard's thread, between two entries
     * @return completes with the position that the state has now; fails with the {@link
     *     IOException} of {@code replacement}, the state being as it was
     */
    CompletableFuture<LogPosition> install(Replacement replacement);
  }

  /** Puts a snapshot in the place of what a store holds. */
  @FunctionalInterface
  interface Replacement {
    /**
     * Replaces everything in {@code store} in one step, and durably.
     *
     * @throws IOException when the snapshot is damaged or cannot be read; nothing has changed then
     */
    void into(StateStore store) throws IOException;
  }
}
