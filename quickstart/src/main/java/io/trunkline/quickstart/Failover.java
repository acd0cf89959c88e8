package io.trunkline.quickstart;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.trunkline.net.codec.Json;
import io.trunkline.server.cli.CommandException;
import io.trunkline.server.cli.NodeClient;
import java.util.List;

/**
 * Kills the leader of a shard in the middle of everything. The clients' own node is spared, as a
 * client would be that has the addresses of all: before it leads, another one is made to.
 */
final class Failover {
  private static final long PATIENCE_NANOS = 60_000_000_000L;
  private static final String CLUSTER = "/trunkline/cluster";

  private final List<NodeProcess> nodes;
  private final NodeClient administrator;

  /**
   * @param nodes the first is the one that clients use
   */
  Failover(List<NodeProcess> nodes) {
    this.nodes = nodes;
    this.administrator = nodes.getFirst().administrator();
  }

  /** Waits until every shard is kept by every node, so that none of them is missed. */
  void awaitWhole() throws InterruptedException {
    long giveUpAt = System.nanoTime() + 4 * PATIENCE_NANOS;
    while (!whole()) {
      if (System.nanoTime() > giveUpAt) {
        throw new CommandException("The nodes did not come together; their messages are above.");
      }
      Thread.sleep(200);
    }
  }

  private boolean whole() {
    JsonNode status = status();
    boolean whole = status.path("nodes").size() == nodes.size();
    for (JsonNode shard : status.path("shards")) {
      int voters = 0;
      for (JsonNode replica : shard.path("replicas")) {
        voters += replica.path("role").asText().equals("VOTER") ? 1 : 0;
      }
      whole &= voters == nodes.size() && !shard.path("leader").isNull();
    }
    return whole;
  }

  /** Kills the node that leads {@code shard} as {@code kill -9} does, and returns its name. */
  String killLeader(String shard) throws InterruptedException {
    String own = status().path("self").asText();
    String leader = leader(shard);
    if (leader.equals(own)) {
      leader = id(nodes.get(1));
      administrator.call(
          "POST", CLUSTER + "/transfers", Json.object().put("shard", shard).put("node", leader));
    }
    for (NodeProcess node : nodes.subList(1, nodes.size())) {
      if (id(node).equals(leader)) {
        node.kill();
        return leader;
      }
    }
    throw new CommandException("Nobody leads " + shard + ".");
  }

  /** Waits for another leader than {@code dead} and returns it. */
  String nextLeader(String shard, String dead) throws InterruptedException {
    long giveUpAt = System.nanoTime() + PATIENCE_NANOS;
    while (true) {
      String leader = leader(shard);
      if (!leader.isEmpty() && !leader.equals(dead)) {
        return leader;
      }
      if (System.nanoTime() > giveUpAt) {
        throw new CommandException("No other node came to lead " + shard + ".");
      }
      Thread.sleep(50);
    }
  }

  private String leader(String shard) {
    for (JsonNode known : status().path("shards")) {
      if (known.path("id").asText().equals(shard)) {
        return known.path("leader").asText("");
      }
    }
    return "";
  }

  private static String id(NodeProcess node) {
    return node.administrator()
        .call("GET", CLUSTER, MissingNode.getInstance())
        .path("self")
        .asText();
  }

  private JsonNode status() {
    return administrator.call("GET", CLUSTER, MissingNode.getInstance());
  }
}
