package io.trunkline.workflows.definition;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trunkline.net.codec.Json;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class RetryPolicyTest {
  @Test
  void theDefaultIsFourExponentialRetries() {
    RetryPolicy policy = RetryPolicy.from(Json.parse("{\"type\":\"Default\"}"));
    assertThat(policy).isEqualTo(RetryPolicy.DEFAULT);
    assertThat(policy.delay(1, 0)).contains(Duration.ofSeconds(5));
    assertThat(policy.delay(2, 0)).contains(Duration.ofSeconds(7));
    assertThat(policy.delay(3, 0)).contains(Duration.ofSeconds(14));
    assertThat(policy.delay(4, 0.5)).contains(Duration.ofSeconds(42));
    assertThat(policy.delay(5, 0)).isEmpty();
  }

  @Test
  void fixedDelaysDoNotGrow() {
    RetryPolicy policy =
        RetryPolicy.from(Json.parse("{\"type\":\"fixed\",\"count\":2,\"interval\":\"PT30S\"}"));
    assertThat(policy.delay(2, 0.9)).contains(Duration.ofSeconds(30));
    assertThat(policy.delay(3, 0.9)).isEmpty();
  }

  @Test
  void exponentialDelaysStopAtTheMaximum() {
    RetryPolicy policy =
        RetryPolicy.from(
            Json.parse(
                "{\"type\":\"exponential\",\"count\":90,\"interval\":\"PT1M\",\"maximumInterval\":\"PT1H\"}"));
    assertThat(policy.delay(90, 0.9)).contains(Duration.ofHours(1));
  }

  @Test
  void retriesOnTimeoutsThrottlingAndServerErrorsOrAsListed() {
    assertThat(RetryPolicy.DEFAULT.retries(408)).isTrue();
    assertThat(RetryPolicy.DEFAULT.retries(429)).isTrue();
    assertThat(RetryPolicy.DEFAULT.retries(503)).isTrue();
    assertThat(RetryPolicy.DEFAULT.retries(404)).isFalse();
    RetryPolicy listed =
        RetryPolicy.from(
            Json.parse(
                "{\"type\":\"fixed\",\"count\":1,\"interval\":\"PT5S\",\"httpStatusCodes\":[404]}"));
    assertThat(listed.retries(404)).isTrue();
    assertThat(listed.retries(500)).isFalse();
  }

  @Test
  void refusesWhatIsOutsideItsRange() {
    assertRefused("{\"type\":\"sometimes\"}", "sometimes");
    assertRefused("{\"type\":\"fixed\",\"count\":91,\"interval\":\"PT5S\"}", "count");
    assertRefused("{\"type\":\"fixed\",\"count\":1,\"interval\":\"PT1S\"}", "interval");
    assertRefused("{\"type\":\"fixed\",\"count\":1,\"interval\":\"soon\"}", "soon");
  }

  private static void assertRefused(String policy, String reason) {
    assertThatThrownBy(() -> RetryPolicy.from(Json.parse(policy)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(reason);
  }
}
