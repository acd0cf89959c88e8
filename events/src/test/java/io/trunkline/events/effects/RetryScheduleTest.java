package io.trunkline.events.effects;

import static io.trunkline.events.testkit.Webhooks.header;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.trunkline.net.codec.Json;
import io.trunkline.net.http.HttpCallException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * When a delivery that failed is tried again, and when not ({@code reference/event-grid.md §4.3}).
 */
class RetryScheduleTest extends DeliveryScenario {
  private static final List<Duration> SCHEDULE =
      List.of(
          Duration.ofSeconds(10),
          Duration.ofSeconds(30),
          Duration.ofMinutes(1),
          Duration.ofMinutes(5),
          Duration.ofMinutes(10),
          Duration.ofMinutes(30),
          Duration.ofHours(1),
          Duration.ofHours(3),
          Duration.ofHours(6));

  @Test
  void failuresAreRepeatedByTheSchedule() {
    failing(500, DEAD_LETTERS + ",\"retryPolicy\":{\"eventTimeToLiveInMinutes\":1440}");
    int attempts = 1;
    for (Duration wait : SCHEDULE) {
      pass(wait.minusMillis(1));
      assertThat(bench.webhooks.deliveries()).as("before %s", wait).hasSize(attempts);
      pass(Duration.ofMillis(1));
      assertThat(bench.webhooks.deliveries()).as("after %s", wait).hasSize(++attempts);
      assertThat(header(bench.webhooks.lastDelivery(), "aeg-delivery-count"))
          .isEqualTo(Integer.toString(attempts - 1));
    }
    String id = header(bench.webhooks.lastDelivery(), "aeg-output-event-id");
    assertThat(bench.webhooks.deliveries())
        .allMatch(call -> header(call, "aeg-output-event-id").equals(id));
  }

  @ParameterizedTest
  @CsvSource({"408, 120", "503, 30", "404, 10", "301, 10", "205, 10", "429, 10"})
  void someAnswersAskForALongerWait(int status, int seconds) {
    failing(status, DEAD_LETTERS);
    pass(Duration.ofSeconds(seconds).minusMillis(1));
    assertThat(bench.webhooks.deliveries()).hasSize(1);
    pass(Duration.ofMillis(1));
    assertThat(bench.webhooks.deliveries()).hasSize(2);
  }

  @ParameterizedTest
  @ValueSource(ints = {200, 201, 202, 203, 204})
  void successIsFinal(int status) {
    failing(status, DEAD_LETTERS);
    pass(Duration.ofDays(2));
    assertThat(bench.webhooks.deliveries()).hasSize(1);
    assertThat(bench.deadLetters.written()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"400, BadRequest", "401, Unauthorized", "403, Forbidden", "413, PayloadTooLarge"})
  void someAnswersAreFinal(int status, String outcome) {
    failing(status, DEAD_LETTERS);
    pass(Duration.ofMinutes(5).minusMillis(1));
    assertThat(bench.deadLetters.written()).isEmpty();
    pass(Duration.ofMillis(1));
    JsonNode event = Json.parse(onlyDeadLetter().json()).path(0);
    assertThat(event.path("deadLetterReason").asText()).isEqualTo("UndeliverableDueToClientError");
    assertThat(event.path("lastDeliveryOutcome").asText()).isEqualTo(outcome);
    assertThat(bench.webhooks.deliveries()).hasSize(1);
  }

  @Test
  void anEventLivesOnlySoLong() {
    failing(
        500,
        DEAD_LETTERS
            + ",\"retryPolicy\":{\"maxDeliveryAttempts\":10,\"eventTimeToLiveInMinutes\":30}");
    SCHEDULE.forEach(this::pass);
    // The documented example: half an hour leaves room for six attempts.
    assertThat(bench.webhooks.deliveries()).hasSize(6);
    assertThat(Json.parse(onlyDeadLetter().json()).path(0).path("deadLetterReason").asText())
        .isEqualTo("TimeToLiveExceeded");
  }

  @ParameterizedTest
  @CsvSource({
    "UNKNOWN_HOST, ResolutionError",
    "TIMEOUT, TimedOut",
    "CONNECTION_REFUSED, SocketError",
    "TLS, SocketError",
    "REPLY_TOO_LARGE, GenericError"
  })
  void noAnswerIsAnOutcomeToo(HttpCallException.Reason reason, String outcome) {
    bench.topic("orders", "EventGridSchema");
    bench.subscribe(
        "orders", "billing", DEAD_LETTERS + ",\"retryPolicy\":{\"maxDeliveryAttempts\":1}");
    bench.webhooks.answer(
        call -> CompletableFuture.failedFuture(new HttpCallException(reason, "no", null)));
    bench.publish("orders", EVENT);
    pass(Duration.ofMinutes(5));
    assertThat(Json.parse(onlyDeadLetter().json()).path(0).path("lastDeliveryOutcome").asText())
        .isEqualTo(outcome);
  }
}
