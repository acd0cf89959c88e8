package io.trunkline.broker;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class BrokerLimitsTest {
  @Test
  void theDefaultsAreThoseOfTheService() {
    assertThat(BrokerLimits.defaults())
        .isEqualTo(
            new BrokerLimits(
                10_000,
                2_000,
                2_000,
                100_000,
                5_000,
                128,
                260,
                50,
                1_024,
                32,
                32_768,
                65_536,
                4_096,
                262_144,
                12,
                4,
                1_048_576,
                1_000,
                1_048_576,
                4_000,
                100,
                1_048_576,
                33_554_432,
                Duration.ofMinutes(10),
                Duration.ofSeconds(65),
                Duration.ofMinutes(2)));
  }

  @Test
  void entitiesStartWithTheDocumentedSettings() {
    EntitySettings settings = EntitySettings.DEFAULTS;
    assertThat(settings.lockDuration()).isEqualTo(60_000);
    assertThat(settings.maxDeliveryCount()).isEqualTo(10);
    assertThat(settings.timeToLive()).isEqualTo(Long.MAX_VALUE);
    assertThat(settings.maxSizeBytes()).isEqualTo(1_073_741_824);
    assertThat(settings.maxMessageBytes()).isEqualTo(262_144);
    assertThat(settings.status()).isEqualTo(EntityStatus.ACTIVE);
  }
}
