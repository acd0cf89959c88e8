package io.trunkline.server.adapter;

import io.trunkline.broker.BrokerError;
import io.trunkline.broker.BrokerException;
import io.trunkline.broker.Delivery;
import io.trunkline.broker.EntityPath;
import io.trunkline.broker.ReceiveMode;
import io.trunkline.broker.Settlement;
import io.trunkline.broker.service.MessageSource;
import io.trunkline.broker.service.MessagingNamespace;
import io.trunkline.identity.Caller;
import io.trunkline.workflows.connector.ConnectorException;
import io.trunkline.workflows.connector.ServiceBusPort.SessionChoice;
import io.trunkline.workflows.connector.ServiceBusPort.SessionMessage;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The sessions that workflows hold at the namespaces that this node leads. Like every lock they are
 * lost with the leader; who may listen at the entity may use them, as with lock tokens.
 */
final class WorkflowSessions {
  /** As many as the original keeps (reference/workflows.md §6.1). */
  private static final int MAX_SESSIONS = 1_500;

  private final Map<Key, HeldSession> held = new ConcurrentHashMap<>();

  private record Key(String namespace, String path, String session) {}

  private static Key key(MessagingNamespace namespace, EntityPath path, String session) {
    return new Key(namespace.id().toString(), path.folded(), session);
  }

  /** Receives from a session that is held, or locks it first where {@code choice} asks for it. */
  CompletableFuture<List<Delivery>> receive(
      MessagingNamespace namespace,
      MessageSource source,
      SessionChoice choice,
      int max,
      Duration wait) {
    Optional<HeldSession> known =
        choice.id().flatMap(id -> Optional.ofNullable(held.get(key(namespace, source.path(), id))));
    if (known.isPresent()) {
      return known.get().receive(max, wait);
    }
    if (!choice.acquire()) {
      return CompletableFuture.failedFuture(notHeld(choice.id().orElse("")));
    }
    return open(namespace, source, choice.id(), wait)
        .thenCompose(session -> session.receive(max, wait))
        .exceptionally(
            failure -> {
              if (cause(failure) instanceof BrokerException e && e.error() == BrokerError.TIMEOUT) {
                return List.of(); // no session has messages
              }
              throw failure instanceof CompletionException wrapped
                  ? wrapped
                  : new CompletionException(failure);
            });
  }

  private CompletableFuture<HeldSession> open(
      MessagingNamespace namespace, MessageSource source, Optional<String> id, Duration wait) {
    if (held.size() >= MAX_SESSIONS) {
      return CompletableFuture.failedFuture(
          new ConnectorException(
              429,
              "TooManySessions",
              "Workflows hold %d sessions here, which is the limit; close some."
                  .formatted(MAX_SESSIONS)));
    }
    HeldSession session =
        new HeldSession(source.path(), () -> held.values().removeIf(HeldSession::isEnded));
    return source
        .session(id.orElse(null), wait, ReceiveMode.PEEK_LOCK, session)
        .thenApply(
            receiver -> {
              session.openedBy(receiver);
              held.put(key(namespace, source.path(), receiver.sessionId()), session);
              if (session.isEnded()) {
                held.values().remove(session); // it ended while it was being noted
              }
              return session;
            });
  }

  /** Fetches deferred messages of a session, which is locked if it is not held yet. */
  CompletableFuture<List<Delivery>> receiveDeferred(
      MessagingNamespace namespace, MessageSource source, List<Long> numbers, String id) {
    HeldSession known = held.get(key(namespace, source.path(), id));
    CompletableFuture<HeldSession> opening =
        known == null
            ? open(namespace, source, Optional.of(id), Duration.ZERO)
            : CompletableFuture.completedFuture(known);
    return opening.thenCompose(
        session ->
            source
                .receiveDeferred(numbers, ReceiveMode.PEEK_LOCK, id)
                .thenApply(
                    found -> {
                      found.forEach(session::note);
                      return found;
                    }));
  }

  /**
   * Settles a message of a held session.
   *
   * @return or {@link ConnectorException} 410 where nobody holds it, 409 where several have its id
   */
  CompletableFuture<Void> settle(
      MessagingNamespace namespace, Caller caller, SessionMessage message, Settlement settlement) {
    record Found(HeldSession session, UUID token) {}
    List<Found> found = new ArrayList<>();
    held.forEach(
        (key, session) -> {
          if (key.namespace().equals(namespace.id().toString())) {
            tokens(session, message).forEach(token -> found.add(new Found(session, token)));
          }
        });
    if (found.isEmpty()) {
      return CompletableFuture.failedFuture(
          new ConnectorException(
              410,
              "MessageLockLost",
              "No session that workflows hold has the message '%s'; its lock may have ended."
                  .formatted(message.messageId().or(message::lockToken).orElse(""))));
    }
    if (found.size() > 1) {
      return CompletableFuture.failedFuture(
          new ConnectorException(
              409,
              "AmbiguousMessage",
              "%d messages of held sessions have the id '%s': name the lock token too."
                  .formatted(found.size(), message.messageId().orElse(""))));
    }
    Found one = found.getFirst();
    return namespace
        .source(caller, one.session().path())
        .settle(one.token(), settlement)
        .thenRun(() -> one.session().settled(one.token()));
  }

  private static List<UUID> tokens(HeldSession session, SessionMessage message) {
    if (message.lockToken().isEmpty()) {
      return session.tokensOf(message.messageId().orElse(""));
    }
    UUID token = WorkflowMessaging.token(message.lockToken().get());
    return session.has(token) ? List.of(token) : List.of();
  }

  CompletableFuture<Instant> renew(MessagingNamespace namespace, MessageSource source, String id) {
    return held.containsKey(key(namespace, source.path(), id))
        ? source.renewSession(id)
        : CompletableFuture.failedFuture(notHeld(id));
  }

  void close(MessagingNamespace namespace, MessageSource source, String id) {
    HeldSession session = held.remove(key(namespace, source.path(), id));
    if (session != null) {
      session.close();
    }
  }

  private static ConnectorException notHeld(String id) {
    return new ConnectorException(
        410, "SessionLockLost", "No workflow holds the session '%s'.".formatted(id));
  }

  private static Throwable cause(Throwable failure) {
    return failure instanceof CompletionException && failure.getCause() != null
        ? failure.getCause()
        : failure;
  }
}
