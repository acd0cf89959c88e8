package io.trunkline.events.effects;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.trunkline.events.testkit.EventsBench;
import io.trunkline.resources.ResourceId;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** What becomes of deliveries when their subscription changes, expires or goes. */
class SubscriptionLifeTest extends DeliveryScenario {
  @Test
  void aRemovedSubscriptionGetsNothingMore() {
    failing(500, DEAD_LETTERS);
    bench
        .manager()
        .tree()
        .delete(ResourceId.parse(EventsBench.TOPICS + "orders/eventSubscriptions/billing"));
    pass(Duration.ofDays(1));
    bench.publish("orders", EVENT);
    assertThat(bench.webhooks.deliveries()).hasSize(1);
    assertThat(bench.deadLetters.tries()).isZero();
  }

  @Test
  void anExpiredSubscriptionGetsNothingMore() {
    bench.topic("orders", "EventGridSchema");
    bench.subscribe("orders", "billing", "\"expirationTimeUtc\":\"2030-01-03T00:00:00Z\"");
    bench.publish("orders", EVENT);
    pass(Duration.ofDays(1));
    bench.publish("orders", EVENT);
    onlyDelivery();
  }

  @Test
  void anExpiredSubscriptionLeavesTheTree() {
    bench.topic("orders", "EventGridSchema");
    bench.subscribe("orders", "billing", "\"expirationTimeUtc\":\"2030-01-03T00:00:00Z\"");
    ResourceId id = ResourceId.parse(EventsBench.TOPICS + "orders/eventSubscriptions/billing");
    bench.crash();
    pass(Duration.ofHours(20));
    assertThat(bench.manager().tree().get(id)).isPresent();
    pass(Duration.ofHours(1));
    await().until(() -> bench.manager().tree().get(id).isEmpty());
  }

  @Test
  void aSubscriptionThatIsGivenMoreTimeStays() {
    bench.topic("orders", "EventGridSchema");
    bench.subscribe("orders", "billing", "\"expirationTimeUtc\":\"2030-01-03T00:00:00Z\"");
    bench.subscribe("orders", "billing", "\"expirationTimeUtc\":\"2030-01-05T00:00:00Z\"");
    pass(Duration.ofDays(2));
    bench.publish("orders", EVENT);
    onlyDelivery();
  }

  @Test
  void aSubscriptionOfTheSameNameInheritsNothing() {
    failing(500, DEAD_LETTERS);
    bench
        .manager()
        .tree()
        .delete(ResourceId.parse(EventsBench.TOPICS + "orders/eventSubscriptions/billing"));
    bench.subscribe("orders", "billing", "");
    pass(Duration.ofDays(1));
    assertThat(bench.webhooks.deliveries()).hasSize(1);
  }

  @Test
  void aChangedSubscriptionKeepsWhatWaitsForIt() {
    failing(500, DEAD_LETTERS);
    bench.subscribe("orders", "billing", "\"labels\":[\"a\"]");
    bench.crash();
    pass(Duration.ofSeconds(10));
    assertThat(bench.webhooks.deliveries()).hasSize(2);
  }
}
