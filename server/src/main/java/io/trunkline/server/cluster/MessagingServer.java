package io.trunkline.server.cluster;

import io.trunkline.identity.Caller;
import io.trunkline.identity.Callers;
import io.trunkline.server.cluster.MessagingCall.Answer;
import io.trunkline.workflows.connector.ConnectorException;
import io.trunkline.workflows.connector.ServiceBusPort;
import io.trunkline.workflows.connector.ServiceBusPort.LockedMessage;
import io.trunkline.workflows.connector.ServiceBusPort.Settlement;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Carries out what workflows on other nodes ask of the namespaces that are led here. */
public final class MessagingServer {
  private static final Logger LOG = LoggerFactory.getLogger(MessagingServer.class);
  private final ServiceBusPort local;

  public MessagingServer(ServiceBusPort local) {
    this.local = local;
  }

  /** Blocks until the call has ended. */
  byte[] answer(byte[] bytes) {
    MessagingCall call = MessagingCall.CODEC.decode(bytes);
    Caller caller = Callers.read(call.caller());
    String namespace = call.namespace();
    Answer answer =
        switch (call) {
          case MessagingCall.Receive it ->
              messages(
                  local.receiveAndLock(
                      namespace, it.entityPath(), it.maxCount(), it.maxWait(), caller));
          case MessagingCall.ReceiveFromSession it ->
              messages(
                  local.receiveFromSession(
                      namespace,
                      it.entityPath(),
                      it.session(),
                      it.maxCount(),
                      it.maxWait(),
                      caller));
          case MessagingCall.ReceiveDeferred it ->
              messages(
                  local.receiveDeferred(
                      namespace, it.entityPath(), it.sequenceNumbers(), it.session(), caller));
          case MessagingCall.Settle it ->
              done(
                  local.settle(
                      namespace,
                      it.entityPath(),
                      it.lockToken(),
                      settlement(it.kind(), it.reason(), it.description()),
                      caller));
          case MessagingCall.SettleInSession it ->
              done(
                  local.settleInSession(
                      namespace,
                      it.message(),
                      settlement(
                          it.outcome().kind(), it.outcome().reason(), it.outcome().description()),
                      caller));
          case MessagingCall.Renew it ->
              renewed(local.renewLock(namespace, it.entityPath(), it.lockToken(), caller));
          case MessagingCall.RenewSession it ->
              renewed(local.renewSession(namespace, it.entityPath(), it.session(), caller));
          case MessagingCall.CloseSession it ->
              done(local.closeSession(namespace, it.entityPath(), it.session(), caller));
        };
    return Answer.CODEC.encode(answer);
  }

  private static Settlement settlement(
      String kind, Optional<String> reason, Optional<String> description) {
    return switch (kind) {
      case "complete" -> new Settlement.Complete();
      case "abandon" -> new Settlement.Abandon();
      case "defer" -> new Settlement.Defer();
      case "dead-letter" -> new Settlement.DeadLetter(reason, description);
      default -> throw new IllegalArgumentException("not a settlement: " + kind);
    };
  }

  private static Answer done(CompletionStage<Void> stage) {
    return ended(stage, done -> good(List.of(), Optional.empty()));
  }

  private static Answer renewed(CompletionStage<Instant> stage) {
    return ended(stage, until -> good(List.of(), Optional.of(until)));
  }

  private static Answer messages(CompletionStage<List<LockedMessage>> receiving) {
    return ended(receiving, found -> good(found, Optional.empty()));
  }

  private static Answer good(List<LockedMessage> messages, Optional<Instant> lockedUntil) {
    return new Answer(200, Optional.empty(), Optional.empty(), messages, lockedUntil);
  }

  private static <T> Answer ended(CompletionStage<T> stage, Function<T, Answer> answer) {
    try {
      return answer.apply(stage.toCompletableFuture().join());
    } catch (CompletionException e) {
      if (e.getCause() instanceof ConnectorException refused) {
        return new Answer(
            refused.statusCode(),
            Optional.of(refused.code()),
            Optional.of(String.valueOf(refused.getMessage())),
            List.of(),
            Optional.empty());
      }
      LOG.error("A workflow's call to the broker failed; please report this", e.getCause());
      return new Answer(
          500,
          Optional.of("InternalServerError"),
          Optional.of("The broker failed."),
          List.of(),
          Optional.empty());
    }
  }
}
