package io.trunkline.compat.nodes;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.trunkline.compat.node.TestNode;
import io.trunkline.net.codec.Json;
import io.trunkline.server.cluster.ClusterPlane;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.awaitility.Awaitility;

/** Three nodes in JVMs of their own: the second and the third have joined the first. */
final class ThreeNodes implements AutoCloseable {
  private static final Path CONFIG = Path.of("src/test/resources/emulator/trunkline.json");
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  private final List<TestNode> nodes = new ArrayList<>();

  static ThreeNodes start() throws IOException {
    ThreeNodes three = new ThreeNodes();
    Path config = CONFIG.toAbsolutePath();
    TestNode first = TestNode.start(TestNode.directory("first-"), config);
    three.nodes.add(first);
    three.nodes.add(TestNode.join(TestNode.directory("second-"), config, first));
    three.nodes.add(TestNode.join(TestNode.directory("third-"), config, first));
    three.awaitWhole();
    return three;
  }

  /** Starts a node that joins with a token. */
  TestNode join(String token) throws IOException {
    TestNode joined =
        TestNode.join(
            TestNode.directory("joined-"), CONFIG.toAbsolutePath(), nodes.getFirst(), token);
    nodes.add(joined);
    return joined;
  }

  /** Starts a node that joins as a learner; it is not one of the three. */
  TestNode learner() throws IOException {
    return TestNode.learner(
        TestNode.directory("learner-"), CONFIG.toAbsolutePath(), nodes.getFirst());
  }

  /** Returns the name of a node in its cluster. */
  static String name(TestNode node) {
    return status(node).path("self").asText();
  }

  /** Returns the names of the members that a node knows of. */
  static List<String> members(TestNode node) {
    List<String> names = new ArrayList<>();
    status(node).path("nodes").forEach(member -> names.add(member.path("id").asText()));
    return names;
  }

  List<TestNode> nodes() {
    return nodes;
  }

  /** Waits until every shard has a leader and a voter on each node. */
  void awaitWhole() {
    Awaitility.await()
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(500))
        .ignoreExceptions()
        .until(() -> nodes.stream().allMatch(ThreeNodes::whole));
  }

  private static boolean whole(TestNode node) {
    for (JsonNode shard : status(node).path("shards")) {
      int voters = 0;
      for (JsonNode replica : shard.path("replicas")) {
        voters += replica.path("role").asText().equals("VOTER") ? 1 : 0;
      }
      if (voters < 3 || shard.path("leader").isNull()) {
        return false;
      }
    }
    return true;
  }

  /** Returns the node that leads a shard, as a node that lives sees it. */
  TestNode leader(String shard) {
    TestNode[] found = new TestNode[1];
    Awaitility.await()
        .atMost(PATIENCE)
        .ignoreExceptions()
        .until(() -> (found[0] = named(leaderOf(shard))) != null);
    return found[0];
  }

  /** Returns a node that does not lead a shard. */
  TestNode follower(String shard) {
    TestNode leader = leader(shard);
    return nodes.stream().filter(node -> node != leader).findFirst().orElseThrow();
  }

  /** Has a node lead a shard, and keep it while leaders are spread. */
  void transfer(String shard, TestNode to) {
    to.administrator()
        .call(
            "POST",
            ClusterPlane.PATH + "/transfers",
            Json.object().put("shard", shard).put("node", name(to)));
  }

  /** Returns the names of the nodes that lead something, as the first node sees it. */
  Set<String> leaders() {
    Set<String> leaders = new TreeSet<>();
    status(nodes.getFirst())
        .path("shards")
        .forEach(shard -> leaders.add(shard.path("leader").asText()));
    return leaders;
  }

  private String leaderOf(String shard) {
    for (TestNode node : nodes) {
      if (node.isAlive()) {
        for (JsonNode known : status(node).path("shards")) {
          if (known.path("id").asText().equals(shard)) {
            return known.path("leader").asText("");
          }
        }
      }
    }
    throw new IllegalStateException("no node knows the shard " + shard);
  }

  private TestNode named(String id) {
    for (TestNode node : nodes) {
      if (node.isAlive() && status(node).path("self").asText().equals(id)) {
        return node;
      }
    }
    return null;
  }

  private static JsonNode status(TestNode node) {
    return node.administrator().call("GET", ClusterPlane.PATH, MissingNode.getInstance());
  }

  @Override
  public void close() throws Exception {
    for (TestNode node : nodes.reversed()) {
      node.close();
    }
  }
}
