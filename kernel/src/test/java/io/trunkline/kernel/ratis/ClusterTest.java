package io.trunkline.kernel.ratis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.trunkline.kernel.DamagedShardException;
import io.trunkline.kernel.Ledger;
import io.trunkline.kernel.LedgerEffects;
import io.trunkline.kernel.Member;
import io.trunkline.kernel.NodeId;
import io.trunkline.kernel.Shard;
import io.trunkline.kernel.ShardEffects;
import io.trunkline.kernel.ShardId;
import io.trunkline.kernel.ShardUnavailableException;
import io.trunkline.kernel.cluster.ClusterMachine;
import io.trunkline.kernel.ratis.LedgerCluster.Node;
import io.trunkline.kernel.snapshot.Backup;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** Several nodes in one process, real Raft, real TLS. */
@Timeout(300)
@Execution(ExecutionMode.CONCURRENT) // each on nodes of its own, and mostly waiting for them
class ClusterTest {
  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final ShardId OTHER = new ShardId("other");
  private static final int BACKUPS = 6;
  private static final int AT_A_TIME = 4;

  @TempDir Path parent;

  /** Adds to one account until it is stopped. */
  private static final class Load {
    private final AtomicBoolean stop = new AtomicBoolean();
    private final AtomicLong acknowledged = new AtomicLong();
    private final AtomicLong unknown = new AtomicLong();
    private final Thread thread;

    Load(Node node, String account) {
      thread = Thread.ofVirtual().start(() -> run(node, account));
    }

    private void run(Node node, String account) {
      while (!stop.get()) {
        try {
          node.add(account, 1);
          acknowledged.incrementAndGet();
        } catch (CompletionException e) {
          if (e.getCause() instanceof ShardUnavailableException failure
              && failure.outcomeUnknown()) {
            unknown.incrementAndGet();
          }
        }
      }
    }

    void stop() throws InterruptedException {
      stop.set(true);
      thread.join();
    }

    /** The balance holds what was acknowledged, and at most what is unknown beside. */
    void check(long balance) {
      assertThat(balance)
          .isBetween(acknowledged.get(), acknowledged.get() + unknown.get())
          .isPositive();
    }
  }

  @Test
  void growsUnderLoadServesOnEveryNodeAndOutlivesItsLeader() throws Exception {
    try (LedgerCluster cluster = new LedgerCluster(parent)) {
      Node first = cluster.found();
      first.add("before", 7);
      Load load = new Load(first, "during");
      Node second = cluster.join(first);
      Node third = cluster.join(first);
      first.awaitMembers(3);
      load.stop();
      assertThat(load.unknown).as("nobody noticed").hasValue(0);
      assertThat(first.effects().roles).as("leadership stayed").containsExactly("leading");
      assertThat(third.balances())
          .containsOnly(Map.entry("before", 7L), Map.entry("during", load.acknowledged.get()));

      everyNodeWritesAndSeesWhatAnotherHasWritten(cluster.nodes());
      leadershipMovesOnRequest(cluster.nodes());
      leadershipStaysAwayFromANodeThatIsAboutToStop(second, first);

      Node leader = cluster.leader(cluster.nodes());
      List<Node> others = cluster.nodes().stream().filter(node -> node != leader).toList();
      Load across = new Load(others.getFirst(), "across");
      await().atMost(PATIENCE).until(() -> across.acknowledged.get() > 5);
      leader.stop();
      long reached = across.acknowledged.get();
      await().atMost(PATIENCE).until(() -> across.acknowledged.get() > reached + 5);
      across.stop();
      across.check(others.getLast().balances().get("across"));

      leader.start();
      assertThat(leader.balances()).isEqualTo(others.getFirst().balances());
      assertThat(second.cluster().members()).hasSize(3);
    }
  }

