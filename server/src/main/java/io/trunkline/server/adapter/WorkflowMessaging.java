package io.trunkline.server.adapter;

import io.trunkline.broker.BrokerException;
import io.trunkline.broker.EntityPath;
import io.trunkline.broker.ReceiveMode;
import io.trunkline.broker.service.Broker;
import io.trunkline.broker.service.MessageSource;
import io.trunkline.broker.service.MessagingNamespace;
import io.trunkline.identity.AccessDeniedException;
import io.trunkline.identity.Caller;
import io.trunkline.identity.InvalidCredentialException;
import io.trunkline.kernel.IdSource;
import io.trunkline.kernel.ShardUnavailableException;
import io.trunkline.workflows.connector.ConnectorException;
import io.trunkline.workflows.connector.ServiceBusPort;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/** Gives workflows the broker of this node, under the rights of the caller they act as. */
public final class WorkflowMessaging implements ServiceBusPort {
  private final Broker broker;
  private final Gate gate;
  private final IdSource ids;
  private final WorkflowSessions sessions = new WorkflowSessions();

  /** Holds a call back until it can be carried out. */
  @FunctionalInterface
  public interface Gate {
    <T> CompletionStage<T> whenReady(Supplier<CompletionStage<T>> work);
  }

  /**
   * @param ids for messages that come without an id
   */
  public WorkflowMessaging(Broker broker, Gate gate, IdSource ids) {
    this.broker = broker;
    this.gate = gate;
    this.ids = ids;
  }

  @Override
  public Caller callerOf(String connectionString) {
    Map<String, String> parts = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    for (String part : connectionString.split(";", -1)) {
      int equals = part.indexOf('=');
      if (equals > 0) {
        parts.put(part.substring(0, equals).strip(), part.substring(equals + 1));
      }
    }
    try {
      String host = URI.create(parts.getOrDefault("Endpoint", "")).getHost();
      return namespace(host == null ? "" : host)
          .verifyKey(
              parts.getOrDefault("SharedAccessKeyName", ""),
              parts.getOrDefault("SharedAccessKey", ""));
    } catch (InvalidCredentialException | IllegalArgumentException e) {
      throw new ConnectorException(401, "Unauthorized", e.getMessage());
    }
  }

  @Override
  public CompletionStage<Void> send(
      String namespace,
      String entity,
      List<OutgoingMessage> messages,
      Caller caller,
      String idempotencyKey) {
    return translated(
        () ->
            namespace(namespace)
                .sink(caller, EntityPath.parse(entity))
                .send(messages.stream().map(message -> Messages.outgoing(message, ids)).toList())
                .thenApply(sent -> null));
  }

  @Override
  public CompletionStage<List<LockedMessage>> receiveAndLock(
      String namespace, String entityPath, int maxCount, Duration maxWait, Caller caller) {
    return translated(
        () ->
            source(namespace, entityPath, caller)
                .receive(maxCount, maxWait, ReceiveMode.PEEK_LOCK)
                .thenApply(found -> found.stream().map(Messages::locked).toList()));
  }

  @Override
  public CompletionStage<List<LockedMessage>> receiveFromSession(
      String namespace,
      String entityPath,
      SessionChoice session,
      int maxCount,
      Duration maxWait,
      Caller caller) {
    return translated(
        () -> {
          MessageSource source = source(namespace, entityPath, caller);
          return sessions
              .receive(namespace(namespace), source, session, maxCount, maxWait)
              .thenCompose(source::whole)
              .thenApply(found -> found.stream().map(Messages::locked).toList());
        });
  }

  @Override
  public CompletionStage<List<LockedMessage>> receiveDeferred(
      String namespace,
      String entityPath,
      List<Long> sequenceNumbers,
      Optional<String> session,
      Caller caller) {
    return translated(
        () -> {
          MessageSource source = source(namespace, entityPath, caller);
          return (session.isPresent()
                  ? sessions.receiveDeferred(
                      namespace(namespace), source, sequenceNumbers, session.get())
                  : source.receiveDeferred(sequenceNumbers, ReceiveMode.PEEK_LOCK, null))
              .thenCompose(source::whole)
              .thenApply(found -> found.stream().map(Messages::locked).toList());
        });
  }

  @Override
  public CompletionStage<Void> settle(
      String namespace, String entityPath, String lockToken, Settlement settlement, Caller caller) {
    return translated(
        () -> source(namespace, entityPath, caller).settle(token(lockToken), decided(settlement)));
  }

