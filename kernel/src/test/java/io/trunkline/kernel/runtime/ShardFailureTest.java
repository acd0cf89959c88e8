package io.trunkline.kernel.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.trunkline.kernel.IdSource;
import io.trunkline.kernel.KernelLimits;
import io.trunkline.kernel.Ledger;
import io.trunkline.kernel.LedgerEffects;
import io.trunkline.kernel.RejectedException;
import io.trunkline.kernel.Shard;
import io.trunkline.kernel.ShardId;
import io.trunkline.kernel.ShardUnavailableException;
import io.trunkline.kernel.Store;
import io.trunkline.kernel.memory.ManualClock;
import io.trunkline.kernel.memory.SimulatedLog;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a shard does when something below it fails, and what its metrics say. */
@Timeout(60)
class ShardFailureTest {
  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  private final LedgerEffects effects = new LedgerEffects();

  /** A store that can be read, and written as long as the disk is not full. */
  private static final class FullDisk implements StateStore {
    private boolean full;

    @Override
    public byte @Nullable [] get(byte[] key) {
      return null;
    }

    @Override
    public void scan(byte[] from, byte @Nullable [] to, Store.Visitor visitor) {}

    @Override
    public void scanBackwards(byte[] from, byte @Nullable [] to, Store.Visitor visitor) {}

    @Override
    public void write(StateChanges changes) {
      if (full) {
        throw new IllegalStateException("the disk is full, on purpose");
      }
    }

    @Override
    public void persist() {}

    @Override
    public byte @Nullable [] checkpoint(Path directory, byte[] key) {
      return null;
    }

    @Override
    public void replace(Path directory) {}

    @Override
    public void close() {}
  }

  private ShardRuntime<Ledger.Entry> shard(StateStore store) {
    ShardEnvironment environment =
        new ShardEnvironment(
            KernelLimits.defaults(),
            new ManualClock(),
            IdSource.seeded(1),
            new KernelMetrics(meters));
    return new ShardRuntime<>(
        new ShardId("ledger"), new Ledger(), effects, new SimulatedLog(), store, environment);
  }

  @Test
  void aStoreThatCannotBeWrittenStopsTheShardBeforeItReplies() {
    FullDisk disk = new FullDisk();
    disk.full = true;
    try (ShardRuntime<Ledger.Entry> runtime = shard(disk)) {
      Shard<Ledger.Entry> shard = runtime.start().join();
      CompletableFuture<Long> reply = shard.submit(new Ledger.Add("a", 1));
      assertThatThrownBy(reply::join)
          .cause()
          .isInstanceOfSatisfying(
              ShardUnavailableException.class,
              failure -> assertThat(failure.outcomeUnknown()).isTrue());
      assertThat(effects.committed).isEmpty();
      assertThat(runtime.trouble())
          .hasValueSatisfying(why -> assertThat(why).contains("the disk is full, on purpose"));
    }
    assertThat(effects.roles).containsExactly("leading", "following");
  }

  @Test
  void theStagesOfACommitAreMeasured() {
    try (ShardRuntime<Ledger.Entry> runtime = shard(new FullDisk())) {
      Shard<Ledger.Entry> shard = runtime.start().join();
      shard.submit(new Ledger.Count()).join();
      shard.submit(new Ledger.Count()).join();
      assertThatThrownBy(() -> shard.submit(new Ledger.Refuse("a", 1)).join())
          .hasCauseInstanceOf(RejectedException.class);
    }
    assertThat(meters.get("trunkline.kernel.wait").timer().count()).isEqualTo(3);
    assertThat(meters.get("trunkline.kernel.commit").tag("shard", "ledger").timer().count())
        .isEqualTo(3);
    assertThat(meters.get("trunkline.kernel.apply").timer().count()).isEqualTo(3);
    assertThat(meters.get("trunkline.kernel.entry.commands").summary().totalAmount()).isEqualTo(3);
    assertThat(meters.get("trunkline.kernel.commands").tag("outcome", "refused").counter().count())
        .isEqualTo(1);
    assertThat(meters.get("trunkline.kernel.pending").gauge().value()).isZero();
    assertThat(meters.get("trunkline.kernel.outbox").gauge().value()).isZero();
  }
}
