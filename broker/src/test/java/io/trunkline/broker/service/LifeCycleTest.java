package io.trunkline.broker.service;

import static io.trunkline.broker.service.BrokerHarness.failureOf;
import static io.trunkline.broker.service.BrokerHarness.message;
import static org.assertj.core.api.Assertions.assertThat;

import io.trunkline.broker.BrokerError;
import io.trunkline.broker.BrokerMessage;
import io.trunkline.broker.Delivery;
import io.trunkline.broker.EntityKind;
import io.trunkline.broker.EntityPath;
import io.trunkline.broker.EntityRuntime;
import io.trunkline.broker.EntityStatus;
import io.trunkline.broker.MessageProperties;
import io.trunkline.broker.MessageState;
import io.trunkline.broker.ReceiveMode;
import io.trunkline.broker.Settlement;
import io.trunkline.broker.StoredMessage;
import io.trunkline.broker.SubQueue;
import io.trunkline.broker.state.BrokerCommand;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What time, settings and limits do to messages. */
class LifeCycleTest {
  private static final EntityPath ORDERS = EntityPath.of("orders");

  private final BrokerHarness broker = new BrokerHarness();

  @AfterEach
  void close() {
    broker.close();
  }

  private static BrokerMessage living(String body, Duration ttl) {
    return message(body, MessageProperties.builder().timeToLive(ttl.toMillis()).build(), Map.of());
  }

  private static BrokerMessage identified(String body, String id) {
    return message(body, MessageProperties.builder().messageId(id).build(), Map.of());
  }

  private BrokerMessage scheduled(String body, Duration in) {
    long due = broker.clock.instant().plus(in).toEpochMilli();
    return message(body, MessageProperties.builder().scheduledEnqueueTime(due).build(), Map.of());
  }

  private EntityRuntime runtime(EntityPath path) {
    return Waiting.on(broker.namespace().runtime(path));
  }

  private MessageSink sink(EntityPath path) {
    return broker.namespace().sink(BrokerHarness.SYSTEM, path);
  }

  // ---- definitions --------------------------------------------------------------------------

  private void define(int maxDeliveryCount, long revision) {
    broker
        .namespace()
        .define(
            new BrokerCommand.PutEntity(
                ORDERS,
                EntityKind.QUEUE,
                new Settings().maxDeliveryCount(maxDeliveryCount).build(),
                revision));
  }

  private Optional<Long> maxDeliveryCount() {
    return broker
        .namespace()
        .describe(ORDERS)
        .map(entity -> (long) entity.settings().maxDeliveryCount());
  }

  @Test
  void whoHasBeenOvertakenChangesAndRemovesNothing() {
    define(7, 70);
    define(6, 60);
    broker.namespace().define(new BrokerCommand.RemoveEntity(ORDERS, 60));
    assertThat(maxDeliveryCount()).contains(7L);
    broker.restart();
    define(6, 60);
    assertThat(maxDeliveryCount()).contains(7L);
    define(8, 80);
    assertThat(maxDeliveryCount()).contains(8L);
    define(9, 0);
    assertThat(maxDeliveryCount()).as("who knows of no revisions is never too late").contains(9L);
    broker.namespace().define(new BrokerCommand.RemoveEntity(ORDERS, 80));
    assertThat(maxDeliveryCount()).isEmpty();
  }

  // ---- expiry -------------------------------------------------------------------------------

  @Test
  void expiredMessagesAreDroppedOrDeadLettered() {
    EntityPath dropping = broker.queue("dropping");
    EntityPath burying = broker.queue("burying", Settings::deadLetterOnExpiration);
    broker.send(dropping, living("a", Duration.ofSeconds(10)), living("b", Duration.ofHours(1)));
    broker.send(burying, living("a", Duration.ofSeconds(10)));
    broker.advance(Duration.ofSeconds(11));
    assertThat(broker.drain(dropping)).containsExactly("b");
    assertThat(runtime(dropping).total()).isZero();
    Delivery letter = broker.lock(burying.with(SubQueue.DEAD_LETTER), 1).getFirst();
    assertThat(letter.message().message().applicationProperties())
        .containsEntry("DeadLetterReason", "TTLExpiredException");
    assertThat(letter.message().expiresAt()).isEqualTo(Long.MAX_VALUE);
  }

  @Test
  void theEntitysTimeToLiveIsTheLongest() {
    EntityPath queue = broker.queue("short", s -> s.timeToLive(Duration.ofSeconds(10)));
    broker.send(queue, living("a", Duration.ofHours(1)));
    broker.restart();
    broker.advance(Duration.ofSeconds(11));
    assertThat(runtime(queue).total()).isZero();
  }

