package io.trunkline.kernel.runtime;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.composite.CompositeMeterRegistry;
import io.trunkline.kernel.ShardId;
import java.util.concurrent.TimeUnit;
import java.util.function.IntSupplier;

/**
 * Measures the stages of a commit, per shard (tag {@code shard}):
 *
 * <ul>
 *   <li>{@code trunkline.kernel.wait}: from the submission of an entry's oldest command to the
 *       append
 *   <li>{@code trunkline.kernel.commit}: from the append to the commit: the log and its fsync. Its
 *       parts, on each replica:
 *       <ul>
 *         <li>{@code trunkline.kernel.log.wait}: until the log's thread takes the entry
 *         <li>{@code trunkline.kernel.log.fsync}: writing and forcing it
 *         <li>{@code trunkline.kernel.log.replicate}: from there until it is committed: what the
 *             other replicas take
 *       </ul>
 *   <li>{@code trunkline.kernel.apply}: applying an entry and writing its changes to the store
 *   <li>{@code trunkline.kernel.entry.commands}: how many commands share an entry
 *   <li>{@code trunkline.kernel.commands}: commands by {@code outcome}: applied or refused
 *   <li>{@code trunkline.kernel.pending}: commands that wait for their commit
 *   <li>{@code trunkline.kernel.outbox}: outbox entries that are not finished
 * </ul>
 */
public final class KernelMetrics {
  private final MeterRegistry registry;

  /** Metrics that go to {@code registry}. */
  public KernelMetrics(MeterRegistry registry) {
    this.registry = registry;
  }

  /** Returns metrics that go nowhere. */
  public static KernelMetrics none() {
    return new KernelMetrics(new CompositeMeterRegistry());
  }

  OfShard shard(ShardId id, IntSupplier pending, IntSupplier outbox) {
    return new OfShard(registry, id.value(), pending, outbox);
  }

  /** Returns the meters of one shard's log. */
  public OfLog log(ShardId id) {
    return new OfLog(registry, id.value());
  }

  /** The meters of one shard's log. Thread-safe. */
  public static final class OfLog {
    private final Timer wait;
    private final Timer fsync;
    private final Timer replicate;

    private OfLog(MeterRegistry registry, String shard) {
      wait = registry.timer("trunkline.kernel.log.wait", "shard", shard);
      fsync = registry.timer("trunkline.kernel.log.fsync", "shard", shard);
      replicate = registry.timer("trunkline.kernel.log.replicate", "shard", shard);
    }

    /** An entry has waited so many nanoseconds for the log's thread. */
    public void waited(long nanos) {
      wait.record(nanos, TimeUnit.NANOSECONDS);
    }

    /** Entries took so many nanoseconds to be written and forced. */
    public void forced(long nanos) {
      fsync.record(nanos, TimeUnit.NANOSECONDS);
    }

    /** An entry took so many nanoseconds from there to its commit. */
    public void replicated(long nanos) {
      replicate.record(nanos, TimeUnit.NANOSECONDS);
    }
  }

  /** The meters of one shard; used on its thread. */
  static final class OfShard {
    private final MeterRegistry registry;
    private final Timer wait;
    private final Timer commit;
    private final Timer apply;
    private final DistributionSummary entryCommands;
    private final Counter applied;
    private final Counter refused;

    private OfShard(MeterRegistry registry, String shard, IntSupplier pending, IntSupplier outbox) {
      this.registry = registry;
      wait = registry.timer("trunkline.kernel.wait", "shard", shard);
      commit = registry.timer("trunkline.kernel.commit", "shard", shard);
      apply = registry.timer("trunkline.kernel.apply", "shard", shard);
      entryCommands = registry.summary("trunkline.kernel.entry.commands", "shard", shard);
      applied = registry.counter("trunkline.kernel.commands", "shard", shard, "outcome", "applied");
      refused = registry.counter("trunkline.kernel.commands", "shard", shard, "outcome", "refused");
      Gauge.builder("trunkline.kernel.pending", pending::getAsInt)
          .tag("shard", shard)
          .strongReference(true)
          .register(registry);
      Gauge.builder("trunkline.kernel.outbox", outbox::getAsInt)
          .tag("shard", shard)
          .strongReference(true)
          .register(registry);
    }

    /** Returns the time, in nanoseconds, from which durations are measured. */
    long time() {
      return registry.config().clock().monotonicTime();
    }

    void appended(int commands, long oldestSubmittedAt) {
      entryCommands.record(commands);
      wait.record(time() - oldestSubmittedAt, TimeUnit.NANOSECONDS);
    }

    void committed(long appendedAt, long committedAt) {
      commit.record(committedAt - appendedAt, TimeUnit.NANOSECONDS);
    }

    void applied(int commands, int refusals, long startedAt) {
      apply.record(time() - startedAt, TimeUnit.NANOSECONDS);
      applied.increment(commands - refusals);
      refused.increment(refusals);
    }
  }
}
