package io.trunkline.broker.service;

import static io.trunkline.broker.service.BrokerHarness.SYSTEM;
import static io.trunkline.broker.service.BrokerHarness.failureOf;
import static io.trunkline.broker.service.BrokerHarness.message;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trunkline.broker.BrokerError;
import io.trunkline.broker.BrokerException;
import io.trunkline.broker.BrokerMessage;
import io.trunkline.broker.Delivery;
import io.trunkline.broker.EntityKind;
import io.trunkline.broker.EntityPath;
import io.trunkline.broker.EntityStatus;
import io.trunkline.broker.MessageProperties;
import io.trunkline.broker.Settlement;
import io.trunkline.broker.SubQueue;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Transactions: everything or nothing, and what makes it nothing. */
class TransactionTest {
  private static final Duration LOCK = Duration.ofSeconds(30);

  private final BrokerHarness broker = new BrokerHarness();
  private final EntityPath orders = broker.queue("orders", s -> s.lock(LOCK));
  private final EntityPath invoices = broker.queue("invoices");
  private final Transaction transaction = broker.namespace().begin();

  @AfterEach
  void stop() {
    broker.close();
  }

  private void send(EntityPath path, String... bodies) {
    Waiting.on(
        sink(path)
            .send(List.of(bodies).stream().map(BrokerHarness::message).toList(), transaction));
  }

  private MessageSink sink(EntityPath path) {
    return broker.namespace().sink(SYSTEM, path);
  }

  private void settle(Delivery delivery, Settlement settlement) {
    Waiting.on(broker.source(orders).settle(delivery.lockToken(), settlement, transaction, false));
  }

  private Delivery lock(String body) {
    broker.send(orders, body);
    return broker.lock(orders, 1).getFirst();
  }

  @Test
  void commitsSendsAndSettlementsOfSeveralEntitiesInOneEntry() {
    broker.topic("all");
    EntityPath audit = broker.subscription("all", "audit", s -> s);
    broker.rule(audit, "every", "1=1", null);
    Delivery order = lock("order");
    send(invoices, "invoice");
    send(EntityPath.of("all"), "event");
    settle(order, new Settlement.Complete());
    assertThat(broker.drain(invoices)).isEmpty();
    assertThat(Waiting.on(broker.namespace().runtime(orders)).active()).isEqualTo(1);

    Waiting.on(transaction.commit());
    broker.restart();

    assertThat(broker.drain(invoices)).containsExactly("invoice");
    assertThat(broker.drain(audit)).containsExactly("event");
    assertThat(Waiting.on(broker.namespace().runtime(orders)).total()).isZero();
  }

  @Test
  void rollsBackAndLeavesMessagesLocked() {
    Delivery order = lock("order");
    send(invoices, "invoice");
    settle(order, new Settlement.Complete());

    Waiting.on(transaction.rollback());

    assertThat(broker.drain(invoices)).isEmpty();
    assertThat(broker.lock(orders, 1)).isEmpty();
    broker.settle(orders, order, new Settlement.Complete());
    assertThat(failureOf(transaction.commit()).error()).isEqualTo(BrokerError.TRANSACTION_UNKNOWN);
  }

  @Test
  void aRolledBackMessageThatItsReceiverHasForgottenIsDeliveredAgain() {
    Delivery order = lock("order");
    Waiting.on(
        broker
            .source(orders)
            .settle(order.lockToken(), new Settlement.Complete(), transaction, true));
    Waiting.on(transaction.rollback());
    broker.settle();
    Delivery again = broker.lock(orders, 1).getFirst();
    assertThat(again.message().deliveryCount()).isEqualTo(1);
  }

  @Test
  void aMessageInATransactionCannotBeSettledBesidesIt() {
    Delivery order = lock("order");
    settle(order, new Settlement.Complete());
    assertThat(
            failureOf(broker.source(orders).settle(order.lockToken(), new Settlement.Complete()))
                .error())
        .isEqualTo(BrokerError.MESSAGE_LOCK_LOST);
    Waiting.on(transaction.commit());
  }

  @Test
  void aMessageIsNotAbandonedWithADelay() {
    Delivery order = lock("order");
    assertThatThrownBy(() -> settle(order, new Settlement.AbandonLater(10_000, Map.of())))
        .isInstanceOfSatisfying(
            BrokerException.class, e -> assertThat(e.error()).isEqualTo(BrokerError.NOT_ALLOWED))
        .hasMessageContaining("with a delay in a transaction");
  }

