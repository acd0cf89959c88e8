package io.trunkline.events;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class EventsConfigTest {
  @Test
  void theDefaultsAreTheDocumentedOnes() {
    assertThat(EventsConfig.defaults())
        .isEqualTo(
            new EventsConfig(
                1_049_600,
                1_536_000,
                5_000,
                List.of(
                    Duration.ofSeconds(10),
                    Duration.ofSeconds(30),
                    Duration.ofMinutes(1),
                    Duration.ofMinutes(5),
                    Duration.ofMinutes(10),
                    Duration.ofMinutes(30),
                    Duration.ofHours(1),
                    Duration.ofHours(3),
                    Duration.ofHours(6),
                    Duration.ofHours(12)),
                Duration.ofMinutes(2),
                Duration.ofSeconds(30),
                Duration.ofSeconds(10),
                0.1,
                Duration.ofSeconds(30),
                Duration.ofSeconds(30),
                3,
                Duration.ofSeconds(5),
                10,
                Duration.ofMinutes(5),
                Duration.ofMinutes(5),
                Duration.ofHours(4),
                Duration.ofDays(1)));
  }

  @Test
  void shortWaitsReplaceEveryWaitAndNothingElse() {
    Duration wait = Duration.ofMillis(20);
    EventsConfig config = EventsConfig.defaults().withWaits(wait);
    assertThat(config.retrySchedule()).containsExactly(wait);
    assertThat(
            List.of(
                config.minimumAfterRequestTimeout(),
                config.minimumAfterUnavailable(),
                config.minimumAfterOther(),
                config.validationRetry(),
                config.longestProbation(),
                config.deadLetterDelay()))
        .containsOnly(wait);
    assertThat(config.deadLetterLifetime()).isEqualTo(Duration.ofHours(4));
    assertThat(config.deliveryTimeout()).isEqualTo(Duration.ofSeconds(30));
  }

  @Test
  void aScheduleNeedsAWait() {
    EventsConfig defaults = EventsConfig.defaults();
    assertThatThrownBy(
            () ->
                new EventsConfig(
                    defaults.maxEventBytes(),
                    defaults.maxRequestBytes(),
                    defaults.maxEventsPerRequest(),
                    List.of(),
                    defaults.minimumAfterRequestTimeout(),
                    defaults.minimumAfterUnavailable(),
                    defaults.minimumAfterOther(),
                    defaults.jitter(),
                    defaults.deliveryTimeout(),
                    defaults.validationTimeout(),
                    defaults.validationAttempts(),
                    defaults.validationRetry(),
                    defaults.probationAfter(),
                    defaults.longestProbation(),
                    defaults.deadLetterDelay(),
                    defaults.deadLetterLifetime(),
                    defaults.duplicateWindow()))
        .hasMessageContaining("retry schedule");
  }
}
