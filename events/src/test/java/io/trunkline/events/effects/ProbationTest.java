package io.trunkline.events.effects;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.trunkline.events.EventsConfig;
import io.trunkline.events.testkit.EventsBench;
import io.trunkline.net.codec.Json;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Webhooks that keep failing ({@code reference/event-grid.md §5.3}). */
class ProbationTest {
  private static final String EVENT =
      """
      [{"id":"e","subject":"s","eventType":"t","eventTime":"2030-01-02T00:00:00Z","data":1}]
      """;

  private final EventsBench bench = new EventsBench(EventsConfig.defaults());

  @BeforeEach
  void subscribe() {
    bench.topic("orders", "EventGridSchema");
    bench.subscribe("orders", "billing", "");
  }

  @ParameterizedTest
  @CsvSource({"500, 10", "503, 10", "404, 300"})
  void newEventsWaitAfterTenFailuresUntilOneAttemptSucceeds(int status, int seconds) {
    fail(status, 10);
    bench.publish("orders", EVENT);
    assertThat(bench.webhooks.deliveries()).as("the eleventh waits").hasSize(10);

    bench.webhooks.answer(200);
    pass(Duration.ofSeconds(seconds));
    int tried = bench.webhooks.deliveries().size();
    assertThat(tried).as("an attempt is made").isGreaterThan(10);
    bench.publish("orders", EVENT);
    assertThat(bench.webhooks.deliveries()).as("it is well again").hasSize(tried + 1);
  }

  @Test
  void oneAttemptAtATimeTellsWhetherItIsWell() {
    fail(404, 10);
    pass(Duration.ofMinutes(5));
    bench.publish("orders", EVENT);
    assertThat(bench.webhooks.deliveries()).as("ten wait, one is tried").hasSize(11);
  }

  @Test
  void faultsOfEventsAreNoFaultsOfTheWebhook() {
    fail(400, 20);
    assertThat(bench.webhooks.deliveries()).hasSize(20);
  }

  @Test
  void anEventMayEndWithoutAnAttempt() {
    bench.subscribe(
        "orders",
        "billing",
        """
        "retryPolicy":{"eventTimeToLiveInMinutes":1},
        "deadLetterDestination":{"endpointType":"StorageBlob",
          "properties":{"resourceId":"%s","blobContainerName":"dead"}}
        """
            .formatted(EventsBench.ACCOUNT));
    fail(404, 10);
    bench.publish("orders", EVENT.replace("\"e\"", "\"late\""));
    pass(Duration.ofMinutes(5));
    pass(Duration.ofMinutes(5));
    JsonNode late =
        bench.deadLetters.written().stream()
            .map(written -> Json.parse(written.json()).path(0))
            .filter(event -> event.path("id").asText().equals("late"))
            .findFirst()
            .orElseThrow();
    assertThat(late.path("deadLetterReason").asText()).isEqualTo("TimeToLiveExceeded");
    assertThat(late.path("lastDeliveryOutcome").asText()).isEqualTo("Probation");
    assertThat(late.path("deliveryAttempts").asInt()).isZero();
    assertThat(late.has("lastDeliveryAttemptTime")).isFalse();
  }

  private void fail(int status, int times) {
    bench.webhooks.answer(status);
    for (int i = 0; i < times; i++) {
      bench.publish("orders", EVENT);
    }
    assertThat(bench.webhooks.deliveries()).hasSize(times);
  }

  private void pass(Duration time) {
    bench.clock.advance(time);
    bench.settle();
  }
}