  @Override
  public CompletionStage<Instant> renewLock(
      String namespace, String entityPath, String lockToken, Caller caller) {
    return translated(() -> source(namespace, entityPath, caller).renew(token(lockToken)));
  }

  @Override
  public CompletionStage<Void> settleInSession(
      String namespace, SessionMessage message, Settlement settlement, Caller caller) {
    return translated(
        () -> sessions.settle(namespace(namespace), caller, message, decided(settlement)));
  }

  @Override
  public CompletionStage<Instant> renewSession(
      String namespace, String entityPath, String session, Caller caller) {
    return translated(
        () -> sessions.renew(namespace(namespace), source(namespace, entityPath, caller), session));
  }

  @Override
  public CompletionStage<Void> closeSession(
      String namespace, String entityPath, String session, Caller caller) {
    return translated(
        () -> {
          sessions.close(namespace(namespace), source(namespace, entityPath, caller), session);
          return CompletableFuture.completedFuture(null);
        });
  }

  private static io.trunkline.broker.Settlement decided(Settlement settlement) {
    return switch (settlement) {
      case Settlement.Complete() -> new io.trunkline.broker.Settlement.Complete();
      case Settlement.Abandon() -> new io.trunkline.broker.Settlement.Abandon(Map.of());
      case Settlement.Defer() -> new io.trunkline.broker.Settlement.Defer(Map.of());
      case Settlement.DeadLetter deadLetter ->
          new io.trunkline.broker.Settlement.DeadLetter(
              deadLetter.reason().orElse(null), deadLetter.description().orElse(null), Map.of());
    };
  }

  private MessageSource source(String namespace, String entityPath, Caller caller) {
    return namespace(namespace).source(caller, EntityPath.parse(entityPath));
  }

  private MessagingNamespace namespace(String host) {
    return broker
        .forHost(host.toLowerCase(Locale.ROOT))
        .orElseThrow(
            () ->
                new ConnectorException(
                    404, "NamespaceNotFound", "There is no messaging namespace '" + host + "'."));
  }

  /**
   * Reads a lock token.
   *
   * @throws ConnectorException 400 {@code InvalidLockToken}
   */
  static UUID token(String lockToken) {
    try {
      return UUID.fromString(lockToken);
    } catch (IllegalArgumentException e) {
      throw new ConnectorException(
          400, "InvalidLockToken", "'" + lockToken + "' is not a lock token.");
    }
  }

  private <T> CompletionStage<T> translated(Supplier<CompletableFuture<T>> call) {
    return gate.whenReady(() -> called(call));
  }

  private static <T> CompletionStage<T> called(Supplier<CompletableFuture<T>> call) {
    CompletableFuture<T> future;
    try {
      future = call.get();
    } catch (RuntimeException e) {
      return CompletableFuture.failedFuture(translate(e));
    }
    return future.exceptionallyCompose(
        failure -> CompletableFuture.failedFuture(translate(failure)));
  }

  private static Throwable translate(Throwable failure) {
    Throwable cause =
        failure instanceof CompletionException && failure.getCause() != null
            ? failure.getCause()
            : failure;
    return switch (cause) {
      case AccessDeniedException e -> new ConnectorException(403, "Forbidden", e.getMessage());
      case InvalidCredentialException e ->
          new ConnectorException(401, "Unauthorized", e.getMessage());
      case ShardUnavailableException e ->
          new ConnectorException(503, "ServerBusy", "The broker is busy; try again.");
      case BrokerException e -> refused(e);
      default -> cause;
    };
  }

  private static ConnectorException refused(BrokerException e) {
    return switch (e.error()) {
      case ENTITY_NOT_FOUND, MESSAGE_NOT_FOUND ->
          new ConnectorException(404, e.error().name(), e.getMessage());
      case MESSAGE_LOCK_LOST -> new ConnectorException(410, "MessageLockLost", e.getMessage());
      case SESSION_LOCK_LOST -> new ConnectorException(410, "SessionLockLost", e.getMessage());
      case SESSION_CANNOT_BE_LOCKED ->
          new ConnectorException(409, "SessionCannotBeLocked", e.getMessage());
      case QUOTA_EXCEEDED -> new ConnectorException(429, "QuotaExceeded", e.getMessage());
      case MESSAGE_SIZE_EXCEEDED ->
          new ConnectorException(413, "MessageSizeExceeded", e.getMessage());
      default -> new ConnectorException(400, e.error().name(), e.getMessage());
    };
  }
}
