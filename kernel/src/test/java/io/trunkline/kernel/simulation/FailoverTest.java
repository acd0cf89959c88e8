package io.trunkline.kernel.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import io.trunkline.kernel.KernelLimits;
import io.trunkline.kernel.Ledger;
import io.trunkline.kernel.LedgerEffects;
import io.trunkline.kernel.Shard;
import io.trunkline.kernel.ShardId;
import io.trunkline.kernel.ShardUnavailableException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** What clients of a shard see on each of three nodes, when its leader changes. */
class FailoverTest {
  private static final ShardId ID = new ShardId("ledger");
  private static final Duration SOON = Duration.ofSeconds(5);

  private final Map<Integer, LedgerEffects> effects = new HashMap<>();
  private final Map<Integer, Ledger> machines = new HashMap<>();
  private final Simulation simulation = new Simulation(42);
  private final SimulatedCluster cluster =
      new SimulatedCluster(
          simulation, 3, KernelLimits.defaults(), this::boot, new ClusterObserver() {}, Set.of());

  FailoverTest() {
    cluster.start();
    assertThat(simulation.runUntil(() -> leader() >= 0, SOON)).isTrue();
    simulation.run(Duration.ofMillis(500));
  }

  private void boot(SimulatedNode node) {
    LedgerEffects ofNode = new LedgerEffects();
    Ledger machine = new Ledger();
    effects.put(node.index(), ofNode);
    machines.put(node.index(), machine);
    var unused = node.open(ID, machine, ofNode);
  }

  private Shard<Ledger.Entry> shard(int node) {
    return cluster.node(node).shard(ID);
  }

  private int leader() {
    for (SimulatedNode node : cluster.nodes()) {
      if (node.isUp() && node.serves(ID) && node.shard(ID).leads()) {
        return node.index();
      }
    }
    return -1;
  }

  private int follower() {
    return (leader() + 1) % 3;
  }

  private <T> T await(CompletableFuture<T> future) {
    assertThat(simulation.runUntil(future::isDone, SOON)).as("answered in time").isTrue();
    return future.join();
  }

  private ShardUnavailableException failure(CompletableFuture<?> future) {
    assertThat(simulation.runUntil(future::isDone, SOON)).as("answered in time").isTrue();
    assertThat(future).isCompletedExceptionally();
    Throwable cause = future.handle((_, failure) -> failure).join();
    return (ShardUnavailableException) (cause.getCause() == null ? cause : root(cause));
  }

  private static Throwable root(Throwable failure) {
    return failure instanceof ShardUnavailableException ? failure : failure.getCause();
  }

  @Test
  void commandsAndQueriesWorkOnEveryNode() {
    for (int node = 0; node < 3; node++) {
      assertThat(await(shard(node).submit(new Ledger.Add("a", 1)))).isEqualTo(node + 1);
    }
    for (int node = 0; node < 3; node++) {
      Shard<Ledger.Entry> shard = shard(node);
      assertThat(await(shard.query(() -> Ledger.read(shard.store()).get("a")))).isEqualTo(3);
    }
  }

  @Test
  void tasksRunOnTheLeaderAloneAndFailElsewhere() {
    await(shard(leader()).execute(() -> {}));
    assertThat(failure(shard(follower()).execute(() -> {}))).hasMessageContaining("not led");
  }

  @Test
  void onlyTheLeaderGivesEntriesTheirTime() {
    int follower = follower();
    long before = cluster.node(leader()).clock().millis();
    cluster.node(follower).clock().skip(Duration.ofDays(365));
    long time = await(shard(follower).submit(new Ledger.Time()));
    assertThat(time).isBetween(before, before + SOON.toMillis());
  }

  @Test
  void aCommandThatWasCommittedIsAnsweredAlthoughItsLeaderFell() {
    int old = leader();
    cluster.network().cut(follower(), old);
    cluster.network().cut((old + 2) % 3, old);
    // the entry reaches the others, and what they answer never reaches the leader
    CompletableFuture<Long> reply = shard(old).submit(new Ledger.Add("a", 1));
    assertThat(simulation.runUntil(() -> leader() >= 0 && leader() != old, SOON)).isTrue();
    cluster.network().mend();
    assertThat(await(reply)).isEqualTo(1);
  }