  private static void everyNodeWritesAndSeesWhatAnotherHasWritten(List<Node> nodes) {
    long expected = 0;
    for (int round = 0; round < 12; round++) {
      Node writer = nodes.get(round % 3);
      Node reader = nodes.get((round + 1) % 3);
      assertThat(writer.add("turns", 1)).isEqualTo(++expected);
      assertThat(reader.balances()).containsEntry("turns", expected);
    }
  }

  private static void leadershipMovesOnRequest(List<Node> nodes) {
    for (Node next : List.of(nodes.get(2), nodes.get(1))) {
      nodes
          .getFirst()
          .cluster()
          .transferLeadership(LedgerCluster.LEDGER, next.id())
          .toCompletableFuture()
          .orTimeout(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)
          .join();
      await().atMost(PATIENCE).until(() -> next.ledger().leads());
      nodes.forEach(node -> assertThat(node.leader()).contains(next.id()));
    }
  }

  /** It is preferred, so the others would give back at once what it hands over. */
  private static void leadershipStaysAwayFromANodeThatIsAboutToStop(Node preferred, Node other) {
    preferred.cluster().handOver().toCompletableFuture().join();
    await().atMost(PATIENCE).until(() -> !preferred.ledger().leads());
    other.add("handed over", 1);
    int roles = preferred.effects().roles.size();
    preferred.stop();
    assertThat(preferred.effects().roles).as("it leads no more").hasSize(roles);
    preferred.start();
    await().atMost(PATIENCE).until(() -> preferred.ledger().leads());
    // What was on its way while leadership moved may be of unknown fate.
    await().atMost(PATIENCE).ignoreExceptions().until(() -> other.add("handed over", 1) > 1);
  }

  @Test
  void aDeadNodeIsReplacedByAnEmptyOneAndTheClusterShrinksToOne() {
    try (LedgerCluster cluster = new LedgerCluster(parent)) {
      Node first = cluster.found();
      for (int i = 0; i < 50; i++) {
        first.ledger().submit(new Ledger.Add("account-" + i, i)).join();
      }
      // A node that was started before has its state on disk: a new one gets that and not the log.
      first.stop();
      first.start();
      Node second = cluster.join(first);
      Node dead = cluster.join(first);
      first.awaitMembers(3);
      NodeId gone = dead.id();
      dead.stop();

      Node replacement = cluster.replace(dead, first);
      first.add("account-0", 1);
      assertThat(replacement.balances()).hasSize(50).containsEntry("account-49", 49L);
      assertThat(cluster.leader(List.of(first, second)).lag(gone))
          .as("the new node does not answer for the dead one at its address")
          .isPositive();
      first.cluster().leave(gone).toCompletableFuture().join();
      first.awaitMembers(3);
      assertThat(replacement.add("account-49", 1)).isEqualTo(50);
      List<NodeId> now = List.of(first.id(), second.id(), replacement.id());
      await()
          .atMost(PATIENCE)
          .untilAsserted(
              () ->
                  assertThat(first.replicas(Member.Role.VOTER))
                      .containsExactlyInAnyOrderElementsOf(now));
      second.stop();
      assertThat(replacement.add("account-49", 1)).as("two of three go on").isEqualTo(51);
      second.start();

      first.cluster().leave(second.id()).toCompletableFuture().join();
      replacement.cluster().leave(first.id()).toCompletableFuture().join();
      replacement.awaitMembers(1);
      first.stop();
      second.stop();
      assertThat(replacement.add("account-49", 1)).as("alone again").isEqualTo(52);
    }
  }

