package io.trunkline.net.amqp;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class AmqpLimitsTest {
  @Test
  void pinsTheDefaults() {
    assertThat(AmqpLimits.defaults())
        .isEqualTo(
            new AmqpLimits(
                262_144,
                4_095,
                1_023,
                Duration.ofMinutes(2),
                Duration.ofSeconds(20),
                Duration.ofSeconds(5),
                5_000,
                1_048_576));
  }
}
