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
    String path = call.entityPath();
    Answer answer =
        switch (call) {
          case MessagingCall.Receive it ->
              messages(local.receiveAndLock(namespace, path, it.maxCount(), it.maxWait(), caller));
          case MessagingCall.ReceiveDeferred it ->
              messages(local.receiveDeferred(namespace, path, it.sequenceNumbers(), caller));
          case MessagingCall.Settle it ->
              ended(
                  local.settle(namespace, path, it.lockToken(), settlement(it), caller),
                  done -> good(List.of(), Optional.empty()));
          case MessagingCall.Renew it ->
              ended(
                  local.renewLock(namespace, path, it.lockToken(), caller),
                  until -> good(List.of(), Optional.of(until)));
        };
    return Answer.CODEC.encode(answer);
  }

  private static Settlement settlement(MessagingCall.Settle call) {
    return switch (call.kind()) {
      case "complete" -> new Settlement.Complete();
      case "abandon" -> new Settlement.Abandon();
      case "defer" -> new Settlement.Defer();
      case "dead-letter" -> new Settlement.DeadLetter(call.reason(), call.description());
      default -> throw new IllegalArgumentException("not a settlement: " + call.kind());
    };
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