  @Test
  void twoNodesJoinInTheSameMomentAndALeaderWithoutRoomMakesWay() {
    try (LedgerCluster cluster = new LedgerCluster(parent)) {
      Node first = cluster.found();
      first.add("a", 1);
      CompletableFuture<Node> second = CompletableFuture.supplyAsync(() -> cluster.join(first));
      CompletableFuture<Node> third = CompletableFuture.supplyAsync(() -> cluster.join(first));
      List<Node> others = List.of(second.join(), third.join());
      first.awaitMembers(3);
      others.forEach(node -> assertThat(node.balances()).containsEntry("a", 1L));
      assertThat(first.replicas(Member.Role.VOTER)).hasSize(3);

      Node leader = cluster.leader(cluster.nodes());
      leader.kernel().space().keepFree(Long.MAX_VALUE);
      await().atMost(PATIENCE).until(() -> !leader.ledger().leads());
      await().atMost(PATIENCE).ignoreExceptions().until(() -> leader.add("a", 1) > 1);
      leader.kernel().space().keepFree(0);
    }
  }

  @Test
  void aLearnerReceivesEverythingWithoutCountingAndALeaderWithoutMajorityAnswersNothing() {
    try (LedgerCluster cluster = new LedgerCluster(parent)) {
      Node first = cluster.found();
      Node second = cluster.join(first);
      Node learner = cluster.join(first, Member.Role.LEARNER);
      first.awaitMembers(3);
      first.add("a", 1);
      assertThat(learner.add("a", 1)).isEqualTo(2);
      assertThat(learner.balances()).containsEntry("a", 2L);
      assertThat(first.replicas(Member.Role.VOTER))
          .containsExactlyInAnyOrder(first.id(), second.id());
      assertThat(first.replicas(Member.Role.LEARNER)).containsExactly(learner.id());

      Node leader = cluster.leader(List.of(first, second));
      leader.confirmLeadership();
      assertThatThrownBy(learner::confirmLeadership)
          .hasCauseInstanceOf(ShardUnavailableException.class);
      cluster.nodes().forEach(node -> node.wire().cut());
      await()
          .atMost(PATIENCE)
          .untilAsserted(
              () ->
                  assertThatThrownBy(leader::balances)
                      .hasCauseInstanceOf(ShardUnavailableException.class));
      assertThatThrownBy(leader::confirmLeadership)
          .as("its lease has run out")
          .hasCauseInstanceOf(ShardUnavailableException.class);
      assertThatThrownBy(() -> leader.add("a", 1))
          .hasCauseInstanceOf(ShardUnavailableException.class);
      assertThat(learner.ledger().leads()).isFalse();

      cluster.nodes().forEach(node -> node.wire().mend());
      await().atMost(PATIENCE).ignoreExceptions().until(() -> learner.add("b", 1) > 0);
    }
  }

  /** What is acknowledged is on two of three nodes, and the backup is written by the third. */
  @Test
  void oneReplicaOfEachZoneCounts() {
    try (LedgerCluster cluster = new LedgerCluster(parent)) {
      Node first = cluster.found();
      Node neighbour = cluster.joinIn("zone-0", first);
      Node second = cluster.join(first);
      first.awaitMembers(3);
      NodeId[] all = Stream.of(first, neighbour, second).map(Node::id).toArray(NodeId[]::new);
      await() // two zones are all there is: three replicas, nevertheless
          .atMost(PATIENCE)
          .untilAsserted(
              () ->
                  assertThat(cluster.leader(cluster.nodes()).replicas(Member.Role.VOTER))
                      .containsExactlyInAnyOrder(all));
      first.add("zones", 1);
      Node third = cluster.join(first);
      await()
          .atMost(PATIENCE)
          .untilAsserted(
              () -> {
                Node leader = cluster.leader(cluster.nodes());
                assertThat(leader.replicas(Member.Role.VOTER))
                    .hasSize(3)
                    .contains(second.id(), third.id());
                assertThat(leader.replicas(Member.Role.LEARNER))
                    .hasSize(1)
                    .containsAnyOf(first.id(), neighbour.id());
              });
      assertThat(third.balances()).containsEntry("zones", 1L);
    }
  }

