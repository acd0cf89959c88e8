package io.trunkline.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Pins the defaults that the documentation promises. */
class GatewayConfigTest {
  @Test
  void hasTheDocumentedDefaults() {
    assertThat(GatewayConfig.defaults())
        .isEqualTo(
            new GatewayConfig(
                262_144,
                524_288,
                4_194_304,
                16_384,
                1_048_576,
                2_097_152,
                100_000,
                100_000,
                512,
                Duration.ofMinutes(5),
                Duration.ofHours(1),
                Duration.ofMinutes(5)));
  }
}
