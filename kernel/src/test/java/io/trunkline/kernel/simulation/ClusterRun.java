package io.trunkline.kernel.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import io.trunkline.kernel.KernelLimits;
import io.trunkline.kernel.Shard;
import io.trunkline.kernel.ShardId;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;

/** One run of a cluster from one seed: two shards, clients, trouble, and then peace. */
final class ClusterRun {
  private static final ShardId FIRST = new ShardId("first");
  private static final ShardId SECOND = new ShardId("second");
  private static final List<ShardId> SHARDS = List.of(FIRST, SECOND);
  private static final List<Clients.Kind> KINDS = List.of(Clients.Kind.values());
  private static final Duration TROUBLE = Duration.ofSeconds(5);
  private static final int CUTS = 3;
  private static final int PARCELS_OF_A_CUT = 6;
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final Duration LOOK = Duration.ofMillis(100);
  private static final byte TIMERS = 1;
  private static final byte OUTBOX = 2;

  /** What a run did. */
  record Report(
      int nodes,
      long steps,
      int elections,
      int crashes,
      long cuts,
      long acknowledged,
      long unknown,
      int state) {}

  private record Open(
      Tally machine, TallyEffects effects, CompletableFuture<Shard<Tally.Step>> serving) {}

  private final Simulation simulation;
  private final SimulatedCluster cluster;
  private final Invariants invariants = new Invariants();
  private final Clients clients;
  private final Nemesis nemesis;
  private final Cuts cuts;
  private final boolean forgetsParcels;
  private final Map<Integer, Map<ShardId, Open>> open = new HashMap<>();

  private ClusterRun(long seed, int nodes, Set<Sabotage> sabotage, boolean forgetsParcels) {
    this.simulation = new Simulation(seed);
    this.forgetsParcels = forgetsParcels;
    int size = nodes > 0 ? nodes : List.of(1, 3, 3, 3, 5).get(simulation.random().nextInt(5));
    KernelLimits limits =
        new KernelLimits(
            4_096, 8, 4_096, 64, 65_536, Duration.ofMillis(50), Duration.ofMillis(400));
    cluster = new SimulatedCluster(simulation, size, limits, this::boot, invariants, sabotage);
    clients = new Clients(cluster, this::readElsewhere);
    boolean rotAnywhere = sabotage.contains(Sabotage.ROT_TAKEN_FOR_TAIL);
    nemesis = new Nemesis(cluster, clients, invariants, SHARDS, rotAnywhere);
    cuts = new Cuts(cluster, clients, SHARDS, nemesis::skips);
  }

  /** Runs a seed on a cluster of a size that the seed chooses. */
  static Report run(long seed) {
    return run(seed, 0, Set.of(), false);
  }

  /**
   * Runs a seed.
   *
   * @param nodes how many, or 0 to leave it to the seed
   * @param forgetsParcels whether the machine lacks idempotency
   */
  static Report run(long seed, int nodes, Set<Sabotage> sabotage, boolean forgetsParcels) {
    return new ClusterRun(seed, nodes, sabotage, forgetsParcels).run();
  }

  private void boot(SimulatedNode node) {
    Map<ShardId, Open> shards = new HashMap<>();
    for (ShardId id : SHARDS) {
      Tally machine = new Tally(forgetsParcels);
      ShardId other = id.equals(FIRST) ? SECOND : FIRST;
      TallyEffects effects = new TallyEffects(node, other);
      shards.put(id, new Open(machine, effects, node.open(id, machine, effects)));
    }
    open.put(node.index(), shards);
    if (shards.values().stream().anyMatch(shard -> shard.serving().isCompletedExceptionally())) {
      cluster.crash(node.index()); // a node whose disk is damaged refuses to start
    }
  }

  private Report run() {
    invariants.watch(cluster);
    simulation.afterEveryStep(clients::check);
    simulation.afterEveryStep(cuts::check);
    cluster.start();
    SplittableRandom random = simulation.random();
    int requests = 40 + random.nextInt(120);
    for (int i = 0; i < requests; i++) {
      simulation.after(random.nextLong(TROUBLE.toNanos() / 1_000), this::ask);
    }
    for (int i = random.nextInt(6) == 0 ? CUTS : 0; i > 0; i--) { // clients wait meanwhile
      simulation.after(random.nextLong(TROUBLE.toNanos() / 1_000), this::cut);
    }
    nemesis.begin();
    simulation.run(TROUBLE);
    nemesis.stop();
    long end = simulation.now() + PATIENCE.toNanos() / 1_000;
    do {
      simulation.run(LOOK);
    } while (!isQuiet() && simulation.now() < end);
    checkAtRest();
    return new Report(
        cluster.nodes().size(),
        simulation.steps(),
        invariants.elections(),
        nemesis.crashes(),
        cuts.used(),
        clients.count(Clients.Outcome.ACKNOWLEDGED),
        clients.count(Clients.Outcome.UNKNOWN),
        hash(state(FIRST)) ^ 31 * hash(state(SECOND)));
  }

