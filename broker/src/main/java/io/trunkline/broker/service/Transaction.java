package io.trunkline.broker.service;

import java.util.concurrent.CompletableFuture;

/**
 * Sends and settlements of one namespace that happen together or not at all ({@code
 * reference/service-bus.md §9}). They are kept in memory until {@link #commit}, which makes them
 * one log entry; a crash before is a rollback. Operations join through {@link MessageSink} and
 * {@link MessageSource}. Thread-safe.
 */
public sealed interface Transaction permits PendingTransaction {
  /**
   * Does everything.
   *
   * @return completes once committed; or {@code TRANSACTION_ROLLBACK} saying why nothing was done,
   *     {@code ENTITY_NOT_FOUND} where a destination is gone, {@code TRANSACTION_UNKNOWN} where the
   *     transaction has ended
   */
  CompletableFuture<Void> commit();

  /**
   * One of its operations was refused: the commit will be, too. Not every client looks at the
   * outcome of an operation before it commits.
   */
  void fail(String reason);

  /** Does nothing of it: messages stay locked as they were. Nothing happens the second time. */
  CompletableFuture<Void> rollback();
}
