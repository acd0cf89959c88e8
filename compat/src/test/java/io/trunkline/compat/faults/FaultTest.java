package io.trunkline.compat.faults;

import io.trunkline.compat.node.TestNode;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Real clients work with real nodes while faults strike at random; then everything that the clients
 * saw is checked.
 *
 * <p>{@code -Dtrunkline.faults.rounds=N} lets N faults strike; {@code -Dtrunkline.faults.seed=S}
 * repeats the faults of an earlier run, though not the moments; {@code -Dtrunkline.faults.nodes=N}
 * chooses how many nodes there are.
 */
class FaultTest {
  private static final int ROUNDS = Integer.getInteger("trunkline.faults.rounds", 3);
  private static final long SEED = Long.getLong("trunkline.faults.seed", System.nanoTime());
  private static final int NODES = Integer.getInteger("trunkline.faults.nodes", 3);

  @Test
  @ExtendWith(WhereNamespaces.Work.class)
  void nothingAcknowledgedIsLostInNamespaces() throws Exception {
    survives(NamespaceNetwork.create(NODES), "in network namespaces");
  }

  @Test
  @ExtendWith(WhereNamespaces.DoNotWork.class)
  void nothingAcknowledgedIsLostOnLoopback() throws Exception {
    survives(new LoopbackNetwork(NODES), "on loopback, so nothing is partitioned");
  }

  private static void survives(Network network, String where) throws Exception {
    Path directory = TestNode.directory("faults-");
    Optional<String> noDisks = Disk.obstacle(directory);
    String title =
        "fault test: %d nodes %s; -Dtrunkline.faults.seed=%d rounds=%d%s"
            .formatted(
                NODES,
                where,
                SEED,
                ROUNDS,
                noDisks.map(reason -> "\nNO DISKS, none is slow or full: " + reason).orElse(""));
    System.out.println(title);
    try (FaultCluster cluster = FaultCluster.start(network, NODES, directory, noDisks.isEmpty())) {
      new FaultRun(title, cluster, new Random(SEED), directory).run(ROUNDS);
    }
  }
}
