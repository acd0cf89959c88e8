package io.trunkline.broker.service;

import static io.trunkline.broker.service.BrokerHarness.failureOf;
import static io.trunkline.broker.service.BrokerHarness.inSession;
import static io.trunkline.broker.service.BrokerHarness.message;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.trunkline.broker.BrokerError;
import io.trunkline.broker.Delivery;
import io.trunkline.broker.EntityPath;
import io.trunkline.broker.ReceiveMode;
import io.trunkline.broker.Settlement;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class SessionTest {
  private static final Duration WAIT = Duration.ofSeconds(30);

  private final BrokerHarness broker = new BrokerHarness();
  private final EntityPath queue = broker.queue("orders", Settings::sessions);
  private final Deliveries deliveries = new Deliveries();

  @AfterEach
  void close() {
    broker.close();
  }

  private CompletableFuture<SessionReceiver> accept(@Nullable String id, Deliveries to) {
    return broker.source(queue).session(id, WAIT, ReceiveMode.PEEK_LOCK, to);
  }

  private SessionReceiver accepted(@Nullable String id) {
    SessionReceiver receiver = Waiting.on(accept(id, deliveries));
    receiver.allow(100);
    broker.settle();
    return receiver;
  }

  @Test
  void aSessionsMessagesGoToOneReceiverInOrder() {
    broker.send(queue, inSession("a1", "a"), inSession("b1", "b"), inSession("a2", "a"));
    SessionReceiver receiver = accepted("a");
    assertThat(receiver.sessionId()).isEqualTo("a");
    assertThat(receiver.lockedUntil())
        .isEqualTo(broker.clock.instant().plusSeconds(60).toEpochMilli());
    broker.send(queue, inSession("a3", "a"));
    broker.settle();
    assertThat(deliveries.bodies()).containsExactly("a1", "a2", "a3");
    assertThat(failureOf(accept("a", new Deliveries())).error())
        .isEqualTo(BrokerError.SESSION_CANNOT_BE_LOCKED);
  }

  @Test
  void theNextSessionIsTheOneThatWaitedLongest() {
    broker.send(queue, inSession("b1", "b"), inSession("a1", "a"));
    assertThat(accepted(null).sessionId()).isEqualTo("b");
    assertThat(Waiting.on(accept(null, new Deliveries())).sessionId()).isEqualTo("a");
  }

  @Test
  void waitingForTheNextSessionEndsWithOneOrInTime() {
    CompletableFuture<SessionReceiver> waiting = accept(null, deliveries);
    broker.settle();
    assertThat(waiting).isNotDone();
    broker.send(queue, inSession("a1", "a"));
    assertThat(Waiting.on(waiting).sessionId()).isEqualTo("a");
    CompletableFuture<SessionReceiver> late = accept(null, new Deliveries());
    broker.advance(WAIT.plusSeconds(1));
    assertThat(failureOf(late).error()).isEqualTo(BrokerError.TIMEOUT);
  }

  @Test
  void whoGaveUpWaitingDoesNotGetTheSession() {
    CompletableFuture<SessionReceiver> given = accept(null, new Deliveries());
    broker.settle();
    given.cancel(false);
    broker.settle();
    broker.send(queue, inSession("a1", "a"));
    broker.settle();
    assertThat(Waiting.on(accept("a", new Deliveries())).sessionId()).isEqualTo("a");
  }

  @Test
  void closingUnlocksAtOnceAndCountsNothing() {
    broker.send(queue, inSession("a1", "a"), inSession("a2", "a"));
    SessionReceiver receiver = accepted("a");
    Delivery first = deliveries.all().getFirst();
    receiver.close();
    broker.settle();
    assertThat(
            failureOf(broker.source(queue).settle(first.lockToken(), new Settlement.Complete()))
                .error())
        .isEqualTo(BrokerError.SESSION_LOCK_LOST);
    Deliveries again = new Deliveries();
    Waiting.on(accept("a", again)).allow(100);
    broker.settle();
    assertThat(again.bodies()).containsExactly("a1", "a2");
    assertThat(again.all().getFirst().message().deliveryCount()).isZero();
  }

  @Test
  void anExpiredSessionLockEndsTheReceiverAndCounts() {
    broker.send(queue, inSession("a1", "a"));
    accepted("a");
    broker.advance(Duration.ofSeconds(61));
    assertThat(deliveries.end()).isNotNull();
    assertThat(deliveries.end().error()).isEqualTo(BrokerError.SESSION_LOCK_LOST);
    Deliveries again = new Deliveries();
    Waiting.on(accept("a", again)).allow(1);
    broker.settle();
    assertThat(again.all().getFirst().message().deliveryCount()).isEqualTo(1);
  }

  @Test
  void renewingKeepsTheSessionAndItsMessages() {
    broker.send(queue, inSession("a1", "a"));
    accepted("a");
    broker.advance(Duration.ofSeconds(50));
    Instant until = Waiting.on(broker.source(queue).renewSession("a"));
    assertThat(until).isEqualTo(broker.clock.instant().plusSeconds(60));
    broker.advance(Duration.ofSeconds(50));
    broker.settle(queue, deliveries.all().getFirst(), new Settlement.Complete());
    assertThat(failureOf(broker.source(queue).renewSession("other")).error())
        .isEqualTo(BrokerError.SESSION_LOCK_LOST);
  }

  @Test
  void anAbandonedMessageComesBackToTheHeadOfItsSession() {
    broker.send(queue, inSession("a1", "a"), inSession("a2", "a"));
    SessionReceiver receiver = Waiting.on(accept("a", deliveries));
    receiver.allow(1);
    broker.settle();
    broker.settle(queue, deliveries.all().getFirst(), new Settlement.Abandon(Map.of()));
    receiver.allow(3);
    broker.settle();
    assertThat(deliveries.bodies()).containsExactly("a1", "a1", "a2");
  }

  @Test
  void stateIsKeptForTheHolderAndSurvives() {
    assertThat(failureOf(broker.source(queue).setSessionState("a", new byte[1])).error())
        .isEqualTo(BrokerError.SESSION_LOCK_LOST);
    accepted("a");
    assertThat(Waiting.on(broker.source(queue).sessionState("a"))).isEmpty();
    Waiting.on(broker.source(queue).setSessionState("a", "half".getBytes(UTF_8)));
    assertThat(failureOf(broker.source(queue).setSessionState("a", new byte[300 << 10])).error())
        .isEqualTo(BrokerError.QUOTA_EXCEEDED);
    EntityPath premium = broker.queue("premium", it -> it.sessions().maxMessage(1 << 20));
    broker.send(premium, inSession("x", "a"));
    SessionReceiver held =
        Waiting.on(
            broker
                .source(premium)
                .session("a", Duration.ZERO, ReceiveMode.PEEK_LOCK, new Deliveries()));
    Waiting.on(broker.source(premium).setSessionState("a", new byte[1 << 20]));
    assertThat(
            failureOf(broker.source(premium).setSessionState("a", new byte[(1 << 20) + 1])).error())
        .isEqualTo(BrokerError.QUOTA_EXCEEDED);
    held.close();
    broker.restart();
    Waiting.on(accept("a", new Deliveries()));
    assertThat(Waiting.on(broker.source(queue).sessionState("a")).map(s -> new String(s, UTF_8)))
        .contains("half");
    assertThat(Waiting.on(broker.namespace().runtime(queue)).sizeInBytes()).isEqualTo(4);
    Waiting.on(broker.source(queue).setSessionState("a", null));
    assertThat(Waiting.on(broker.source(queue).sessionState("a"))).isEmpty();
  }

  @Test
  void sessionsAreListedByMessagesOrByStateChange() {
    broker.send(queue, inSession("x", "b"), inSession("x", "a"));
    accepted("c");
    Waiting.on(broker.source(queue).setSessionState("c", new byte[1]));
    Instant before = broker.clock.instant().minusSeconds(1);
    assertThat(Waiting.on(broker.source(queue).sessions(Optional.empty(), 0, 10)))
        .containsExactly("a", "b", "c");
    assertThat(Waiting.on(broker.source(queue).sessions(Optional.empty(), 1, 1)))
        .containsExactly("b");
    assertThat(Waiting.on(broker.source(queue).sessions(Optional.of(before), 0, 10)))
        .containsExactly("c");
  }

  @Test
  void sessionsAndPlainReceiversDoNotMix() {
    assertThat(failureOf(broker.source(queue).receiver(ReceiveMode.PEEK_LOCK, deliveries)).error())
        .isEqualTo(BrokerError.NOT_ALLOWED);
    EntityPath plain = broker.queue("plain");
    assertThat(
            failureOf(broker.source(plain).session(null, WAIT, ReceiveMode.PEEK_LOCK, deliveries))
                .error())
        .isEqualTo(BrokerError.NOT_ALLOWED);
    MessageSink sink = broker.namespace().sink(BrokerHarness.SYSTEM, queue);
    assertThat(failureOf(sink.send(List.of(message("no session")))).error())
        .isEqualTo(BrokerError.NOT_ALLOWED);
  }

  @Test
  void deferredMessagesNeedTheSession() {
    broker.send(queue, inSession("a1", "a"));
    accepted("a");
    broker.settle(queue, deliveries.all().getFirst(), new Settlement.Defer(Map.of()));
    MessageSource source = broker.source(queue);
    assertThat(failureOf(source.receiveDeferred(List.of(1L), ReceiveMode.PEEK_LOCK, "b")).error())
        .isEqualTo(BrokerError.SESSION_LOCK_LOST);
    Delivery deferred =
        Waiting.on(source.receiveDeferred(List.of(1L), ReceiveMode.PEEK_LOCK, "a")).getFirst();
    broker.settle(queue, deferred, new Settlement.Complete());
    assertThat(Waiting.on(broker.namespace().runtime(queue)).total()).isZero();
  }
}
