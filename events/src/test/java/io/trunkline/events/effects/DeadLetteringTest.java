package io.trunkline.events.effects;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.trunkline.events.testkit.DeadLetters.Written;
import io.trunkline.events.testkit.EventsBench;
import io.trunkline.net.codec.Json;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Where events go that nobody takes ({@code reference/event-grid.md §4.4}). */
class DeadLetteringTest extends DeliveryScenario {
  @Test
  void theLastAttemptLeadsToADeadLetterAfterAWhile() {
    failing(500, DEAD_LETTERS + ",\"retryPolicy\":{\"maxDeliveryAttempts\":2}");
    pass(Duration.ofSeconds(10));
    pass(Duration.ofMinutes(5));

    Written written = onlyDeadLetter();
    assertThat(written.container())
        .isEqualTo(EventsBench.ACCOUNT + "/blobServices/default/containers/dead");
    assertThat(written.name()).matches("BILLING/2030/1/2/3/[0-9a-f-]{36}\\.json");
    JsonNode blob = Json.parse(written.json());
    assertThat(blob).hasSize(1);
    assertThat(blob.path(0))
        .isEqualTo(
            Json.parse(
                """
                {"id":"e-1","subject":"/orders/7","eventType":"order.accepted",
                 "eventTime":"2030-01-02T00:00:00Z","dataVersion":"2.0",
                 "data":{"no":7,"who":"Zoë"},"topic":"%s","metadataVersion":"1",
                 "deadLetterReason":"MaxDeliveryAttemptsExceeded","deliveryAttempts":2,
                 "lastDeliveryOutcome":"GenericError","publishTime":"2030-01-02T03:04:05Z",
                 "lastDeliveryAttemptTime":"2030-01-02T03:04:15Z"}
                """
                    .formatted(EventsBench.TOPICS + "orders")));
  }

  @Test
  void theDeadLetterOfACloudEventHasLowerCaseMembers() {
    bench.topic("orders", "CloudEventSchemaV1_0");
    bench.subscribe("orders", "billing", DEAD_LETTERS);
    bench.webhooks.answer(400);
    bench.publish("orders", CLOUD_EVENT);
    pass(Duration.ofMinutes(5));
    assertThat(Json.parse(onlyDeadLetter().json()).path(0))
        .isEqualTo(
            Json.parse(
                """
                {"specversion":"1.0","id":"e-1","source":"/shop","type":"order.accepted",
                 "data":{"no":7},"deadletterreason":"UndeliverableDueToClientError",
                 "deliveryattempts":1,"lastdeliveryoutcome":"BadRequest",
                 "publishtime":"2030-01-02T03:04:05Z"}
                """));
  }

  @Test
  void withoutADeadLetterContainerAnEventIsDropped() {
    failing(400, "\"labels\":[]");
    pass(Duration.ofDays(1));
    assertThat(bench.webhooks.deliveries()).hasSize(1);
    assertThat(bench.deadLetters.tries()).isZero();
  }

  @Test
  void aContainerThatComesBackInTimeGetsTheDeadLetter() {
    failing(400, DEAD_LETTERS);
    bench.deadLetters.refuse(true);
    pass(Duration.ofMinutes(5));
    pass(Duration.ofHours(3));
    assertThat(bench.deadLetters.tries()).isGreaterThan(1);
    bench.deadLetters.refuse(false);
    pass(Duration.ofMinutes(1));
    onlyDeadLetter();
  }

  @Test
  void aContainerThatStaysAwayLosesTheDeadLetterAfterFourHours() {
    failing(400, DEAD_LETTERS);
    bench.deadLetters.refuse(true);
    pass(Duration.ofMinutes(5));
    pass(Duration.ofHours(4));
    int tries = bench.deadLetters.tries();
    bench.deadLetters.refuse(false);
    pass(Duration.ofMinutes(5));
    assertThat(bench.deadLetters.tries()).isEqualTo(tries);
    assertThat(bench.deadLetters.written()).isEmpty();
  }
}
