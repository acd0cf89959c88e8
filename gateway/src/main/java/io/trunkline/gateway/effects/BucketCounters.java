package io.trunkline.gateway.effects;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.github.bucket4j.Bandwidth;
import io.github.bucket4j.Bucket;
import io.github.bucket4j.ConsumptionProbe;
import io.github.bucket4j.EstimationProbe;
import io.github.bucket4j.TimeMeter;
import io.trunkline.gateway.policy.PolicyServices.Counters;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/**
 * Counters in memory: a bucket for each key that is filled up again a period after its first call.
 * Each node counts for itself, as each unit of the original does.
 */
public final class BucketCounters implements Counters {
  private final Cache<String, Bucket> buckets;
  private final TimeMeter meter;

  /**
   * @param maxCounters keys that are remembered; the least used give way
   */
  public BucketCounters(InstantSource clock, int maxCounters) {
    this.buckets = Caffeine.newBuilder().maximumSize(maxCounters).build();
    this.meter = new Meter(clock);
  }

  @Override
  public Taken take(String key, int calls, Duration period, int amount) {
    Bucket bucket =
        buckets.get(key + "|" + calls + "|" + period.toSeconds(), name -> bucket(calls, period));
    if (amount == 0) {
      EstimationProbe probe = bucket.estimateAbilityToConsume(1);
      return new Taken(
          probe.canBeConsumed(),
          probe.getRemainingTokens(),
          Duration.ofNanos(probe.getNanosToWaitForRefill()));
    }
    ConsumptionProbe probe = bucket.tryConsumeAndReturnRemaining(amount);
    return new Taken(
        probe.isConsumed(),
        probe.getRemainingTokens(),
        Duration.ofNanos(probe.getNanosToWaitForRefill()));
  }

  private Bucket bucket(int calls, Duration period) {
    return Bucket.builder()
        .addLimit(Bandwidth.builder().capacity(calls).refillIntervally(calls, period).build())
        .withCustomTimePrecision(meter)
        .build();
  }

  /** Bucket4j's clock. */
  private record Meter(InstantSource clock) implements TimeMeter {
    @Override
    public long currentTimeNanos() {
      Instant now = clock.instant();
      return now.getEpochSecond() * 1_000_000_000L + now.getNano();
    }

    @Override
    public boolean isWallClockBased() {
      return true;
    }
  }
}
