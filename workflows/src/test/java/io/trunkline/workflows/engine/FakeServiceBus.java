package io.trunkline.workflows.engine;

import io.trunkline.identity.Caller;
import io.trunkline.workflows.connector.ConnectorException;
import io.trunkline.workflows.connector.ServiceBusPort;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/** Queues in memory; keeps what was sent and how messages were settled. */
final class FakeServiceBus implements ServiceBusPort {
  record Sent(
      String namespace, String entity, OutgoingMessage message, Caller caller, String key) {}

  record Settled(String entityPath, String lockToken, Settlement settlement, Caller caller) {}

  final List<Sent> sent = new CopyOnWriteArrayList<>();
  final List<Settled> settled = new CopyOnWriteArrayList<>();
  final List<String> sessions = new CopyOnWriteArrayList<>();
  private final Map<String, List<LockedMessage>> waiting = new LinkedHashMap<>();
  private final Map<String, LockedMessage> locked = new LinkedHashMap<>();
  private int nextSequence = 1;

  /** How many attempts of each send fail: told by the attempt in the idempotency key. */
  volatile int failingAttempts;

  void arrive(String entityPath, String json, Map<String, Object> properties) {
    arrive(entityPath, null, json, properties);
  }

  synchronized void arrive(
      String entityPath, @Nullable String session, String json, Map<String, Object> properties) {
    OutgoingMessage content =
        new OutgoingMessage(
            json.getBytes(StandardCharsets.UTF_8),
            Optional.of("application/json"),
            Optional.of("m" + nextSequence),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.ofNullable(session),
            Optional.empty(),
            Optional.empty(),
            properties);
    LockedMessage message =
        new LockedMessage(
            content,
            "lock-" + nextSequence,
            nextSequence,
            nextSequence,
            Instant.EPOCH,
            Instant.EPOCH.plusSeconds(60),
            Optional.empty(),
            1,
            Optional.empty());
    nextSequence++;
    waiting.computeIfAbsent(entityPath, key -> new ArrayList<>()).add(message);
  }

  @Override
  public Caller callerOf(String connectionString) {
    throw new ConnectorException(401, "Unauthorized", "no keys here");
  }

  @Override
  public synchronized CompletionStage<Void> send(
      String namespace,
      String entity,
      List<OutgoingMessage> messages,
      Caller caller,
      String idempotencyKey) {
    int attempt = Integer.parseInt(idempotencyKey.split("/", -1)[1]);
    if (attempt <= failingAttempts) {
      return CompletableFuture.failedFuture(
          new ConnectorException(503, "ServerBusy", "The namespace is busy."));
    }
    if (!caller.label().contains("sender")) {
      return CompletableFuture.failedFuture(
          new ConnectorException(403, "Forbidden", caller.label() + " may not send."));
    }
    boolean repeated = sent.stream().anyMatch(one -> one.key().equals(idempotencyKey));
    if (!repeated) {
      messages.forEach(
          message -> sent.add(new Sent(namespace, entity, message, caller, idempotencyKey)));
    }
    return CompletableFuture.completedFuture(null);
  }

  @Override
  public synchronized CompletionStage<List<LockedMessage>> receiveAndLock(
      String namespace, String entityPath, int maxCount, Duration maxWait, Caller caller) {
    List<LockedMessage> queue = waiting.getOrDefault(entityPath, List.of());
    List<LockedMessage> taken = List.copyOf(queue.subList(0, Math.min(maxCount, queue.size())));
    if (!taken.isEmpty()) {
      queue.subList(0, taken.size()).clear();
      taken.forEach(message -> locked.put(message.lockToken(), message));
    }
    return CompletableFuture.completedFuture(taken);
  }

  /** Each entity is one session; what is asked of it is noted. */
  @Override
  public synchronized CompletionStage<List<LockedMessage>> receiveFromSession(
      String namespace,
      String entityPath,
      SessionChoice session,
      int maxCount,
      Duration maxWait,
      Caller caller) {
    sessions.add("receive " + session.id().orElse("next"));
    return receiveAndLock(namespace, entityPath, maxCount, maxWait, caller);
  }

  @Override
  public CompletionStage<List<LockedMessage>> receiveDeferred(
      String namespace,
      String entityPath,
      List<Long> sequenceNumbers,
      Optional<String> session,
      Caller caller) {
    return CompletableFuture.completedFuture(List.of());
  }

  @Override
  public synchronized CompletionStage<Void> settleInSession(
      String namespace, SessionMessage message, Settlement settlement, Caller caller) {
    String token =
        locked.values().stream()
            .filter(one -> one.content().messageId().equals(message.messageId()))
            .map(LockedMessage::lockToken)
            .findFirst()
            .orElse("");
    return settle(namespace, "in session", token, settlement, caller);
  }

  @Override
  public CompletionStage<Instant> renewSession(
      String namespace, String entityPath, String session, Caller caller) {
    sessions.add("renew " + session);
    return CompletableFuture.completedFuture(Instant.EPOCH.plusSeconds(120));
  }

  @Override
  public CompletionStage<Void> closeSession(
      String namespace, String entityPath, String session, Caller caller) {
    sessions.add("close " + session);
    return CompletableFuture.completedFuture(null);
  }

  @Override
  public synchronized CompletionStage<Void> settle(
      String namespace, String entityPath, String lockToken, Settlement settlement, Caller caller) {
    if (locked.remove(lockToken) == null) {
      return CompletableFuture.failedFuture(
          new ConnectorException(410, "MessageLockLost", "The lock is lost."));
    }
    settled.add(new Settled(entityPath, lockToken, settlement, caller));
    return CompletableFuture.completedFuture(null);
  }

  @Override
  public CompletionStage<Instant> renewLock(
      String namespace, String entityPath, String lockToken, Caller caller) {
    return CompletableFuture.completedFuture(Instant.EPOCH.plusSeconds(120));
  }
}
