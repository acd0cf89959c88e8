package io.trunkline.kernel.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import io.trunkline.kernel.KernelLimits;
import io.trunkline.kernel.Ledger;
import io.trunkline.kernel.LedgerEffects;
import io.trunkline.kernel.Shard;
import io.trunkline.kernel.ShardId;
import io.trunkline.kernel.ShardUnavailableException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

/** More is asked of a cluster with slow disks than it can do. */
class FlowControlTest {
  private static final ShardId ID = new ShardId("ledger");
  private static final int MOST_WAITING = 40;
  private static final KernelLimits LIMITS =
      new KernelLimits(
          1_000, 8, 8_000, MOST_WAITING, 100_000, Duration.ofMillis(100), Duration.ofSeconds(1));

  @Property(tries = 25)
  void whatIsMoreThanMayWaitIsRefusedAndTheRestIsDone(
      @ForAll long seed, @ForAll @IntRange(min = 0, max = 2) int where) {
    Simulation simulation = new Simulation(seed);
    SimulatedCluster cluster =
        new SimulatedCluster(
            simulation,
            3,
            LIMITS,
            node -> {
              var unused = node.open(ID, new Ledger(), new LedgerEffects());
            },
            new ClusterObserver() {},
            Set.of());
    cluster.start();
    simulation.run(Duration.ofSeconds(2));
    cluster.nodes().forEach(node -> node.disk().slowDown(200_000));

    Shard<Ledger.Entry> shard = cluster.node(where).shard(ID);
    List<CompletableFuture<Long>> replies = new ArrayList<>();
    for (int round = 0; round < 10; round++) {
      for (int i = 0; i < 2 * MOST_WAITING; i++) {
        replies.add(shard.submit(new Ledger.Add("a", 1)));
      }
      assertThat(replies.stream().filter(reply -> !reply.isDone()).count())
          .isLessThanOrEqualTo(MOST_WAITING);
      simulation.run(Duration.ofMillis(20));
    }
    cluster.nodes().forEach(node -> node.disk().recover());
    simulation.run(Duration.ofSeconds(10));

    assertThat(replies).allMatch(CompletableFuture::isDone);
    long done = replies.stream().filter(reply -> !reply.isCompletedExceptionally()).count();
    long refused =
        replies.stream()
            .filter(CompletableFuture::isCompletedExceptionally)
            .map(CompletableFuture::exceptionNow)
            .filter(failure -> !((ShardUnavailableException) failure).outcomeUnknown())
            .count();
    CompletableFuture<Long> balance =
        shard.query(() -> Ledger.read(shard.store()).getOrDefault("a", 0L));
    simulation.run(Duration.ofSeconds(1));
    assertThat(refused).isPositive();
    // an entry that took longer than its sender waits is of unknown outcome: done, or not
    assertThat(balance.join()).isBetween(done, replies.size() - refused);
    assertThat(done).isGreaterThanOrEqualTo(MOST_WAITING / 2);
  }
}