  private void ask() {
    SplittableRandom random = simulation.random();
    ShardId shard = SHARDS.get(random.nextInt(SHARDS.size()));
    SimulatedNode node = cluster.node(random.nextInt(cluster.nodes().size()));
    Clients.Kind kind = KINDS.get(random.nextInt(KINDS.size()));
    for (SimulatedNode leader : cluster.nodes()) {
      if (leader.isUp() && !leader.isPaused()) {
        open.get(leader.index()).get(shard).effects().reign();
      }
    }
    // several at once, now and then, so that commands share entries
    for (int i = random.nextInt(6) == 0 ? 12 : 1; i > 0; i--) {
      if (node.isUp()) {
        clients.ask(kind, shard, node, open.get(node.index()).get(shard).machine());
      }
    }
  }

  /** A node is copied while parcels are on their way. */
  private void cut() {
    cuts.take(cluster.node(simulation.random().nextInt(cluster.nodes().size())));
    for (int i = 0; i < PARCELS_OF_A_CUT; i++) {
      SimulatedNode node = cluster.node(simulation.random().nextInt(cluster.nodes().size()));
      ShardId shard = SHARDS.get(simulation.random().nextInt(SHARDS.size()));
      simulation.between(
          0,
          20_000,
          () -> {
            if (node.isUp()) {
              Tally machine = open.get(node.index()).get(shard).machine();
              clients.ask(Clients.Kind.SEND, shard, node, machine);
            }
          });
    }
  }

  /** What one node has acknowledged is soon looked for on another. */
  private void readElsewhere(Clients.Request added) {
    SimulatedNode node = cluster.node(simulation.random().nextInt(cluster.nodes().size()));
    simulation.between(
        0,
        300,
        () -> {
          if (node.isUp()) {
            Tally machine = open.get(node.index()).get(added.shard).machine();
            clients.ask(Clients.Kind.READ, added.shard, node, machine);
          }
        });
  }

  private List<SimulatedNode> sound() {
    return cluster.nodes().stream()
        .filter(node -> !invariants.damaged().contains(node.index()))
        .toList();
  }

  private NavigableMap<byte[], byte[]> state(ShardId shard) {
    return sound().getFirst().state(shard);
  }

  /** Nothing waits: no request, no timer, no parcel, and no replica that is behind. */
  private boolean isQuiet() {
    if (clients.count(Clients.Outcome.PENDING) > 0) {
      return false;
    }
    for (ShardId shard : SHARDS) {
      byte[] first = state(shard).higherKey(new byte[] {0});
      if (first != null && first[0] < Tally.ROOM) {
        return false;
      }
      for (SimulatedNode node : sound()) {
        if (!open.get(node.index()).get(shard).serving().isDone()
            || hash(node.state(shard)) != hash(state(shard))) {
          return false;
        }
      }
    }
    return true;
  }

  private void checkAtRest() {
    for (Clients.Request request : clients.requests()) {
      assertThat(request.outcome)
          .as("%s is answered", request)
          .isNotEqualTo(Clients.Outcome.PENDING);
      check(request);
    }
    for (ShardId shard : SHARDS) {
      NavigableMap<byte[], byte[]> state = state(shard);
      assertThat(state.subMap(new byte[] {TIMERS}, new byte[] {OUTBOX}))
          .as("timers of %s that never rang", shard)
          .isEmpty();
      assertThat(state.subMap(new byte[] {OUTBOX}, new byte[] {Tally.ROOM}))
          .as("outbox entries of %s that were never delivered", shard)
          .isEmpty();
      for (SimulatedNode node : sound()) {
        assertThat(open.get(node.index()).get(shard).serving())
            .as("%s serves %s", node.id(), shard)
            .isCompleted();
        assertThat(hash(node.state(shard)))
            .as("%s has the same state of %s as the others", node.id(), shard)
            .isEqualTo(hash(state));
      }
    }
  }

  /** What was acknowledged took effect once, what was refused did not, the rest at most once. */
  private void check(Clients.Request request) {
    if (request.kind == Clients.Kind.READ) {
      return;
    }
    long effects = Tally.count(state(request.shard), request.what(), request.id);
    switch (request.outcome) {
      case ACKNOWLEDGED -> assertThat(effects).as("effects of %s", request).isEqualTo(1);
      case REFUSED -> assertThat(effects).as("effects of %s", request).isZero();
      default -> assertThat(effects).as("effects of %s", request).isLessThanOrEqualTo(1);
    }
    if (request.kind == Clients.Kind.SEND) {
      ShardId other = request.shard.equals(FIRST) ? SECOND : FIRST;
      assertThat(Tally.count(state(other), "receive", request.id))
          .as("how often the parcel of %s arrived", request)
          .isEqualTo(effects);
    }
    if (request.kind == Clients.Kind.ARM && effects > 0) {
      assertThat(Tally.count(state(request.shard), "ring", request.id))
          .as("how often the timer of %s rang", request)
          .isPositive();
    }
  }

  private static int hash(NavigableMap<byte[], byte[]> state) {
    int hash = 0;
    for (Map.Entry<byte[], byte[]> entry : state.entrySet()) {
      hash = 31 * hash + Arrays.hashCode(entry.getKey());
      hash = 31 * hash + Arrays.hashCode(entry.getValue());
    }
    return hash;
  }
}
