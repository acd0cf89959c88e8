package io.trunkline.kernel.simulation;

import io.trunkline.kernel.ShardId;
import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;

/** Has things go wrong, by chance, until it is told to stop. */
final class Nemesis {
  private static final long SHORTEST_PEACE = 20_000;
  private static final long LONGEST_PEACE = 400_000;
  private static final long SHORTEST_TROUBLE = 30_000;
  private static final long LONGEST_TROUBLE = 1_500_000;

  private final SimulatedCluster cluster;
  private final Clients clients;
  private final Invariants invariants;
  private final List<ShardId> shards;
  private final boolean rotAnywhere;
  private final Simulation simulation;
  private final SplittableRandom random;
  private boolean stopped;
  private int crashes;
  private int skips;

  /**
   * @param rotAnywhere whether bits rot although there is no other replica to take over
   */
  Nemesis(
      SimulatedCluster cluster,
      Clients clients,
      Invariants invariants,
      List<ShardId> shards,
      boolean rotAnywhere) {
    this.cluster = cluster;
    this.clients = clients;
    this.invariants = invariants;
    this.shards = shards;
    this.rotAnywhere = rotAnywhere;
    this.simulation = cluster.simulation();
    this.random = simulation.random();
  }

  int crashes() {
    return crashes;
  }

  /** Returns how often a clock has skipped. */
  int skips() {
    return skips;
  }

  void begin() {
    simulation.between(
        SHORTEST_PEACE,
        LONGEST_PEACE,
        () -> {
          if (!stopped) {
            strike();
            begin();
          }
        });
  }

  /** Ends all trouble and mends what can be mended. */
  void stop() {
    stopped = true;
    skips++; // clocks are set right
    cluster.network().mend();
    cluster.network().disturb(0, 0, 0);
    for (SimulatedNode node : cluster.nodes()) {
      node.disk().recover();
      node.clock().correct();
      if (node.isPaused()) {
        cluster.resume(node.index());
      }
      if (!node.isUp()) {
        cluster.start(node.index());
      }
    }
  }

  private void strike() {
    SimulatedNode node = cluster.node(random.nextInt(cluster.nodes().size()));
    switch (random.nextInt(15)) {
      case 0, 1 -> crash(node);
      case 2 -> {
        node.disk().slowDown(200_000);
        simulation.between(
            1_000,
            100_000,
            () -> {
              node.disk().recover();
              crash(node);
            });
      }
      case 3 -> pause(node);
      case 4 -> {
        cluster.network().isolate(node.index());
        afterwards(() -> cluster.network().mend());
      }
      case 5 -> {
        cluster.network().cut(node.index(), random.nextInt(cluster.nodes().size()));
        afterwards(() -> cluster.network().mend());
      }
      case 6, 7 -> {
        cluster.network().disturb(chance(0.3), chance(0.3), chance(0.3));
        afterwards(() -> cluster.network().disturb(0, 0, 0));
      }
      case 8 -> {
        node.disk().slowDown(random.nextLong(300_000));
        afterwards(node.disk()::recover);
      }
      case 9 -> {
        skips++;
        node.clock().skip(Duration.ofMillis(random.nextInt(-3_000, 3_000)));
      }
      case 10 -> node.clock().drift(random.nextDouble(-0.2, 0.2));
      case 12 -> supplant();
      case 11 -> shards.forEach(node::campaign);
      default -> contest();
    }
  }

  /**
   * The thread of a leader's shard stands still, and hears late that another node leads, or has led
   * in between.
   */
  private void supplant() {
    ShardId shard = shards.get(random.nextInt(shards.size()));
    SimulatedNode leader = leader(shard);
    SimulatedNode next = cluster.node(random.nextInt(cluster.nodes().size()));
    long stall = random.nextLong(1_000, 500_000);
    leader.stall(shard, stall);
    simulation.between(0, stall, () -> next.campaign(shard));
    if (random.nextBoolean()) {
      simulation.between(stall / 2, stall, () -> leader.campaign(shard));
    }
  }

  private SimulatedNode leader(ShardId shard) {
    return cluster.nodes().stream()
        .filter(node -> node.serves(shard) && node.shard(shard).leads())
        .findFirst()
        .orElse(cluster.node(0));
  }

  /** Nodes that do not hear each other stand for election, and one that may vote starts anew. */
  private void contest() {
    ShardId shard = shards.get(random.nextInt(shards.size()));
    SimulatedNode voter = leader(shard);
    cluster.network().disturb(0, 0, 0.4);
    for (SimulatedNode candidate : cluster.nodes()) {
      if (candidate != voter) {
        cluster.network().isolate(candidate.index());
      }
    }
    for (SimulatedNode candidate : cluster.nodes()) {
      cluster.network().mend(candidate.index(), voter.index());
      cluster.network().mend(voter.index(), candidate.index());
      if (candidate != voter) {
        candidate.campaign(shard);
      }
    }
    simulation.between(1_000, 6_000, () -> kill(voter, 100, 10_000));
    afterwards(
        () -> {
          cluster.network().mend();
          cluster.network().disturb(0, 0, 0);
        });
  }

  private double chance(double most) {
    return random.nextDouble(most);
  }

  private void afterwards(Runnable action) {
    simulation.between(
        SHORTEST_TROUBLE,
        LONGEST_TROUBLE,
        () -> {
          if (!stopped) {
            action.run();
          }
        });
  }

  private void crash(SimulatedNode first) {
    // now and then the power of all nodes fails at once
    List<SimulatedNode> struck = random.nextInt(6) == 0 ? cluster.nodes() : List.of(first);
    struck.forEach(node -> kill(node, SHORTEST_TROUBLE, LONGEST_TROUBLE));
  }

  /** Kills a node and starts it again. */
  private void kill(SimulatedNode node, long shortest, long longest) {
    if (stopped || !node.isUp()) {
      return;
    }
    crashes++;
    cluster.crash(node.index());
    clients.lost(node.index());
    boolean spare = cluster.nodes().size() > 1 || rotAnywhere;
    if (spare && invariants.damaged().isEmpty() && random.nextInt(8) == 0) {
      rot(node);
    }
    simulation.between(
        shortest,
        longest,
        () -> {
          if (!node.isUp()) {
            cluster.start(node.index());
          }
        });
  }

  private void rot(SimulatedNode node) {
    boolean rotten = false;
    for (ShardId shard : shards) {
      rotten |= node.rot(shard);
    }
    if (rotten) {
      invariants.damaged(node.index());
    }
  }

  private void pause(SimulatedNode node) {
    if (node.isUp() && !node.isPaused()) {
      cluster.pause(node.index());
      afterwards(
          () -> {
            if (node.isPaused()) {
              cluster.resume(node.index());
            }
          });
    }
  }
}
