package io.trunkline.broker.service;

import static io.trunkline.broker.service.BrokerHarness.failureOf;
import static org.assertj.core.api.Assertions.assertThat;

import io.trunkline.broker.BrokerError;
import io.trunkline.broker.Delivery;
import io.trunkline.broker.EntityPath;
import io.trunkline.broker.ReceiveMode;
import io.trunkline.broker.Settlement;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What Trunkline adds to Service Bus for those who ask for it. */
class ExtensionTest {
  private final BrokerHarness broker = new BrokerHarness();
  private final EntityPath queue = broker.queue("q", s -> s.maxDeliveryCount(3));

  @AfterEach
  void stop() {
    broker.close();
  }

  @Test
  void aMessageIsAbandonedForAWhile() {
    broker.send(queue, "a", "b");
    Delivery first = broker.lock(queue, 1).getFirst();
    broker.settle(queue, first, new Settlement.AbandonLater(10_000, Map.of("tried", 1)));
    assertThat(broker.lock(queue, 5)).extracting(BrokerHarness::body).containsExactly("b");
    broker.advance(Duration.ofSeconds(9));
    assertThat(broker.lock(queue, 5)).isEmpty();
    broker.advance(Duration.ofSeconds(2));
    Delivery again = broker.lock(queue, 5).getFirst();
    assertThat(again.message().deliveryCount()).isEqualTo(1);
    assertThat(again.message().message().applicationProperties()).containsEntry("tried", 1);
  }

  @Test
  void aMessageThatWaitsComesAtOnceAfterACrash() {
    broker.send(queue, "a");
    Delivery first = broker.lock(queue, 1).getFirst();
    broker.settle(queue, first, new Settlement.AbandonLater(10_000, Map.of()));
    broker.restart();
    assertThat(broker.lock(queue, 1)).extracting(BrokerHarness::body).containsExactly("a");
  }

  @Test
  void aMessageIsSentToTheBackUntilItIsDeadLettered() {
    broker.send(queue, "a", "b");
    for (int i = 0; i < 2; i++) {
      Delivery first = broker.lock(queue, 1).getFirst();
      broker.settle(queue, first, new Settlement.SendToBack(Map.of()));
    }
    broker.restart();
    assertThat(broker.lock(queue, 2)).extracting(BrokerHarness::body).containsExactly("a", "b");
    assertThat(Waiting.on(broker.namespace().runtime(queue)).sizeInBytes()).isEqualTo(2);
    broker.restart();
    for (int i = 0; i < 4; i++) {
      Delivery first = broker.lock(queue, 1).getFirst();
      broker.settle(queue, first, new Settlement.SendToBack(Map.of()));
    }
    assertThat(Waiting.on(broker.namespace().runtime(queue)).deadLetter()).isEqualTo(2);
  }

  @Test
  void sessionsKeepTheirOrder() {
    EntityPath sessions = broker.queue("s", s -> s.sessions());
    Deliveries deliveries = new Deliveries();
    broker.send(sessions, BrokerHarness.inSession("a", "1"));
    SessionReceiver receiver =
        Waiting.on(
            broker.source(sessions).session("1", Duration.ZERO, ReceiveMode.PEEK_LOCK, deliveries));
    receiver.allow(1);
    broker.settle();
    assertThat(
            failureOf(
                    broker
                        .source(sessions)
                        .settle(
                            deliveries.all().getFirst().lockToken(),
                            new Settlement.SendToBack(Map.of())))
                .error())
        .isEqualTo(BrokerError.NOT_ALLOWED);
  }
}