  @Test
  void aBackupOfANodeThatFollowsHoldsWhatWasAcknowledgedOrIsNotWritten() throws Exception {
    try (LedgerCluster cluster = new LedgerCluster(parent)) {
      Node first = cluster.found();
      Node second = cluster.join(first);
      Node third = cluster.join(first);
      first.awaitMembers(3);
      first.add("a", 1);
      Node leader = cluster.leader(cluster.nodes());
      Node follower = leader == third ? second : third;

      follower.wire().cut();
      assertThat(leader.add("a", 1)).isEqualTo(2);
      assertThatThrownBy(() -> backup(follower, "backup"))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("nothing was copied")
          .hasMessageContaining("shard ledger");

      follower.wire().mend();
      await().atMost(PATIENCE).ignoreExceptions().until(() -> leader.add("a", 1) > 2);
      long acknowledged = leader.add("a", 1);
      Backup backup =
          await()
              .atMost(PATIENCE)
              .ignoreExceptions()
              .until(() -> backup(follower, "backup"), _ -> true);
      Path restored = parent.resolve("restored");
      ShardBackup.restore(backup, restored);
      try (RatisKernel kernel = new RatisKernel(RatisKernelConfig.defaults(restored))) {
        Shard<Ledger.Entry> ledger =
            kernel.open(LedgerCluster.LEDGER, new Ledger(), new LedgerEffects());
        assertThat(ledger.submit(new Ledger.Add("a", 0)).join())
            .isGreaterThanOrEqualTo(acknowledged);
      }
    }
  }

  /**
   * A shard that the first node leads hands units to one that the second leads. The third, whose
   * replica of the one that gives is always ahead of that of the one that takes, writes backups.
   */
  @Test
  void aBackupOfAClusterHoldsWhatOneNodesShardHandedToAnotherNodes() throws Exception {
    try (LedgerCluster cluster = new LedgerCluster(parent)) {
      Node first = cluster.found();
      Node second = cluster.join(first);
      Node third = cluster.join(first);
      first.awaitMembers(3);
      List<Shard<Ledger.Entry>> others = openEverywhere(cluster, OTHER, new Behind(third));
      moveLeadership(cluster, LedgerCluster.LEDGER, first);
      moveLeadership(cluster, OTHER, second);
      for (int i = 0; i < 3; i++) {
        Shard<Ledger.Entry> other = others.get(i);
        cluster.nodes().get(i).effects().delivery =
            unit ->
                other
                    .submit(new Ledger.Add(unit.id(), 1))
                    .thenApply(_ -> new Ledger.Sent(unit.id()));
      }
      AtomicBoolean enough = new AtomicBoolean();
      CompletableFuture<Integer> sending = CompletableFuture.supplyAsync(() -> send(first, enough));
      for (int i = 0; i < BACKUPS; i++) {
        int before = first.balances().size();
        await().atMost(PATIENCE).until(() -> first.balances().size() > before);
        String name = "backup-" + i;
        Backup backup =
            await()
                .atMost(PATIENCE)
                .ignoreExceptionsInstanceOf(IOException.class) // a cut that took too long
                .until(() -> backup(third, name), _ -> true);
        ShardBackup.restore(backup, parent.resolve("restored-" + i));
      }
      enough.set(true);
      int sent = sending.join();
      await().atMost(PATIENCE).until(() -> first.balances().size() == sent);

      for (int i = 0; i < BACKUPS; i++) {
        Path restored = parent.resolve("restored-" + i);
        try (RatisKernel kernel = new RatisKernel(RatisKernelConfig.defaults(restored))) {
          Shard<Ledger.Entry> other = kernel.open(OTHER, new Ledger(), new LedgerEffects());
          LedgerEffects unfinished = new LedgerEffects();
          unfinished.delivery = _ -> new CompletableFuture<>(); // leaves everything as it was
          Shard<Ledger.Entry> ledger = kernel.open(LedgerCluster.LEDGER, new Ledger(), unfinished);
          assertThat(balances(other))
              .containsKeys(balances(ledger).keySet().toArray(String[]::new));
        }
      }
    }
  }

