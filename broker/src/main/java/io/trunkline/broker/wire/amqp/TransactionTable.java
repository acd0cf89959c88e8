package io.trunkline.broker.wire.amqp;

import io.trunkline.broker.BrokerError;
import io.trunkline.broker.BrokerException;
import io.trunkline.broker.EntityPath;
import io.trunkline.broker.service.Transaction;
import io.trunkline.broker.wire.WireError;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.apache.qpid.protonj2.engine.Session;
import org.apache.qpid.protonj2.types.Binary;
import org.jspecify.annotations.Nullable;

/** The open transactions of a connection ({@code reference/service-bus.md §9}). */
final class TransactionTable {
  /** How many timed-out transactions are remembered, to tell their clients what became of them. */
  private static final int REMEMBERED = 100;

  private final BrokerConnection connection;
  private final Map<ByteBuffer, Open> open = new HashMap<>();
  private final Set<ByteBuffer> timedOut = new LinkedHashSet<>();

  TransactionTable(BrokerConnection connection) {
    this.connection = connection;
  }

  /** An open transaction. */
  private static final class Open {
    final Transaction transaction;
    final CoordinatorLink coordinator;
    final Session session;
    @Nullable EntityPath first;
    Runnable cancelTimeout = () -> {};

    Open(Transaction transaction, CoordinatorLink coordinator, Session session) {
      this.transaction = transaction;
      this.coordinator = coordinator;
      this.session = session;
    }
  }

  /** The id as a key: a {@link Binary} changes its hash code after the first call. */
  private static ByteBuffer key(@Nullable Binary id) {
    byte[] bytes = id == null ? null : id.asByteArray();
    return ByteBuffer.wrap(bytes == null ? new byte[0] : bytes);
  }

  /** Begins a transaction under an id. */
  void declare(Binary id, CoordinatorLink coordinator, Session session) {
    if (open.size() >= connection.settings().maxTransactions()) {
      throw new BrokerException(
          BrokerError.QUOTA_EXCEEDED,
          "A connection may have %d open transactions."
              .formatted(connection.settings().maxTransactions()));
    }
    open.put(key(id), new Open(connection.namespace().begin(), coordinator, session));
  }

  /**
   * Returns the transaction for an operation on an entity.
   *
   * @param session the session of the operation's link: only what shares the coordinator's session
   *     may touch more than one entity
   */
  Transaction join(Binary id, Session session, EntityPath entity) {
    Open found = require(id);
    if (found.first == null) {
      found.first = entity.main();
      found.cancelTimeout =
          connection
              .connection()
              .runAfter(
                  connection.settings().transactionTimeout().toMillis(), () -> timeOut(id, found));
    }
    if (!found.session.equals(session) && !found.first.equals(entity.main())) {
      throw new BrokerException(
          BrokerError.NOT_ALLOWED,
          "The transaction is about '%s'; '%s' may join only on the session of the coordinator."
              .formatted(found.first, entity));
    }
    return found.transaction;
  }

  /** One of a transaction's operations was refused. */
  void failed(Binary id, Throwable why) {
    Open found = open.get(key(id));
    if (found != null) {
      found.transaction.fail(WireError.of(why).description());
    }
  }

  private Open require(Binary id) {
    Open found = open.get(key(id));
    if (found == null) {
      throw timedOut.contains(key(id))
          ? new BrokerException(
              BrokerError.TRANSACTION_TIMEOUT,
              "The transaction was rolled back: it lasted longer than %d s."
                  .formatted(connection.settings().transactionTimeout().toSeconds()))
          : new BrokerException(
              BrokerError.TRANSACTION_UNKNOWN, "The transaction is unknown or has ended.");
    }
    return found;
  }

  /** Ends a transaction. */
  CompletableFuture<Void> discharge(Binary id, boolean fail) {
    Open found = require(id);
    open.remove(key(id));
    found.cancelTimeout.run();
    return fail ? found.transaction.rollback() : found.transaction.commit();
  }

  private void timeOut(Binary id, Open found) {
    if (open.remove(key(id), found)) {
      timedOut.add(key(id));
      if (timedOut.size() > REMEMBERED) {
        timedOut.remove(timedOut.iterator().next());
      }
      var unused = found.transaction.rollback();
    }
  }

  /** Rolls back what was declared on a coordinator link that is gone; null for all. */
  @SuppressWarnings("ReferenceEquality") // the very link
  void abandon(@Nullable CoordinatorLink coordinator) {
    for (Map.Entry<ByteBuffer, Open> entry : List.copyOf(open.entrySet())) {
      Open found = entry.getValue();
      if (coordinator == null || found.coordinator == coordinator) {
        open.remove(entry.getKey());
        found.cancelTimeout.run();
        var unused = found.transaction.rollback();
      }
    }
  }
}
