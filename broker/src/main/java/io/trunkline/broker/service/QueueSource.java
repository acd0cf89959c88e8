package io.trunkline.broker.service;

import io.trunkline.broker.BrokerError;
import io.trunkline.broker.BrokerException;
import io.trunkline.broker.BrokerLimits;
import io.trunkline.broker.Delivery;
import io.trunkline.broker.DeliveryListener;
import io.trunkline.broker.EntityPath;
import io.trunkline.broker.LargeBody;
import io.trunkline.broker.ReceiveMode;
import io.trunkline.broker.Settlement;
import io.trunkline.broker.StoredMessage;
import io.trunkline.broker.effects.MessageConsumer;
import io.trunkline.broker.effects.NamespaceLeader;
import io.trunkline.broker.effects.QueueDispatcher;
import io.trunkline.broker.filter.MessageFilter;
import io.trunkline.broker.state.BrokerCommand;
import io.trunkline.broker.state.BrokerMachine;
import io.trunkline.broker.state.QueueId;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** Receives from one queue. */
final class QueueSource implements MessageSource {
  private final LeaderThread leader;
  private final NamespaceLeader namespace;
  private final InstantSource clock;
  private final EntityPath path;
  private final QueueId queue;
  private final boolean requiresSession;
  private final QueueBrowser browser;
  private final LargeBodies bodies;

  QueueSource(
      LeaderThread leader,
      NamespaceLeader namespace,
      BrokerMachine machine,
      BrokerLimits limits,
      InstantSource clock,
      EntityPath path,
      QueueId queue,
      boolean requiresSession) {
    this.leader = leader;
    this.namespace = namespace;
    this.clock = clock;
    this.path = path;
    this.queue = queue;
    this.requiresSession = requiresSession;
    this.bodies = new LargeBodies(leader, machine);
    this.browser = new QueueBrowser(leader, machine, limits, queue);
  }

  @Override
  public EntityPath path() {
    return path;
  }

  @Override
  public boolean requiresSession() {
    return requiresSession;
  }

  private QueueDispatcher dispatcher() {
    return namespace.dispatcher(path);
  }

  @Override
  public CompletableFuture<MessageReceiver> receiver(
      ReceiveMode mode, DeliveryListener listener, @Nullable String selector) {
    return leader.call(
        () -> {
          MessageFilter filter = selector == null ? null : browser.filter(selector);
          QueueDispatcher dispatcher = dispatcher();
          return CompletableFuture.completedFuture(
              new QueueReceiver(leader, dispatcher, dispatcher.open(mode, listener, filter)));
        });
  }

  @Override
  public CompletableFuture<List<StoredMessage>> browse(
      long from, int max, @Nullable String selector) {
    return leader.call(() -> browser.browse(from, max, selector));
  }

  @Override
  public CompletableFuture<SessionReceiver> session(
      @Nullable String sessionId, Duration wait, ReceiveMode mode, DeliveryListener listener) {
    CompletableFuture<SessionReceiver> result = new CompletableFuture<>();
    var ran =
        leader.run(
            () -> {
              try {
                QueueDispatcher dispatcher = dispatcher();
                CompletableFuture<MessageConsumer> opening =
                    dispatcher.openSession(sessionId, wait.toMillis(), mode, listener);
                var unused = result.whenComplete((_, _) -> opening.cancel(false));
                var ignored =
                    opening.whenComplete(
                        (consumer, failure) -> {
                          if (failure != null) {
                            result.completeExceptionally(failure);
                          } else {
                            accepted(dispatcher, consumer, result);
                          }
                        });
              } catch (BrokerException e) {
                result.completeExceptionally(e);
              }
            });
    var unused =
        ran.exceptionally(
            failure -> {
              result.completeExceptionally(failure);
              return null;
            });
    return result;
  }

  /** A session is locked; who asked for it may have given up in the meantime. */
  private void accepted(
      QueueDispatcher dispatcher,
      MessageConsumer consumer,
      CompletableFuture<SessionReceiver> result) {
    var unused =
        dispatcher
            .locked()
            .whenComplete(
                (_, failure) -> {
                  if (failure != null) {
                    result.completeExceptionally(failure);
                  } else if (!result.complete(new QueueReceiver(leader, dispatcher, consumer))) {
                    dispatcher.close(consumer);
                  }
                });
  }