  @Test
  void aLockedMessageExpiresOnlyWhenItsLockEnds() {
    EntityPath queue = broker.queue("locked", Settings::deadLetterOnExpiration);
    broker.send(queue, living("a", Duration.ofSeconds(10)), living("b", Duration.ofSeconds(10)));
    Delivery held = broker.lock(queue, 1).getFirst();
    broker.advance(Duration.ofSeconds(30));
    assertThat(runtime(queue).deadLetter()).isEqualTo(1);
    broker.settle(queue, held, new Settlement.Abandon(Map.of()));
    assertThat(broker.lock(queue, 1)).isEmpty();
    broker.advance(Duration.ofMinutes(2));
    assertThat(runtime(queue).deadLetter()).isEqualTo(2);
    assertThat(runtime(queue).active()).isZero();
  }

  // ---- schedule, defer, peek ----------------------------------------------------------------

  @Test
  void scheduledMessagesComeWhenDueWithANewNumber() {
    EntityPath queue = broker.queue("orders");
    long number =
        broker.send(queue, scheduled("later", Duration.ofMinutes(5)), message("now")).getFirst();
    assertThat(runtime(queue).scheduled()).isEqualTo(1);
    assertThat(broker.drain(queue)).containsExactly("now");
    broker.restart();
    broker.advance(Duration.ofMinutes(5));
    Delivery delivery = broker.lock(queue, 1).getFirst();
    assertThat(delivery.message().sequenceNumber()).isGreaterThan(number);
    assertThat(delivery.message().enqueuedAt()).isEqualTo(broker.clock.instant().toEpochMilli());
    assertThat(failureOf(sink(queue).cancelScheduled(List.of(number))).error())
        .isEqualTo(BrokerError.MESSAGE_NOT_FOUND);
  }

  @Test
  void aTimeThatHasPassedMeansNow() {
    EntityPath queue = broker.queue("orders");
    broker.send(queue, scheduled("a", Duration.ofSeconds(-1)));
    assertThat(broker.drain(queue)).containsExactly("a");
  }

  @Test
  void deferredMessagesComeOnlyByNumber() {
    EntityPath queue = broker.queue("orders");
    broker.send(queue, "a");
    broker.settle(
        queue, broker.lock(queue, 1).getFirst(), new Settlement.Defer(Map.of("why", "early")));
    broker.restart();
    assertThat(broker.lock(queue, 1)).isEmpty();
    MessageSource source = broker.source(queue);
    assertThat(
            failureOf(source.receiveDeferred(List.of(1L, 2L), ReceiveMode.PEEK_LOCK, null)).error())
        .isEqualTo(BrokerError.MESSAGE_NOT_FOUND);
    Delivery first =
        Waiting.on(source.receiveDeferred(List.of(1L), ReceiveMode.PEEK_LOCK, null)).getFirst();
    assertThat(first.message().state()).isEqualTo(MessageState.DEFERRED);
    assertThat(first.message().message().applicationProperties()).containsEntry("why", "early");
    assertThat(failureOf(source.receiveDeferred(List.of(1L), ReceiveMode.PEEK_LOCK, null)).error())
        .isEqualTo(BrokerError.MESSAGE_NOT_FOUND);
    broker.settle(queue, first, new Settlement.Abandon(Map.of()));
    Delivery again =
        Waiting.on(source.receiveDeferred(List.of(1L), ReceiveMode.RECEIVE_AND_DELETE, null))
            .getFirst();
    assertThat(again.message().deliveryCount()).isEqualTo(1);
    assertThat(runtime(queue).total()).isZero();
  }

  @Test
  void peekShowsEverythingInOrderAndTouchesNothing() {
    EntityPath queue = broker.queue("orders");
    broker.send(queue, message("a"), scheduled("b", Duration.ofHours(1)), message("c"));
    Delivery held = broker.lock(queue, 1).getFirst();
    List<StoredMessage> seen = Waiting.on(broker.source(queue).peek(0, 10, null));
    assertThat(seen).extracting(StoredMessage::sequenceNumber).containsExactly(1L, 2L, 3L);
    assertThat(seen)
        .extracting(StoredMessage::state)
        .containsExactly(MessageState.ACTIVE, MessageState.SCHEDULED, MessageState.ACTIVE);
    assertThat(Waiting.on(broker.source(queue).peek(2, 1, null)))
        .extracting(StoredMessage::sequenceNumber)
        .containsExactly(2L);
    broker.settle(queue, held, new Settlement.Complete());
  }

