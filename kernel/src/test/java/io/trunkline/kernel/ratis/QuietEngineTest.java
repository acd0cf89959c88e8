package io.trunkline.kernel.ratis;

import static org.assertj.core.api.Assertions.assertThat;

import io.trunkline.kernel.Ledger;
import io.trunkline.kernel.LedgerEffects;
import io.trunkline.kernel.Shard;
import io.trunkline.kernel.ShardId;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class QuietEngineTest {
  private static final ShardId ID = new ShardId("ledger");

  @TempDir Path directory;

  @Test
  void theEngineStillHasWhatIsReplaced() {
    try (RatisKernel kernel = new RatisKernel(RatisKernelConfig.defaults(directory))) {
      Shard<Ledger.Entry> shard = kernel.open(ID, new Ledger(), new LedgerEffects());
      assertThat(QuietEngine.quieten(kernel.division(ID))).isTrue();
      assertThat(QuietEngine.quieten(kernel.division(ID).getRaftServer())).isTrue();
      assertThat(QuietEngine.quietenLeader(kernel.division(ID), () -> true)).isTrue();
      for (int i = 1; i <= 50; i++) {
        assertThat(shard.submit(new Ledger.Add("a", 1)).join()).isEqualTo(i);
      }
    }
  }

  @Test
  void theEngineStillSaysWhetherALeaderHoldsItsLease() {
    try (RatisKernel kernel = new RatisKernel(RatisKernelConfig.defaults(directory))) {
      Shard<Ledger.Entry> shard = kernel.open(ID, new Ledger(), new LedgerEffects());
      LeaderLease lease = LeaderLease.of(kernel.division(ID));
      assertThat(lease.isHeld()).isTrue();
      assertThat(lease.isKnown()).isTrue();
    }
  }

  @Test
  void theThreadOfTheLogStillHasWhatIsReplaced() {
    try (RatisKernel kernel = new RatisKernel(RatisKernelConfig.defaults(directory))) {
      Shard<Ledger.Entry> shard = kernel.open(ID, new Ledger(), new LedgerEffects());
      for (int i = 1; i <= 30; i++) {
        assertThat(shard.submit(new Ledger.Add("a", 1)).join()).isEqualTo(i);
      }
      assertThat(kernel.logThread(ID).applied()).isTrue();
    }
    // Ratis checks with its own code what was written with ours.
    try (RatisKernel kernel = new RatisKernel(RatisKernelConfig.defaults(directory))) {
      Shard<Ledger.Entry> shard = kernel.open(ID, new Ledger(), new LedgerEffects());
      assertThat(shard.submit(new Ledger.Add("a", 1)).join()).isEqualTo(31);
    }
  }
}
