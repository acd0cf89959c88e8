package io.trunkline.broker.wire.amqp;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class AmqpSettingsTest {
  @Test
  void pinsTheDefaults() {
    assertThat(AmqpSettings.defaults())
        .isEqualTo(
            new AmqpSettings(
                1_000,
                33_554_432,
                256,
                100,
                1_000,
                8_388_608,
                Duration.ofSeconds(20),
                Duration.ofSeconds(60),
                1_000,
                Duration.ofMinutes(2),
                1_048_576,
                524_288,
                Duration.ofMinutes(5),
                Duration.ofMinutes(10)));
  }
}
