package io.trunkline.kernel.ratis;

import static org.assertj.core.api.Assertions.assertThat;

import io.trunkline.kernel.KernelLimits;
import io.trunkline.kernel.rocks.RocksConfig;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.apache.ratis.conf.RaftProperties;
import org.apache.ratis.server.RaftServerConfigKeys;
import org.junit.jupiter.api.Test;

class RatisSettingsTest {
  private final RaftProperties properties =
      RatisSettings.of(RatisKernelConfig.defaults(Path.of("data")), KernelLimits.defaults());

  @Test
  void everyEntryIsForcedToDiskBeforeItCounts() {
    assertThat(RaftServerConfigKeys.Log.forceSyncNum(properties)).isEqualTo(1);
    assertThat(RaftServerConfigKeys.Log.unsafeFlushEnabled(properties)).isFalse();
    assertThat(RaftServerConfigKeys.Log.asyncFlushEnabled(properties)).isFalse();
    assertThat(RaftServerConfigKeys.Log.useMemory(properties)).isFalse();
  }

  @Test
  void aDamagedEntryIsAnError() {
    assertThat(RaftServerConfigKeys.Log.corruptionPolicy(properties))
        .isEqualTo(RaftServerConfigKeys.Log.CorruptionPolicy.EXCEPTION);
  }

  @Test
  void theLargestEntryFits() {
    KernelLimits limits = KernelLimits.defaults();
    long entry = limits.maxBatchBytes() + 4L * limits.maxBatchCommands();
    long appendable = RaftServerConfigKeys.Log.Appender.bufferByteLimit(properties).getSize();
    assertThat(appendable).isGreaterThan(entry);
    assertThat(RaftServerConfigKeys.Log.writeBufferSize(properties).getSize())
        .isGreaterThanOrEqualTo(appendable + 8);
    assertThat(RaftServerConfigKeys.Log.segmentSizeMax(properties).getSize())
        .isGreaterThan(appendable);
  }

  @Test
  void theDefaultsAreTheDocumentedOnes() {
    assertThat(RatisKernelConfig.defaults(Path.of("data")))
        .isEqualTo(
            new RatisKernelConfig(
                Path.of("data"),
                Duration.ofSeconds(60),
                Duration.ofMillis(5),
                Duration.ofMillis(600),
                Duration.ofDays(1),
                8_388_608,
                1_048_576,
                67_108_864,
                134_217_728,
                new RocksConfig(67_108_864, 67_108_864, 33_554_432, 262_144, 8, 67_108_864, 2, 512),
                Optional.empty(),
                Optional.empty()));
    assertThat(KernelLimits.defaults())
        .isEqualTo(
            new KernelLimits(
                2_097_152,
                4_096,
                4_194_304,
                65_536,
                268_435_456,
                Duration.ofMillis(100),
                Duration.ofSeconds(30)));
  }
}
