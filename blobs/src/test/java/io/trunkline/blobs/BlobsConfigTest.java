package io.trunkline.blobs;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class BlobsConfigTest {
  @Test
  void theDefaultsArePinned() {
    assertThat(BlobsConfig.defaults())
        .isEqualTo(new BlobsConfig(64 << 20, 10_000, 100_000, 1 << 20, 5_000, Duration.ofDays(1)));
  }
}
