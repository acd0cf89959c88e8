package io.trunkline.events.effects;

import static org.assertj.core.api.Assertions.assertThat;

import io.trunkline.events.EventsConfig;
import io.trunkline.events.testkit.DeadLetters.Written;
import io.trunkline.events.testkit.EventsBench;
import io.trunkline.net.http.OutgoingCall;
import java.time.Duration;

/** An event router with one webhook, and what the tests of its deliveries do again and again. */
abstract class DeliveryScenario {
  static final String EVENT =
      """
      [{"id":"e-1","subject":"/orders/7","eventType":"order.accepted",
        "eventTime":"2030-01-02T00:00:00Z","dataVersion":"2.0","data":{"no":7,"who":"Zoë"}}]
      """;
  static final String CLOUD_EVENT =
      """
      {"specversion":"1.0","id":"e-1","source":"/shop","type":"order.accepted","data":{"no":7}}
      """;
  static final String DEAD_LETTERS =
      """
      "deadLetterDestination":{"endpointType":"StorageBlob",
        "properties":{"resourceId":"%s","blobContainerName":"dead"}}
      """
          .formatted(EventsBench.ACCOUNT);

  final EventsBench bench = new EventsBench(EventsConfig.defaults());

  /** Publishes one event to a webhook that answers {@code status}. */
  void failing(int status, String subscription) {
    bench.topic("orders", "EventGridSchema");
    bench.subscribe("orders", "billing", subscription);
    bench.webhooks.answer(status);
    bench.publish("orders", EVENT);
    assertThat(bench.webhooks.deliveries()).hasSize(1);
  }

  void pass(Duration time) {
    bench.clock.advance(time);
    bench.settle();
  }

  OutgoingCall onlyDelivery() {
    assertThat(bench.webhooks.deliveries()).hasSize(1);
    return bench.webhooks.lastDelivery();
  }

  Written onlyDeadLetter() {
    assertThat(bench.deadLetters.written()).hasSize(1);
    return bench.deadLetters.written().getFirst();
  }
}