  @Test
  void aCommandOfADeposedLeaderThatNobodyHasSeenIsOfUnknownOutcome() {
    int old = leader();
    cluster.network().isolate(old);
    CompletableFuture<Long> lost = shard(old).submit(new Ledger.Add("a", 1));
    assertThat(failure(lost).outcomeUnknown()).isTrue();
    simulation.run(Duration.ofSeconds(1));
    cluster.network().mend();
    assertThat(await(shard(leader()).submit(new Ledger.Add("a", 1)))).isEqualTo(1);
  }

  @Test
  void aStaleLeaderAnswersNoQueryAndTakesNoCommandOnceItIsCutOff() {
    int old = leader();
    Shard<Ledger.Entry> stale = shard(old);
    cluster.network().isolate(old);
    assertThat(failure(stale.query(() -> Ledger.read(stale.store()))).outcomeUnknown()).isFalse();
    simulation.run(Duration.ofSeconds(1));
    assertThat(stale.leads()).isFalse();
    assertThat(effects.get(old).roles).containsExactly("leading", "following");
    assertThat(failure(stale.submit(new Ledger.Add("a", 1))).outcomeUnknown()).isFalse();
  }

  @Test
  void aReplicaThatWasFarBehindTakesASnapshotAndGoesOn() {
    int behind = follower();
    cluster.crash(behind);
    for (int i = 0; i < 200; i++) {
      await(shard(leader()).submit(new Ledger.Add("a", 1)));
    }
    cluster.start(behind);
    Shard<Ledger.Entry> shard = shard(behind);
    simulation.run(Duration.ofSeconds(3));
    assertThat(effects.get(behind).restored).hasValueGreaterThan(1);
    assertThat(await(shard.query(() -> Ledger.read(shard.store()).get("a")))).isEqualTo(200);
    assertThat(await(shard.query(() -> machines.get(behind).balances().get("a")))).isEqualTo(200);
    assertThat(await(shard.submit(new Ledger.Add("a", 1)))).isEqualTo(201);
  }

  @Test
  void timersAndParcelsGoOnUnderTheNextLeader() {
    int old = leader();
    effects.get(old).delivery = _ -> new CompletableFuture<>();
    long due = cluster.node(old).clock().millis() + 3_000;
    await(shard(old).submit(new Ledger.Arm("t", due)));
    await(shard(old).submit(new Ledger.Send("w")));
    simulation.run(Duration.ofMillis(500)); // the others have heard of the commit
    cluster.crash(old);
    simulation.run(Duration.ofSeconds(4));
    Shard<Ledger.Entry> next = shard(leader());
    assertThat(await(next.query(() -> Ledger.read(next.store()))))
        .containsExactly(Map.entry("t", 1L), Map.entry("w", 1L));
  }

  @Test
  void aClockThatJumpsNeitherLosesNorDoublesATimerAndTimeDoesNotGoBack() {
    SimulatedNode node = cluster.node(leader());
    Shard<Ledger.Entry> shard = shard(leader());
    long now = node.clock().millis();
    await(shard.submit(new Ledger.Arm("t", now + 60_000)));
    long before = await(shard.submit(new Ledger.Time()));
    node.clock().skip(Duration.ofMinutes(-10));
    assertThat(await(shard.submit(new Ledger.Time()))).isEqualTo(before);
    node.clock().skip(Duration.ofMinutes(20));
    simulation.run(Duration.ofSeconds(1));
    node.clock().skip(Duration.ofMinutes(-20));
    node.clock().skip(Duration.ofMinutes(20));
    simulation.run(Duration.ofSeconds(1));
    assertThat(await(shard.query(() -> Ledger.read(shard.store()))))
        .containsExactly(Map.entry("t", 1L));
  }

  @Test
  void aGroupThatHasNoMajorityRefusesAndGoesOnWhenItIsBack() {
    int old = leader();
    cluster.crash((old + 1) % 3);
    cluster.crash((old + 2) % 3);
    CompletableFuture<Long> lost = shard(old).submit(new Ledger.Add("a", 1));
    assertThat(failure(lost).outcomeUnknown()).isTrue();
    cluster.start((old + 1) % 3);
    assertThat(simulation.runUntil(() -> leader() >= 0, SOON)).isTrue();
    assertThat(await(shard(leader()).submit(new Ledger.Add("b", 1)))).isEqualTo(1);
  }
}
