package io.trunkline.broker.service;

import static io.trunkline.broker.service.BrokerHarness.message;
import static org.assertj.core.api.Assertions.assertThat;

import io.trunkline.broker.EntityPath;
import io.trunkline.broker.MessageProperties;
import io.trunkline.broker.ReceiveMode;
import io.trunkline.broker.Settlement;
import io.trunkline.resources.SystemEvents.SystemEvent;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** {@code reference/service-bus.md §16}. */
class NoListenerEventTest {
  private static final String TRACEPARENT =
      "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";

  private final BrokerHarness broker = new BrokerHarness();
  private final EntityPath queue = broker.queue("orders");

  @AfterEach
  void close() {
    broker.close();
  }

  @Test
  void theFirstMessageRaisesAnEventAtOnceAndTheNextDoesNot() {
    broker.send(queue, message("a", MessageProperties.NONE, Map.of("Diagnostic-Id", TRACEPARENT)));
    broker.send(queue, "b");
    broker.settle();
    assertThat(broker.events).hasSize(1);
    SystemEvent event = broker.events.getFirst();
    assertThat(event.type())
        .isEqualTo("Microsoft.ServiceBus.ActiveMessagesAvailableWithNoListeners");
    assertThat(event.source()).isEqualTo(BrokerHarness.NAMESPACE);
    assertThat(event.subject()).isEqualTo("queues/orders");
    assertThat(event.data().path("queueName").asText()).isEqualTo("orders");
    assertThat(event.data().path("entityType").asText()).isEqualTo("queue");
    assertThat(event.data().path("requestUri").asText()).endsWith("/orders/messages/head");
    assertThat(event.data().get("topicName").isNull()).isTrue();
    assertThat(event.trace().traceId()).isEqualTo("0af7651916cd43dd8448eb211c80319c");
  }

  @Test
  void eventsRepeatWhileMessagesRemainAndEndWhenTheyAreGone() {
    broker.send(queue, "a");
    broker.advance(Duration.ofMinutes(2));
    broker.advance(Duration.ofMinutes(2));
    assertThat(broker.events).hasSize(3);
    assertThat(broker.events).extracting(SystemEvent::id).doesNotHaveDuplicates();
    broker.drain(queue);
    broker.advance(Duration.ofMinutes(2));
    broker.advance(Duration.ofMinutes(2));
    assertThat(broker.events).hasSize(3);
    broker.send(queue, "b");
    broker.settle();
    assertThat(broker.events).hasSize(4);
  }

  @Test
  void aReceiverSilencesThemUntilItGoes() {
    Deliveries deliveries = new Deliveries();
    MessageReceiver receiver =
        Waiting.on(broker.source(queue).receiver(ReceiveMode.PEEK_LOCK, deliveries));
    broker.send(queue, "a");
    broker.advance(Duration.ofMinutes(2));
    assertThat(broker.events).isEmpty();
    receiver.close();
    broker.advance(Duration.ofMinutes(2));
    assertThat(broker.events).hasSize(1);
  }

  @Test
  void peekingIsNotListening() {
    broker.send(queue, "a");
    Waiting.on(broker.source(queue).peek(0, 1, null));
    broker.advance(Duration.ofMinutes(2));
    assertThat(broker.events).hasSize(2);
  }

  @Test
  void aNewMessageWhileOthersAreBeingWorkedOnRaisesAnEvent() {
    broker.send(queue, "a");
    broker.lock(queue, 10);
    broker.send(queue, "b");
    broker.settle();
    assertThat(broker.events).hasSize(2);
  }

  @Test
  void deadLettersHaveTheirOwnEvent() {
    broker.send(queue, "a");
    broker.settle(
        queue, broker.lock(queue, 1).getFirst(), new Settlement.DeadLetter("bad", null, Map.of()));
    broker.settle();
    assertThat(broker.events.getLast().type())
        .isEqualTo("Microsoft.ServiceBus.DeadletterMessagesAvailableWithNoListeners");
    assertThat(broker.events.getLast().data().path("requestUri").asText())
        .endsWith("/orders/$deadletterqueue/messages/head");
  }

  @Test
  void aRestartAsksAgain() {
    broker.send(queue, "a");
    broker.settle();
    broker.restart();
    broker.settle();
    assertThat(broker.events).hasSize(2);
  }

  @Test
  void subscriptionsAreNamedWithTheirTopic() {
    broker.topic("t");
    EntityPath subscription = broker.subscription("t", "s", s -> s);
    broker.rule(subscription, "all", "1=1", null);
    broker.send(EntityPath.of("t"), "a");
    broker.settle();
    SystemEvent event = broker.events.getFirst();
    assertThat(event.subject()).isEqualTo("topics/t/subscriptions/s");
    assertThat(event.data().path("entityType").asText()).isEqualTo("subscriber");
    assertThat(event.data().path("subscriptionName").asText()).isEqualTo("s");
    assertThat(event.data().get("queueName").isNull()).isTrue();
  }

  @Test
  void tracedMessagesLeaveSpans() {
    broker.send(queue, message("a", MessageProperties.NONE, Map.of("traceparent", TRACEPARENT)));
    broker.lock(queue, 1);
    assertThat(broker.spans)
        .containsExactly(
            "send 0af7651916cd43dd8448eb211c80319c", "deliver 0af7651916cd43dd8448eb211c80319c");
  }
}
