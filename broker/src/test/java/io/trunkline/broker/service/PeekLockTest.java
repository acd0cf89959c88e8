package io.trunkline.broker.service;

import static io.trunkline.broker.service.BrokerHarness.failureOf;
import static org.assertj.core.api.Assertions.assertThat;

import io.trunkline.broker.BrokerError;
import io.trunkline.broker.Delivery;
import io.trunkline.broker.EntityPath;
import io.trunkline.broker.ReceiveMode;
import io.trunkline.broker.Settlement;
import io.trunkline.broker.SubQueue;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class PeekLockTest {
  private static final Settlement COMPLETE = new Settlement.Complete();
  private static final Settlement ABANDON = new Settlement.Abandon(Map.of());

  private final BrokerHarness broker = new BrokerHarness();
  private final EntityPath queue = broker.queue("orders", settings -> settings.maxDeliveryCount(3));

  @AfterEach
  void close() {
    broker.close();
  }

  @Test
  void messagesArriveInOrderWithGrowingNumbers() {
    List<Long> numbers = broker.send(queue, "a", "b");
    numbers = List.of(numbers.get(0), numbers.get(1), broker.send(queue, "c").getFirst());
    assertThat(numbers).containsExactly(1L, 2L, 3L);
    assertThat(broker.receive(queue, ReceiveMode.PEEK_LOCK, 10).bodies())
        .containsExactly("a", "b", "c");
  }

  @Test
  void nothingIsDeliveredBeyondCredit() {
    broker.send(queue, "a", "b", "c");
    Deliveries deliveries = new Deliveries();
    MessageReceiver receiver =
        Waiting.on(broker.source(queue).receiver(ReceiveMode.PEEK_LOCK, deliveries));
    receiver.allow(2);
    broker.settle();
    assertThat(deliveries.bodies()).containsExactly("a", "b");
    receiver.allow(3);
    broker.settle();
    assertThat(deliveries.bodies()).containsExactly("a", "b", "c");
  }

  @Test
  void drainDeliversWhatThereIsAndTakesTheRestOfTheCreditBack() {
    broker.send(queue, "a");
    Deliveries deliveries = new Deliveries();
    MessageReceiver receiver =
        Waiting.on(broker.source(queue).receiver(ReceiveMode.PEEK_LOCK, deliveries));
    receiver.allow(5);
    assertThat(Waiting.on(receiver.drain())).isEqualTo(1);
    broker.send(queue, "b");
    broker.settle();
    assertThat(deliveries.bodies()).containsExactly("a");
  }

  @Test
  void receiversShareTheMessages() {
    Deliveries first = broker.receive(queue, ReceiveMode.PEEK_LOCK, 10);
    Deliveries second = broker.receive(queue, ReceiveMode.PEEK_LOCK, 10);
    broker.send(queue, "a", "b", "c", "d");
    broker.settle();
    assertThat(first.bodies()).hasSize(2);
    assertThat(second.bodies()).hasSize(2);
    assertThat(first.bodies()).doesNotContainAnyElementsOf(second.bodies());
  }

  @Test
  void aCompletedMessageIsGoneForever() {
    broker.send(queue, "a");
    broker.settle(queue, broker.lock(queue, 1).getFirst(), COMPLETE);
    broker.restart();
    assertThat(broker.lock(queue, 1)).isEmpty();
    assertThat(Waiting.on(broker.namespace().runtime(queue)).total()).isZero();
  }

  @Test
  void anAbandonedMessageComesNextWithACountedDelivery() {
    broker.send(queue, "a", "b");
    Delivery first = broker.lock(queue, 1).getFirst();
    assertThat(first.message().deliveryCount()).isZero();
    broker.settle(queue, first, new Settlement.Abandon(Map.of("seen", 1)));
    Delivery again = broker.lock(queue, 1).getFirst();
    assertThat(BrokerHarness.body(again)).isEqualTo("a");
    assertThat(again.message().deliveryCount()).isEqualTo(1);
    assertThat(again.message().message().applicationProperties()).containsEntry("seen", 1);
  }

  @Test
  void aReleasedMessageIsNotCounted() {
    broker.send(queue, "a");
    broker.settle(queue, broker.lock(queue, 1).getFirst(), new Settlement.Release());
    assertThat(broker.lock(queue, 1).getFirst().message().deliveryCount()).isZero();
  }

  @Test
  void tooManyFailedDeliveriesDeadLetter() {
    broker.send(queue, "a");
    for (int i = 0; i < 3; i++) {
      broker.settle(queue, broker.lock(queue, 1).getFirst(), ABANDON);
    }
    assertThat(broker.lock(queue, 1)).isEmpty();
    Delivery letter = broker.lock(queue.with(SubQueue.DEAD_LETTER), 1).getFirst();
    assertThat(letter.message().deliveryCount()).isEqualTo(3);
    assertThat(letter.message().message().applicationProperties())
        .containsEntry("DeadLetterReason", "MaxDeliveryCountExceeded")
        .containsKey("DeadLetterErrorDescription");
  }

  @Test
  void anExpiredLockCountsAndItsTokenIsLost() {
    broker.send(queue, "a");
    Delivery first = broker.lock(queue, 1).getFirst();
    broker.advance(Duration.ofSeconds(61));
    assertThat(failureOf(broker.source(queue).settle(first.lockToken(), COMPLETE)).error())
        .isEqualTo(BrokerError.MESSAGE_LOCK_LOST);
    Delivery again = broker.lock(queue, 1).getFirst();
    assertThat(again.message().deliveryCount()).isEqualTo(1);
    assertThat(again.lockToken()).isNotEqualTo(first.lockToken());
  }

  @Test
  void renewingALockGivesItAFullDuration() {
    broker.send(queue, "a");
    Delivery first = broker.lock(queue, 1).getFirst();
    broker.advance(Duration.ofSeconds(50));
    assertThat(Waiting.on(broker.source(queue).renew(first.lockToken())))
        .isEqualTo(broker.clock.instant().plusSeconds(60));
    broker.advance(Duration.ofSeconds(50));
    broker.settle(queue, first, COMPLETE);
    assertThat(broker.lock(queue, 1)).isEmpty();
  }

  @Test
  void locksOutliveTheLinkThatTookThem() {
    broker.send(queue, "a");
    Deliveries deliveries = new Deliveries();
    MessageReceiver receiver =
        Waiting.on(broker.source(queue).receiver(ReceiveMode.PEEK_LOCK, deliveries));
    receiver.allow(1);
    broker.settle();
    receiver.close();
    broker.settle();
    assertThat(broker.lock(queue, 1)).isEmpty();
    broker.settle(queue, deliveries.all().getFirst(), COMPLETE);
    assertThat(Waiting.on(broker.namespace().runtime(queue)).active()).isZero();
  }

  @Test
  void aLockedMessageComesAgainAfterARestartUncounted() {
    broker.send(queue, "a");
    Delivery first = broker.lock(queue, 1).getFirst();
    broker.restart();
    assertThat(failureOf(broker.source(queue).settle(first.lockToken(), COMPLETE)).error())
        .isEqualTo(BrokerError.MESSAGE_LOCK_LOST);
    assertThat(broker.lock(queue, 1).getFirst().message().deliveryCount()).isZero();
  }

  @Test
  void settlingTwiceAndUnknownTokensAreLostLocks() {
    broker.send(queue, "a");
    Delivery first = broker.lock(queue, 1).getFirst();
    broker.settle(queue, first, COMPLETE);
    assertThat(failureOf(broker.source(queue).settle(first.lockToken(), COMPLETE)).error())
        .isEqualTo(BrokerError.MESSAGE_LOCK_LOST);
    assertThat(failureOf(broker.source(queue).renew(new UUID(1, 2))).error())
        .isEqualTo(BrokerError.MESSAGE_LOCK_LOST);
  }

  @Test
  void receiveAndDeleteRemovesDurablyBeforeItDelivers() {
    broker.send(queue, "a", "b");
    Deliveries deliveries = broker.receive(queue, ReceiveMode.RECEIVE_AND_DELETE, 1);
    assertThat(deliveries.bodies()).containsExactly("a");
    broker.restart();
    assertThat(broker.drain(queue)).containsExactly("b");
  }

  @Test
  void aPullWaitsForTheFirstMessage() {
    var pending = broker.source(queue).receive(5, Duration.ofSeconds(10), ReceiveMode.PEEK_LOCK);
    broker.settle();
    assertThat(pending).isNotDone();
    broker.send(queue, "a");
    assertThat(Waiting.on(pending)).extracting(BrokerHarness::body).containsExactly("a");
    var empty = broker.source(queue).receive(5, Duration.ofSeconds(10), ReceiveMode.PEEK_LOCK);
    broker.advance(Duration.ofSeconds(11));
    assertThat(Waiting.on(empty)).isEmpty();
  }

  @Test
  void deadLetteringMovesTheMessageWithItsReason() {
    broker.send(queue, "a");
    broker.settle(
        queue,
        broker.lock(queue, 1).getFirst(),
        new Settlement.DeadLetter("bad order", "no items", Map.of("checked", true)));
    EntityPath letters = queue.with(SubQueue.DEAD_LETTER);
    broker.restart();
    Delivery letter = broker.lock(letters, 1).getFirst();
    assertThat(BrokerHarness.body(letter)).isEqualTo("a");
    assertThat(letter.message().sequenceNumber()).isEqualTo(1);
    assertThat(letter.message().message().applicationProperties())
        .containsEntry("DeadLetterReason", "bad order")
        .containsEntry("DeadLetterErrorDescription", "no items")
        .containsEntry("checked", true);
    assertThat(
            failureOf(
                    broker
                        .source(letters)
                        .settle(
                            letter.lockToken(), new Settlement.DeadLetter(null, null, Map.of())))
                .error())
        .isEqualTo(BrokerError.NOT_ALLOWED);
    broker.settle(letters, letter, COMPLETE);
    assertThat(Waiting.on(broker.namespace().runtime(queue)).total()).isZero();
  }
}
