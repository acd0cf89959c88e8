package io.trunkline.broker.service;

import io.trunkline.kernel.simulation.SimulatedCluster;
import io.trunkline.kernel.simulation.SimulatedNode;
import io.trunkline.kernel.simulation.Simulation;
import java.time.Duration;
import java.util.SplittableRandom;

/** What goes wrong around a simulated broker, by chance, until it is told to stop. */
final class BrokerTrouble {
  private final SimulatedCluster cluster;
  private final Simulation simulation;
  private final SplittableRandom random;
  private boolean stopped;

  BrokerTrouble(SimulatedCluster cluster) {
    this.cluster = cluster;
    this.simulation = cluster.simulation();
    this.random = simulation.random();
  }

  void begin() {
    simulation.between(
        50_000,
        600_000,
        () -> {
          if (!stopped) {
            strike(cluster.node(random.nextInt(cluster.nodes().size())));
            begin();
          }
        });
  }

  void stop() {
    stopped = true;
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

  private void strike(SimulatedNode node) {
    switch (random.nextInt(10)) {
      case 0, 1 -> {
        if (node.isUp()) {
          cluster.crash(node.index());
          later(() -> cluster.start(node.index()));
        }
      }
      case 2 -> {
        if (node.isUp() && !node.isPaused()) {
          cluster.pause(node.index());
          later(() -> cluster.resume(node.index()));
        }
      }
      case 3 -> {
        cluster.network().isolate(node.index());
        later(cluster.network()::mend);
      }
      case 4 -> {
        cluster.network().disturb(0.2, 0.2, 0.2);
        later(() -> cluster.network().disturb(0, 0, 0));
      }
      case 5 -> {
        node.disk().slowDown(100_000);
        later(node.disk()::recover);
      }
      case 6 -> node.clock().skip(Duration.ofMillis(random.nextInt(-3_000, 3_000)));
      case 7 -> node.clock().drift(random.nextDouble(-0.2, 0.2));
      case 8 -> node.stall(SimulatedBroker.SHARD, random.nextLong(400_000));
      default -> node.campaign(SimulatedBroker.SHARD);
    }
  }

  private void later(Runnable action) {
    simulation.between(
        50_000,
        1_500_000,
        () -> {
          if (!stopped) {
            action.run();
          }
        });
  }
}