  @Test
  void failsWhereALockEndedBefore() {
    Delivery order = lock("order");
    send(invoices, "invoice");
    settle(order, new Settlement.Complete());
    broker.advance(LOCK.plusSeconds(1));

    assertThat(failureOf(transaction.commit()).error()).isEqualTo(BrokerError.TRANSACTION_ROLLBACK);
    assertThat(broker.drain(invoices)).isEmpty();
    assertThat(broker.lock(orders, 1)).hasSize(1);
  }

  @Test
  void doesNothingWhereOnePartIsRefused() {
    EntityPath small = broker.queue("small", s -> s.maxSize(10));
    Delivery order = lock("order");
    settle(order, new Settlement.DeadLetter("why", null, Map.of()));
    send(invoices, "invoice");
    send(small, "123456");
    send(small, "123456");

    assertThat(failureOf(transaction.commit()))
        .hasMessageContaining("maximum size")
        .extracting("error")
        .isEqualTo(BrokerError.TRANSACTION_ROLLBACK);
    assertThat(broker.drain(invoices)).isEmpty();
    assertThat(broker.drain(small)).isEmpty();
    broker.settle(orders, order, new Settlement.Complete());
  }

  @Test
  void failsWhereADestinationIsGone() {
    send(invoices, "invoice");
    send(orders, "order");
    broker.remove(invoices);
    assertThat(failureOf(transaction.commit()).error()).isEqualTo(BrokerError.ENTITY_NOT_FOUND);
    assertThat(broker.drain(orders)).isEmpty();
  }

  @Test
  void failsAsAWholeOnceAnOperationWasRefused() {
    send(invoices, "invoice");
    transaction.fail("no such thing");
    assertThat(failureOf(transaction.commit()))
        .hasMessageContaining("no such thing")
        .extracting("error")
        .isEqualTo(BrokerError.TRANSACTION_ROLLBACK);
    assertThat(broker.drain(invoices)).isEmpty();
  }

  @Test
  void findsDuplicatesAtTheCommit() {
    EntityPath unique = broker.queue("unique", s -> s.duplicates(Duration.ofMinutes(1)));
    BrokerMessage message =
        message("m", MessageProperties.builder().messageId("1").build(), Map.of());
    Waiting.on(sink(unique).send(List.of(message), transaction));
    broker.send(unique, message);
    Waiting.on(transaction.commit());
    assertThat(broker.drain(unique)).hasSize(1);
  }

  @Test
  void schedulesUnderTheNumbersThatItPromised() {
    long due = broker.clock.millis() + 60_000;
    BrokerMessage later =
        message("later", MessageProperties.builder().scheduledEnqueueTime(due).build(), Map.of());
    List<Long> numbers = Waiting.on(sink(orders).schedule(List.of(later, later), transaction));
    broker.send(orders, "between");
    assertThat(failureOf(sink(orders).cancelScheduled(numbers)).error())
        .isEqualTo(BrokerError.MESSAGE_NOT_FOUND);

    Waiting.on(transaction.commit());
    Waiting.on(sink(orders).cancelScheduled(numbers.subList(0, 1)));
    broker.advance(Duration.ofMinutes(2));

    assertThat(broker.drain(orders)).containsExactly("between", "later");
  }

  @Test
  void takesAHundredMessages() {
    List<BrokerMessage> most = IntStream.range(0, 100).mapToObj(i -> message("m" + i)).toList();
    Waiting.on(sink(orders).send(most, transaction));
    assertThat(failureOf(sink(orders).send(List.of(message("one")), transaction)))
        .hasMessage("Cannot send more than 100 messages in a single transaction.");
    Waiting.on(transaction.commit());
    assertThat(broker.drain(orders)).hasSize(100);
  }

  @Test
  void whatIsSentByWayOfAnEntityEndsInItsTransferDeadLettersWhereItIsNotTaken() {
    broker.put(invoices, EntityKind.QUEUE, s -> s.status(EntityStatus.SEND_DISABLED));
    MessageSink by = broker.namespace().sink(SYSTEM, invoices, orders);
    Waiting.on(by.send(List.of(message("m"))));
    Waiting.on(by.send(List.of(message("n")), transaction));
    Waiting.on(transaction.commit());

    List<Delivery> letters = broker.lock(orders.with(SubQueue.TRANSFER_DEAD_LETTER), 10);
    assertThat(letters).extracting(BrokerHarness::body).containsExactly("m", "n");
    assertThat(letters.getFirst().message().message().applicationProperties())
        .containsEntry("DeadLetterReason", "MessagingEntityDisabled");
    assertThat(Waiting.on(broker.namespace().runtime(orders)).transferDeadLetter()).isEqualTo(2);
  }
}
