package io.trunkline.server.cluster;

import io.trunkline.broker.service.Broker;
import io.trunkline.broker.service.MessagingNamespace;
import io.trunkline.identity.Caller;
import io.trunkline.identity.Callers;
import io.trunkline.net.http.HttpReply;
import io.trunkline.net.http.NodeCalls;
import io.trunkline.net.relay.Destination;
import io.trunkline.server.cluster.MessagingCall.Answer;
import io.trunkline.workflows.connector.ConnectorException;
import io.trunkline.workflows.connector.ServiceBusPort;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Gives workflows the namespaces of every node. Sending is a command and works anywhere; locks are
 * the leader's, so what has to do with them goes to the node that leads the namespace.
 */
public final class ClusterMessaging implements ServiceBusPort {
  private static final Duration SHORT = Duration.ofSeconds(30);

  private final ServiceBusPort local;
  private final Broker broker;
  private final ShardLeaders leaders;
  private final Supplier<NodeCalls> calls;

  /**
   * @param local the broker of this node
   * @param calls asked only where there are other nodes
   */
  public ClusterMessaging(
      ServiceBusPort local, Broker broker, ShardLeaders leaders, Supplier<NodeCalls> calls) {
    this.local = local;
    this.broker = broker;
    this.leaders = leaders;
    this.calls = calls;
  }

  @Override
  public Caller callerOf(String connectionString) {
    return local.callerOf(connectionString);
  }

  @Override
  public CompletionStage<Void> send(
      String namespace,
      String entity,
      List<OutgoingMessage> messages,
      Caller caller,
      String idempotencyKey) {
    return local.send(namespace, entity, messages, caller, idempotencyKey);
  }

  @Override
  public CompletionStage<List<LockedMessage>> receiveAndLock(
      String namespace, String entityPath, int maxCount, Duration maxWait, Caller caller) {
    return atLeader(
        new MessagingCall.Receive(namespace, entityPath, Callers.write(caller), maxCount, maxWait),
        SHORT.plus(maxWait),
        () -> local.receiveAndLock(namespace, entityPath, maxCount, maxWait, caller),
        Answer::messages);
  }

  @Override
  public CompletionStage<List<LockedMessage>> receiveFromSession(
      String namespace,
      String entityPath,
      SessionChoice session,
      int maxCount,
      Duration maxWait,
      Caller caller) {
    return atLeader(
        new MessagingCall.ReceiveFromSession(
            namespace, entityPath, Callers.write(caller), session, maxCount, maxWait),
        // it may wait for the session and then for its first message
        SHORT.plus(maxWait.multipliedBy(2)),
        () -> local.receiveFromSession(namespace, entityPath, session, maxCount, maxWait, caller),
        Answer::messages);
  }

  @Override
  public CompletionStage<List<LockedMessage>> receiveDeferred(
      String namespace,
      String entityPath,
      List<Long> sequenceNumbers,
      Optional<String> session,
      Caller caller) {
    return atLeader(
        new MessagingCall.ReceiveDeferred(
            namespace, entityPath, Callers.write(caller), sequenceNumbers, session),
        SHORT,
        () -> local.receiveDeferred(namespace, entityPath, sequenceNumbers, session, caller),
        Answer::messages);
  }

  @Override
  public CompletionStage<Void> settle(
      String namespace, String entityPath, String lockToken, Settlement settlement, Caller caller) {
    MessagingCall.Outcome outcome = outcome(settlement);
    return atLeader(
        new MessagingCall.Settle(
            namespace,
            entityPath,
            Callers.write(caller),
            lockToken,
            outcome.kind(),
            outcome.reason(),
            outcome.description()),
        SHORT,
        () -> local.settle(namespace, entityPath, lockToken, settlement, caller),
        answer -> null);
  }

  @Override
  public CompletionStage<Void> settleInSession(
      String namespace, SessionMessage message, Settlement settlement, Caller caller) {
    return atLeader(
        new MessagingCall.SettleInSession(
            namespace, Callers.write(caller), message, outcome(settlement)),
        SHORT,
        () -> local.settleInSession(namespace, message, settlement, caller),
        answer -> null);
  }

  private static MessagingCall.Outcome outcome(Settlement settlement) {
    return switch (settlement) {
      case Settlement.Complete() -> outcome("complete");
      case Settlement.Abandon() -> outcome("abandon");
      case Settlement.Defer() -> outcome("defer");
      case Settlement.DeadLetter why ->
          new MessagingCall.Outcome("dead-letter", why.reason(), why.description());
    };
  }

  private static MessagingCall.Outcome outcome(String kind) {
    return new MessagingCall.Outcome(kind, Optional.empty(), Optional.empty());
  }

  @Override
  public CompletionStage<Instant> renewSession(
      String namespace, String entityPath, String session, Caller caller) {
    return atLeader(
        new MessagingCall.RenewSession(namespace, entityPath, Callers.write(caller), session),
        SHORT,
        () -> local.renewSession(namespace, entityPath, session, caller),
        answer -> answer.lockedUntil().orElseThrow());
  }

  @Override
  public CompletionStage<Void> closeSession(
      String namespace, String entityPath, String session, Caller caller) {
    return atLeader(
        new MessagingCall.CloseSession(namespace, entityPath, Callers.write(caller), session),
        SHORT,
        () -> local.closeSession(namespace, entityPath, session, caller),
        answer -> null);
  }

  @Override
  public CompletionStage<Instant> renewLock(
      String namespace, String entityPath, String lockToken, Caller caller) {
    return atLeader(
        new MessagingCall.Renew(namespace, entityPath, Callers.write(caller), lockToken),
        SHORT,
        () -> local.renewLock(namespace, entityPath, lockToken, caller),
        answer -> answer.lockedUntil().orElseThrow());
  }

  private <T> CompletionStage<T> atLeader(
      MessagingCall call,
      Duration timeout,
      Supplier<CompletionStage<T>> here,
      Function<Answer, T> result) {
    Optional<MessagingNamespace> namespace =
        broker.forHost(call.namespace().toLowerCase(Locale.ROOT));
    if (namespace.isEmpty() || namespace.get().leads()) {
      return here.get(); // which refuses an unknown namespace
    }
    String shard = namespace.get().shard().value();
    return leaders
        .find(shard)
        .thenCompose(
            leader -> {
              if (leader.isEmpty()) {
                return CompletableFuture.failedFuture(busy());
              }
              return leader.get().here()
                  ? here.get()
                  : ask(leader.get(), shard, call, timeout).thenApply(result);
            });
  }

  private CompletionStage<Answer> ask(
      Destination leader, String shard, MessagingCall call, Duration timeout) {
    byte[] bytes = MessagingCall.CODEC.encode(call);
    return calls
        .get()
        .call(leader, NodePlane.NAME, shard, NodePlane.MESSAGING, bytes, timeout)
        .handle((reply, failure) -> answer(reply, failure));
  }

  private static Answer answer(HttpReply reply, Throwable failure) {
    if (failure != null || reply.status() != 200) {
      // Not reached, or not the leader any more: a lock there is lost, a receive is made again.
      throw busy();
    }
    Answer answer = Answer.CODEC.decode(reply.body());
    if (answer.status() != 200) {
      throw new ConnectorException(
          answer.status(), answer.code().orElse(""), answer.message().orElse(""));
    }
    return answer;
  }

  private static ConnectorException busy() {
    return new ConnectorException(
        503, "ServerBusy", "The namespace has no leader within reach; try again.");
  }
}