  private static NavigableMap<String, Long> balances(Shard<Ledger.Entry> shard) {
    return shard.query(() -> Ledger.read(shard.store())).join();
  }

  private static int send(Node node, AtomicBoolean enough) {
    int sent = 0;
    while (!enough.get()) {
      List<CompletableFuture<Long>> units = new ArrayList<>();
      for (int i = 0; i < AT_A_TIME; i++) {
        units.add(node.ledger().submit(new Ledger.Send("unit-" + sent++)));
      }
      units.forEach(CompletableFuture::join);
    }
    return sent;
  }

  /** Has a replica go on only once its node's replica of the ledger has: or soon. */
  private record Behind(Node node, AtomicLong units) implements ShardEffects<Ledger.Entry> {
    private static final long SOON_NANOS = 5_000_000;

    Behind(Node node) {
      this(node, new AtomicLong());
    }

    @Override
    public void applied(Object unit) {
      long count = units.incrementAndGet();
      long soon = System.nanoTime() + SOON_NANOS;
      while (node.effects().applied.size() <= count && System.nanoTime() < soon) {
        Thread.onSpinWait();
      }
    }
  }

  /**
   * @param effects of the replica that is behind
   */
  private static List<Shard<Ledger.Entry>> openEverywhere(
      LedgerCluster cluster, ShardId shard, Behind effects) {
    List<CompletableFuture<Shard<Ledger.Entry>>> opening =
        cluster.nodes().stream()
            .map(
                node ->
                    CompletableFuture.supplyAsync(
                        () ->
                            node.kernel()
                                .open(
                                    shard,
                                    new Ledger(),
                                    node == effects.node() ? effects : new ShardEffects<>() {}),
                        Thread::startVirtualThread))
            .toList();
    return opening.stream().map(CompletableFuture::join).toList();
  }

  private static void moveLeadership(LedgerCluster cluster, ShardId shard, Node to) {
    await()
        .atMost(PATIENCE)
        .ignoreExceptions()
        .until(
            () -> {
              if (!to.cluster().leader(shard).equals(Optional.of(to.id()))) {
                to.cluster().transferLeadership(shard, to.id()).toCompletableFuture().join();
              }
              return to.cluster().leader(shard).equals(Optional.of(to.id()));
            });
  }

  private Backup backup(Node node, String name) throws IOException {
    Path directory = parent.resolve(name);
    Backup.begin(directory);
    try {
      return Backup.complete(
          directory, node.id().value(), Instant.EPOCH, node.kernel().backup(directory));
    } catch (IOException e) {
      Backup.discard(directory);
      throw e;
    }
  }

  /** It would serve, and never hear of a member that comes or goes. */
  @Test
  void aNodeWhoseListOfMembersIsDamagedDoesNotStart() throws Exception {
    try (LedgerCluster cluster = new LedgerCluster(parent)) {
      Node first = cluster.found();
      first.add("a", 1);
      first.stop();
      Path log =
          first
              .dataDirectory()
              .resolve("raft")
              .resolve(group(ClusterMachine.SHARD))
              .resolve("current");
      try (Stream<Path> files = Files.list(log)) {
        Path written =
            files
                .filter(file -> file.getFileName().toString().startsWith("log_"))
                .sorted()
                .toList()
                .getLast();
        byte[] bytes = Files.readAllBytes(written);
        bytes[60] ^= 1;
        Files.write(written, bytes);
      }
      assertThatThrownBy(first::start)
          .isInstanceOf(DamagedShardException.class)
          .hasMessageContaining("shard cluster is damaged")
          .hasMessageContaining("trunkline cluster replace");
      first.stop();
    }
  }

  private static String group(ShardId shard) {
    return RatisKernel.groupId(shard).getUuid().toString();
  }
}
