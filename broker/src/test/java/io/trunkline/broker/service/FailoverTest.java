package io.trunkline.broker.service;

import static io.trunkline.broker.service.BrokerHarness.failureOf;
import static io.trunkline.broker.service.BrokerHarness.inSession;
import static io.trunkline.broker.service.BrokerHarness.message;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.trunkline.broker.BrokerError;
import io.trunkline.broker.BrokerMessage;
import io.trunkline.broker.Delivery;
import io.trunkline.broker.EntityPath;
import io.trunkline.broker.MessageProperties;
import io.trunkline.broker.ReceiveMode;
import io.trunkline.broker.Settlement;
import io.trunkline.broker.SubQueue;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * The ways in which a broker loses or doubles something when another replica takes over, by name.
 * Whoever takes over has what was committed and nothing else, as after {@link
 * BrokerHarness#restart}.
 */
class FailoverTest {
  private static final Settlement COMPLETE = new Settlement.Complete();
  private static final Settlement DEAD_LETTER = new Settlement.DeadLetter("bad", "very", Map.of());

  private final BrokerHarness broker = new BrokerHarness();

  @AfterEach
  void close() {
    broker.close();
  }

  private Delivery lockOne(EntityPath queue) {
    List<Delivery> locked = broker.lock(queue, 10);
    assertThat(locked).hasSize(1);
    return locked.getFirst();
  }

  private void assertLost(EntityPath queue, Delivery delivery, Settlement settlement) {
    assertThat(failureOf(broker.source(queue).settle(delivery.lockToken(), settlement)).error())
        .isEqualTo(BrokerError.MESSAGE_LOCK_LOST);
  }

  @Test
  void doubleLock() {
    EntityPath queue = broker.queue("orders");
    broker.send(queue, "a");
    Delivery before = lockOne(queue);
    broker.restart();
    Delivery after = lockOne(queue);
    assertLost(queue, before, COMPLETE);
    assertThat(broker.lock(queue, 1)).as("a third receiver").isEmpty();
    broker.settle(queue, after, COMPLETE);
    assertThat(broker.drain(queue)).isEmpty();
  }

  /** It may have been deposed, and somebody else be done with what it would give out. */
  @Test
  void aLeaderThatIsCutOffGivesNothingOut() {
    EntityPath queue = broker.queue("orders");
    EntityPath sessions = broker.queue("sessions", Settings::sessions);
    Deliveries open = broker.receive(queue, ReceiveMode.PEEK_LOCK, 1);
    broker.send(queue, "a", "b", "c");
    assertThat(open.bodies()).containsExactly("a");
    broker.send(sessions, inSession("d", "s"));
    Delivery deferred = broker.lock(queue, 1).getFirst();
    broker.settle(queue, deferred, new Settlement.Defer(Map.of()));

    broker.log().cutOff(true);
    CompletableFuture<List<Delivery>> pulled =
        broker.source(queue).receive(1, Duration.ZERO, ReceiveMode.PEEK_LOCK);
    CompletableFuture<List<Delivery>> byNumber =
        broker
            .source(queue)
            .receiveDeferred(
                List.of(deferred.message().sequenceNumber()), ReceiveMode.PEEK_LOCK, null);
    CompletableFuture<SessionReceiver> session =
        broker
            .source(sessions)
            .session("s", Duration.ZERO, ReceiveMode.PEEK_LOCK, new Deliveries());
    broker.settle();
    assertThat(List.of(pulled, byNumber, session)).noneMatch(CompletableFuture::isDone);

    broker.log().cutOff(false);
    broker.advance(Duration.ofSeconds(1));
    assertThat(pulled.join()).extracting(BrokerHarness::body).containsExactly("c");
    assertThat(byNumber.join()).extracting(BrokerHarness::body).containsExactly("b");
    assertThat(session.join().sessionId()).isEqualTo("s");
  }

  /** What waits to be given out when the leader is deposed is available on the next one. */
  @Test
  void whatALeaderWasCutOffWithIsNotLost() {
    EntityPath queue = broker.queue("orders", it -> it.maxDeliveryCount(1));
    broker.send(queue, "a", "b");
    broker.log().cutOff(true);
    CompletableFuture<List<Delivery>> pulled =
        broker.source(queue).receive(1, Duration.ZERO, ReceiveMode.PEEK_LOCK);
    Deliveries gone = new Deliveries();
    MessageReceiver closing =
        Waiting.on(broker.source(queue).receiver(ReceiveMode.PEEK_LOCK, gone));
    closing.allow(1);
    closing.close();
    broker.settle();
    broker.log().cutOff(false);
    broker.advance(Duration.ofSeconds(1));
    assertThat(gone.bodies()).as("of a receiver that has closed meanwhile").isEmpty();
    Delivery first = pulled.join().getFirst();
    assertThat(broker.lock(queue, 2)).extracting(BrokerHarness::body).containsExactly("b");
    broker.settle(queue, first, COMPLETE);

    broker.send(queue, "c");
    broker.log().cutOff(true);
    CompletableFuture<List<Delivery>> late =
        broker.source(queue).receive(1, Duration.ZERO, ReceiveMode.PEEK_LOCK);
    broker.settle();
    broker.log().depose();
    broker.settle();
    assertThat(late).isCompletedExceptionally();
  }

  @Test
  void doubleSettle() {
    EntityPath queue = broker.queue("orders");
    broker.send(queue, "a", "b");
    Delivery first = broker.lock(queue, 1).getFirst();
    broker.settle(queue, first, COMPLETE);
    broker.restart();
    assertLost(queue, first, COMPLETE);
    assertLost(queue, first, DEAD_LETTER);
    assertThat(broker.drain(queue)).containsExactly("b");
  }

  @Test
  void duplicateDetectionWindow() {
    EntityPath queue = broker.queue("orders", it -> it.duplicates(Duration.ofMinutes(10)));
    broker.send(queue, withId("a", "1"));
    broker.restart();
    broker.send(queue, withId("again", "1"));
    broker.advance(Duration.ofMinutes(9));
    broker.restart();
    broker.send(queue, withId("once more", "1"));
    assertThat(broker.drain(queue)).containsExactly("a");
    broker.advance(Duration.ofMinutes(11));
    broker.restart();
    broker.send(queue, withId("another", "1"));
    assertThat(broker.drain(queue)).containsExactly("another");
  }

  private static BrokerMessage withId(String body, String id) {
    return message(body, MessageProperties.builder().messageId(id).build(), Map.of());
  }

  @Test
  void scheduledMessage() {
    EntityPath queue = broker.queue("orders");
    long due = broker.clock.instant().plus(Duration.ofMinutes(5)).toEpochMilli();
    broker.send(
        queue,
        message("later", MessageProperties.builder().scheduledEnqueueTime(due).build(), Map.of()));
    broker.restart();
    broker.advance(Duration.ofMinutes(4));
    assertThat(broker.lock(queue, 10)).as("before its time").isEmpty();
    broker.restart();
    broker.advance(Duration.ofMinutes(2));
    broker.restart();
    assertThat(broker.drain(queue)).containsExactly("later");
    broker.restart();
    broker.advance(Duration.ofHours(1));
    assertThat(broker.drain(queue)).as("once").isEmpty();
  }

  @Test
  void sessionStateOlderThanItsMessages() {
    EntityPath queue = broker.queue("talk", Settings::sessions);
    broker.send(queue, inSession("a", "s"), inSession("b", "s"));
    Deliveries deliveries = new Deliveries();
    accept(queue, deliveries);
    Waiting.on(broker.source(queue).setSessionState("s", "a is done".getBytes(UTF_8)));
    broker.settle(queue, deliveries.all().getFirst(), COMPLETE);
    broker.restart();
    Deliveries rest = new Deliveries();
    accept(queue, rest);
    assertThat(Waiting.on(broker.source(queue).sessionState("s")).map(it -> new String(it, UTF_8)))
        .contains("a is done");
    assertThat(rest.bodies()).containsExactly("b");
  }

  private void accept(EntityPath queue, Deliveries deliveries) {
    SessionReceiver receiver =
        Waiting.on(
            broker.source(queue).session("s", Duration.ZERO, ReceiveMode.PEEK_LOCK, deliveries));
    receiver.allow(10);
    broker.settle();
  }

  @Test
  void deadLetterLostBetweenCopyAndDelete() {
    EntityPath queue = broker.queue("orders");
    EntityPath letters = queue.with(SubQueue.DEAD_LETTER);
    broker.send(queue, "a");
    Delivery delivery = lockOne(queue);
    broker.log().holdCommits();
    CompletableFuture<Void> moved = broker.source(queue).settle(delivery.lockToken(), DEAD_LETTER);
    await().until(() -> broker.log().uncommittedEntries() > 0);
    assertThat(broker.log().uncommittedEntries()).as("copy and delete are one entry").isOne();
    broker.log().dropUncommitted();
    broker.restart();
    assertThat(moved).isCompletedExceptionally();
    assertThat(broker.lock(letters, 10)).as("not moved: no copy").isEmpty();
    broker.settle(queue, lockOne(queue), DEAD_LETTER);
    broker.restart();
    assertThat(broker.drain(queue)).as("moved: no original").isEmpty();
    assertThat(broker.drain(letters)).containsExactly("a");
  }

  @Test
  void clockJumpThatExpiresLocks() {
    EntityPath queue = broker.queue("orders", it -> it.lock(Duration.ofSeconds(30)));
    broker.send(queue, "a");
    Delivery before = lockOne(queue);
    broker.advance(Duration.ofDays(1));
    assertLost(queue, before, COMPLETE);
    Delivery after = lockOne(queue);
    assertThat(after.message().deliveryCount()).as("a failed delivery").isOne();
    assertLost(queue, before, COMPLETE);
    broker.settle(queue, after, COMPLETE);
    assertThat(broker.drain(queue)).isEmpty();
  }
}
