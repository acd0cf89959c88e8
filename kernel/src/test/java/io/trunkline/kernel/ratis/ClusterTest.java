package io.trunkline.kernel.ratis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.trunkline.kernel.Ledger;
import io.trunkline.kernel.Member;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ClusterTest {
  @TempDir Path parent;

  @Test
  void growsFromOneToThreeUnderLoad() throws Exception {
    try (LedgerCluster cluster = new LedgerCluster(parent, "grow")) {
      LedgerCluster.Node first = cluster.found();
      first.add("before", 7);
      AtomicBoolean stop = new AtomicBoolean();
      AtomicLong acknowledged = new AtomicLong();
      Thread load =
          Thread.startVirtualThread(
              () -> {
                while (!stop.get()) {
                  first.ledger().submit(new Ledger.Add("during", 1)).join();
                  acknowledged.incrementAndGet();
                }
              });
      LedgerCluster.Node second = cluster.join(first);
      LedgerCluster.Node third = cluster.join(first);
      await()
          .atMost(Duration.ofSeconds(30))
          .until(
              () ->
                  third.cluster().members().stream()
                          .filter(member -> member.state() == Member.State.ACTIVE)
                          .count()
                      == 3);
      stop.set(true);
      load.join();

      assertThat(second.balances())
          .containsOnly(Map.entry("before", 7L), Map.entry("during", acknowledged.get()));
      assertThat(third.add("before", 1)).isEqualTo(8);
      assertThat(second.balances()).containsEntry("before", 8L);
      assertThat(first.effects.roles).containsExactly("leading");
    }
  }
}