  @Test
  void batchDeleteSparesLockedAndYoungerMessages() {
    EntityPath queue = broker.queue("orders");
    broker.send(queue, "a", "b", "c");
    Delivery held = broker.lock(queue, 1).getFirst();
    broker.advance(Duration.ofSeconds(5));
    Instant before = broker.clock.instant();
    broker.send(queue, "d");
    assertThat(Waiting.on(broker.source(queue).delete(10, before, null))).isEqualTo(2);
    broker.settle(queue, held, new Settlement.Release());
    assertThat(broker.drain(queue)).containsExactly("a", "d");
  }

  // ---- duplicates ---------------------------------------------------------------------------

  @Test
  void aDuplicateIsAcceptedAndDroppedWithinTheWindow() {
    EntityPath queue = broker.queue("once", s -> s.duplicates(Duration.ofMinutes(1)));
    assertThat(broker.send(queue, identified("a", "1"), identified("b", "1")))
        .containsExactly(1L, 0L);
    assertThat(broker.drain(queue)).containsExactly("a");
    broker.restart();
    broker.send(queue, identified("c", "1"), identified("d", "2"));
    assertThat(broker.drain(queue)).containsExactly("d");
    broker.advance(Duration.ofMinutes(2));
    broker.send(queue, identified("e", "1"));
    assertThat(broker.drain(queue)).containsExactly("e");
  }

  // ---- forwarding ---------------------------------------------------------------------------

  @Test
  void messagesMoveOnThroughChainsAndTopics() {
    EntityPath target = broker.queue("target");
    broker.topic("hub");
    EntityPath spoke = broker.subscription("hub", "spoke", s -> s.forwardTo("target"));
    broker.rule(spoke, "all", "1=1", null);
    EntityPath source = broker.queue("source", s -> s.forwardTo("hub"));
    broker.send(source, "a");
    Delivery arrived = broker.lock(target, 1).getFirst();
    assertThat(BrokerHarness.body(arrived)).isEqualTo("a");
    assertThat(arrived.message().enqueuedSequenceNumber()).isEqualTo(1);
    assertThat(
            failureOf(broker.source(source).receiver(ReceiveMode.PEEK_LOCK, new Deliveries()))
                .error())
        .isEqualTo(BrokerError.NOT_ALLOWED);
  }

  @Test
  void aForwardingLoopEndsInTheDeadLetters() {
    EntityPath one = broker.queue("one", s -> s.forwardTo("two"));
    EntityPath two = broker.queue("two", s -> s.forwardTo("one"));
    broker.send(one, "a");
    Delivery letter = broker.lock(one.with(SubQueue.DEAD_LETTER), 1).getFirst();
    assertThat(letter.message().message().applicationProperties())
        .containsEntry("DeadLetterReason", "MaxTransferHopCountExceeded");
    assertThat(runtime(two).total()).isZero();
  }

  @Test
  void whatCannotBeForwardedIsDeadLettered() {
    EntityPath source = broker.queue("source", s -> s.forwardTo("nowhere"));
    broker.send(source, "a");
    assertThat(broker.drain(source.with(SubQueue.DEAD_LETTER))).containsExactly("a");
  }

  @Test
  void deadLettersMoveOnWithTheirSource() {
    EntityPath morgue = broker.queue("morgue");
    EntityPath queue = broker.queue("orders", s -> s.forwardDeadLettersTo("morgue"));
    broker.send(queue, "a");
    broker.settle(
        queue, broker.lock(queue, 1).getFirst(), new Settlement.DeadLetter("bad", null, Map.of()));
    Delivery letter = broker.lock(morgue, 1).getFirst();
    assertThat(letter.message().deadLetterSource()).isEqualTo("orders");
    assertThat(letter.message().message().applicationProperties())
        .containsEntry("DeadLetterReason", "bad");
  }

  @Test
  void messagesThatWereThereBeforeMoveOnWhenForwardingBegins() {
    EntityPath target = broker.queue("target");
    EntityPath source = broker.queue("source");
    Deliveries open = broker.receive(source, ReceiveMode.PEEK_LOCK, 0);
    broker.send(source, "a", "b");
    broker.put(source, EntityKind.QUEUE, s -> s.forwardTo("target"));
    broker.settle();
    assertThat(open.end()).as("nobody may receive there").isNotNull();
    assertThat(open.end().error()).isEqualTo(BrokerError.NOT_ALLOWED);
    assertThat(broker.drain(target)).containsExactly("a", "b");
  }