  @Override
  public CompletableFuture<List<Delivery>> receive(int max, Duration wait, ReceiveMode mode) {
    CompletableFuture<List<Delivery>> receiving =
        leader.call(
            () -> {
              long now = clock.millis();
              return PullRequest.start(
                  leader, namespace, dispatcher(), mode, max, now, now + wait.toMillis());
            });
    return LeaderThread.relay(
        receiving
            .thenCompose(bodies::whole)
            .thenCompose(
                whole ->
                    mode == ReceiveMode.PEEK_LOCK
                        ? CompletableFuture.completedFuture(whole)
                        : removeLocked(whole)),
        new CompletableFuture<>());
  }

  /** Removes the large messages of a receiver that deletes: they were locked until here. */
  private CompletableFuture<List<Delivery>> removeLocked(List<Delivery> deliveries) {
    return CompletableFuture.allOf(
            deliveries.stream()
                .filter(Delivery::isLocked)
                .map(delivery -> settle(delivery.lockToken(), new Settlement.Complete()))
                .toArray(CompletableFuture[]::new))
        .thenApply(done -> deliveries);
  }

  @Override
  public CompletableFuture<Optional<byte[]>> piece(LargeBody body, int index) {
    return bodies.piece(body, index);
  }

  @Override
  public CompletableFuture<List<Delivery>> whole(List<Delivery> deliveries) {
    return LeaderThread.relay(bodies.whole(deliveries), new CompletableFuture<>());
  }

  @Override
  public CompletableFuture<Long> locked(UUID lockToken) {
    return leader.call(
        () -> CompletableFuture.completedFuture(dispatcher().settling().locked(lockToken)));
  }

  @Override
  public CompletableFuture<Void> settle(UUID lockToken, Settlement settlement) {
    return leader.call(() -> dispatcher().settling().settle(lockToken, settlement));
  }

  @Override
  public CompletableFuture<Map<UUID, BrokerException>> complete(List<UUID> lockTokens) {
    return leader.call(() -> dispatcher().settling().complete(lockTokens));
  }

  @Override
  public CompletableFuture<Void> settle(
      UUID lockToken, Settlement settlement, Transaction transaction, boolean forgotten) {
    return ((PendingTransaction) transaction)
        .add(() -> dispatcher().settling().enlist(lockToken, settlement, forgotten));
  }

  @Override
  public CompletableFuture<Instant> renew(UUID lockToken) {
    return leader.call(() -> dispatcher().settling().renew(lockToken));
  }

  @Override
  public CompletableFuture<List<Delivery>> receiveDeferred(
      List<Long> sequenceNumbers, ReceiveMode mode, @Nullable String sessionId) {
    return leader.call(
        () -> dispatcher().receiveDeferred(List.copyOf(sequenceNumbers), mode, sessionId));
  }

  @Override
  public CompletableFuture<List<StoredMessage>> peek(
      long from, int max, @Nullable String sessionId) {
    return browser.peek(from, max, sessionId);
  }

  @Override
  public CompletableFuture<Integer> delete(int max, Instant before, @Nullable String sessionId) {
    return browser.delete(max, before, sessionId);
  }

  @Override
  public CompletableFuture<Instant> renewSession(String sessionId) {
    return leader.call(() -> dispatcher().renewSession(sessionId));
  }

  @Override
  public CompletableFuture<Optional<byte[]>> sessionState(String sessionId) {
    return leader.call(
        () -> {
          requireHeld(sessionId);
          return browser.sessionState(sessionId);
        });
  }

  @Override
  public CompletableFuture<Void> setSessionState(String sessionId, byte @Nullable [] state) {
    return leader.call(
        () -> {
          requireHeld(sessionId);
          return leader.submit(new BrokerCommand.SetSessionState(queue.entity(), sessionId, state));
        });
  }

  private void requireHeld(String sessionId) {
    if (!dispatcher().holdsSession(sessionId)) {
      throw new BrokerException(
          BrokerError.SESSION_LOCK_LOST, "Session '" + sessionId + "' is not locked.");
    }
  }

  @Override
  public CompletableFuture<List<String>> sessions(
      Optional<Instant> updatedSince, int skip, int top) {
    return browser.sessions(updatedSince, skip, top);
  }
}
