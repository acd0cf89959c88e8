package io.trunkline.kernel.runtime;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** The log below one shard: makes entries durable on a majority of the replicas, in one order. */
public interface ReplicatedLog extends AutoCloseable {
  /**
   * Starts the log.
   *
   * @param applied the last entry that the shard's store holds; the log calls back every committed
   *     entry after it (and may repeat earlier ones)
   */
  void start(LogPosition applied, Listener listener);

  /**
   * Appends an entry. It may be called again before the entry before is committed.
   *
   * @return fails when the entry was not accepted or when its fate is not known; its success says
   *     nothing that {@link Listener#committed} does not say
   */
  CompletionStage<?> append(byte[] entry);

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

    /** This replica leads; every entry committed before was handed over. */
    void leading();

    /** This replica does not lead any more. */
    void following();

    /** The log cannot go on: the shard stops, and what waits in it fails. */
    void failed(Throwable cause);

    /**
     * Makes everything applied so far durable in the store itself and waits for it: called before
     * the log drops old entries.
     *
     * @return up to where the log may drop its entries
     */
    LogPosition persist();
  }
}