  // ---- limits and status --------------------------------------------------------------------

  @Test
  void sizesAreLimitedAndABatchIsAtomic() {
    EntityPath queue = broker.queue("small", s -> s.maxMessage(10).maxSize(25));
    assertThat(failureOf(sink(queue).send(List.of(message("ok"), message("x".repeat(11))))).error())
        .isEqualTo(BrokerError.MESSAGE_SIZE_EXCEEDED);
    assertThat(runtime(queue).total()).isZero();
    broker.send(queue, "x".repeat(10), "x".repeat(10));
    assertThat(failureOf(sink(queue).send(List.of(message("x".repeat(6))))).error())
        .isEqualTo(BrokerError.QUOTA_EXCEEDED);
    broker.drain(queue);
    broker.send(queue, "x".repeat(6));
  }

  @Test
  void whatDoesNotFitInOneLogEntryIsTooLarge() {
    EntityPath queue = broker.queue("large", s -> s.maxMessage(10L << 20));
    assertThat(failureOf(sink(queue).send(List.of(message("x".repeat(3 << 20))))).error())
        .isEqualTo(BrokerError.MESSAGE_SIZE_EXCEEDED);
  }

  @Test
  void idsAndPropertiesAreLimited() {
    EntityPath queue = broker.queue("orders");
    assertThat(failureOf(sink(queue).send(List.of(identified("a", "x".repeat(129))))).error())
        .isEqualTo(BrokerError.ARGUMENT_OUT_OF_RANGE);
    BrokerMessage heavy = message("a", MessageProperties.NONE, Map.of("big", "x".repeat(40 << 10)));
    assertThat(failureOf(sink(queue).send(List.of(heavy))).error())
        .isEqualTo(BrokerError.QUOTA_EXCEEDED);
    BrokerMessage mixed =
        message(
            "a", MessageProperties.builder().sessionId("a").partitionKey("b").build(), Map.of());
    assertThat(failureOf(sink(queue).send(List.of(mixed))).error())
        .isEqualTo(BrokerError.NOT_ALLOWED);
  }

  @Test
  void aDisabledSideIsClosedAndItsReceiversEnd() {
    EntityPath queue = broker.queue("orders");
    MessageSink sink = sink(queue);
    Deliveries deliveries = broker.receive(queue, ReceiveMode.PEEK_LOCK, 1);
    broker.put(queue, EntityKind.QUEUE, s -> s.status(EntityStatus.DISABLED));
    broker.settle();
    assertThat(deliveries.end()).isNotNull();
    assertThat(deliveries.end().error()).isEqualTo(BrokerError.ENTITY_DISABLED);
    assertThat(failureOf(sink.send(List.of(message("a")))).error())
        .isEqualTo(BrokerError.ENTITY_DISABLED);
    broker.put(queue, EntityKind.QUEUE, s -> s.status(EntityStatus.RECEIVE_DISABLED));
    broker.send(queue, "a");
    assertThat(runtime(queue).active()).isEqualTo(1);
  }

  @Test
  void removingAnEntityEndsItsReceiversAndForgetsItsMessages() {
    EntityPath queue = broker.queue("orders");
    broker.send(queue, "a", "b");
    Deliveries deliveries = broker.receive(queue, ReceiveMode.PEEK_LOCK, 1);
    MessageSink sink = sink(queue);
    broker.remove(queue);
    broker.settle();
    assertThat(deliveries.end().error()).isEqualTo(BrokerError.ENTITY_NOT_FOUND);
    assertThat(failureOf(sink.send(List.of(message("c")))).error())
        .isEqualTo(BrokerError.ENTITY_NOT_FOUND);
    broker.queue("orders");
    assertThat(broker.drain(queue)).isEmpty();
  }

  @Test
  void anIdleEntityIsDeletedUnlessSomebodyReceives() {
    EntityPath queue = broker.queue("idle", s -> s.deleteOnIdle(Duration.ofMinutes(5)));
    Deliveries listening = new Deliveries();
    MessageReceiver receiver =
        Waiting.on(broker.source(queue).receiver(ReceiveMode.PEEK_LOCK, listening));
    broker.advance(Duration.ofMinutes(6));
    assertThat(broker.deleted).isEmpty();
    receiver.close();
    broker.settle();
    broker.advance(Duration.ofMinutes(6));
    broker.advance(Duration.ofMinutes(6));
    Awaitility.await()
        .untilAsserted(() -> assertThat(broker.deleted).contains(broker.namespace().idOf(queue)));
  }
}
