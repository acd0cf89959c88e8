package io.trunkline.workflows.local;

import io.trunkline.identity.Caller;
import io.trunkline.workflows.connector.ConnectorException;
import io.trunkline.workflows.connector.ServiceBusPort;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** A Service Bus that has no namespaces. */
public final class NoServiceBus implements ServiceBusPort {
  private static <T> CompletionStage<T> none() {
    return CompletableFuture.failedFuture(refusal());
  }

  private static ConnectorException refusal() {
    return new ConnectorException(
        404, "NamespaceNotFound", "There is no messaging in a local run: give the action a mock.");
  }

  @Override
  public Caller callerOf(String connectionString) {
    throw refusal();
  }

  @Override
  public CompletionStage<Void> send(
      String namespace,
      String entity,
      List<OutgoingMessage> messages,
      Caller caller,
      String idempotencyKey) {
    return none();
  }

  @Override
  public CompletionStage<List<LockedMessage>> receiveAndLock(
      String namespace, String entityPath, int maxCount, Duration maxWait, Caller caller) {
    return none();
  }

  @Override
  public CompletionStage<List<LockedMessage>> receiveFromSession(
      String namespace,
      String entityPath,
      SessionChoice session,
      int maxCount,
      Duration maxWait,
      Caller caller) {
    return none();
  }

  @Override
  public CompletionStage<List<LockedMessage>> receiveDeferred(
      String namespace,
      String entityPath,
      List<Long> sequenceNumbers,
      Optional<String> session,
      Caller caller) {
    return none();
  }

  @Override
  public CompletionStage<Void> settleInSession(
      String namespace, SessionMessage message, Settlement settlement, Caller caller) {
    return none();
  }

  @Override
  public CompletionStage<Instant> renewSession(
      String namespace, String entityPath, String session, Caller caller) {
    return none();
  }

  @Override
  public CompletionStage<Void> closeSession(
      String namespace, String entityPath, String session, Caller caller) {
    return none();
  }

  @Override
  public CompletionStage<Void> settle(
      String namespace, String entityPath, String lockToken, Settlement settlement, Caller caller) {
    return none();
  }

  @Override
  public CompletionStage<Instant> renewLock(
      String namespace, String entityPath, String lockToken, Caller caller) {
    return none();
  }
}
