package io.trunkline.compat.faults;

import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.trunkline.compat.workload.HttpCalls;
import io.trunkline.net.Endpoints;
import io.trunkline.net.codec.Json;
import io.trunkline.server.cluster.ClusterPlane;
import java.io.IOException;
import java.net.http.HttpTimeoutException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Nodes that keep each other's shards, to which everything can be done. */
final class FaultCluster implements AutoCloseable {
  /** The namespace that the clients work with has a shard of its own. */
  private static final String SHARD = "broker/faults";

  private static final int RAFT_PORT = 7400;
  private static final int JOIN_TRIES = 3;
  private static final Duration PATIENCE = Duration.ofMinutes(3);

  private final Network network;
  private final List<FaultNode> nodes = new ArrayList<>();
  private final Thread hook = new Thread(this::closeQuietly, "end-fault-cluster");
  private @Nullable HttpCalls calls;

  private FaultCluster(Network network) {
    this.network = network;
  }

  /**
   * Starts the first of some nodes and waits until it is ready; see {@link #grow}.
   *
   * @param directory gets what they write
   * @param disks whether to give them disks that can fail
   */
  static FaultCluster start(Network network, int size, Path directory, boolean disks)
      throws IOException {
    FaultCluster cluster = new FaultCluster(network);
    Runtime.getRuntime().addShutdownHook(cluster.hook);
    try {
      for (int index = 0; index < size; index++) {
        Disk disk =
            disks
                ? Disk.create(directory)
                : Disk.none(Files.createDirectory(directory.resolve("node-" + index)));
        cluster.nodes.add(new FaultNode(index, network, disk, directory));
      }
      cluster.found();
      return cluster;
    } catch (IOException | RuntimeException e) {
      cluster.closeQuietly();
      throw e;
    }
  }

  /** Starts the first node, which is a cluster by itself. */
  private void found() throws IOException {
    FaultNode first = nodes.getFirst();
    first.launch(List.of());
    first.awaitReady();
    calls = new HttpCalls(first.files().administrator().orElseThrow());
  }

  /** Has the other nodes join, and waits until each has everything. */
  void grow() throws IOException {
    FaultNode first = nodes.getFirst();
    List<FaultNode> others = nodes.subList(1, nodes.size());
    for (FaultNode node : others) {
      Instant launched = Instant.now();
      join(node, List.of("--join", first.endpoints().host() + ":" + first.endpoints().https()));
      System.out.printf(
          "node %d was ready after %.1f s%n",
          node.index(), Duration.between(launched, Instant.now()).toMillis() / 1000.0);
    }
    await().atMost(PATIENCE).pollInterval(Duration.ofMillis(500)).until(this::whole);
  }

  /** Starts a node for the first time; an operator would try again, too. */
  private static void join(FaultNode node, List<String> how) throws IOException {
    for (int tries = 1; ; tries++) {
      node.launch(how);
      try {
        node.awaitReady();
        return;
      } catch (IOException e) {
        if (tries == JOIN_TRIES || node.runs()) {
          throw e;
        }
      }
    }
  }

  /** Returns whether every node keeps every shard and may lead it. */
  private boolean whole() {
    return status()
        .filter(
            status -> {
              boolean whole = !status.path("shards").isEmpty();
              for (JsonNode shard : status.path("shards")) {
                long voters = 0;
                for (JsonNode replica : shard.path("replicas")) {
                  voters += replica.path("role").asText().equals("VOTER") ? 1 : 0;
                }
                whole &= voters == nodes.size() && shard.path("leader").isTextual();
              }
              return whole;
            })
        .isPresent();
  }

  /** Returns what the first node says that answers. */
  private Optional<JsonNode> status() {
    for (FaultNode node : nodes) {
      try {
        return Optional.of(calls().manage(node.endpoints(), "GET", ClusterPlane.PATH, ""));
      } catch (IOException e) {
        // another node will answer
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IllegalStateException(e);
      }
    }
    return Optional.empty();
  }

  /** Returns clients with the rights of the administrator. */
  HttpCalls calls() {
    return Objects.requireNonNull(calls, "the cluster was not started");
  }

  int size() {
    return nodes.size();
  }

  FaultNode node(int index) {
    return nodes.get(index);
  }

  List<FaultNode> nodes() {
    return nodes;
  }

  Network network() {
    return network;
  }

  List<Endpoints> endpoints() {
    return nodes.stream().map(FaultNode::endpoints).toList();
  }

  /** Returns which node leads the shard that the clients' messages are in, if one is known to. */
  Optional<Integer> leader() {
    return status()
        .flatMap(
            status -> {
              for (JsonNode shard : status.path("shards")) {
                if (shard.path("id").asText().equals(SHARD)) {
                  return index(status, shard.path("leader").asText());
                }
              }
              return Optional.empty();
            });
  }

  private Optional<Integer> index(JsonNode status, String id) {
    for (JsonNode member : status.path("nodes")) {
      if (member.path("id").asText().equals(id)) {
        return nodes.stream()
            .filter(node -> is(member, node.index()))
            .map(FaultNode::index)
            .findFirst();
      }
    }
    return Optional.empty();
  }

  private boolean is(JsonNode member, int node) {
    return member.path("host").asText().equals(network.host(node))
        && member.path("raftPort").asInt() == RAFT_PORT + network.portOffset(node);
  }

  /** Asks for another leader of the shard that the clients' messages are in. */
  void transfer(int to) throws IOException, InterruptedException {
    for (JsonNode member : status().orElseThrow().path("nodes")) {
      if (is(member, to)) {
        String body =
            Json.text(Json.object().put("shard", SHARD).put("node", member.path("id").asText()));
        try {
          calls().manage(node(to).endpoints(), "POST", ClusterPlane.PATH + "/transfers", body);
        } catch (HttpTimeoutException e) {
          // it may still come to that: for the clients that is a fault like any other
        }
      }
    }
  }

  /** Takes back everything that was done to nodes, disks and wires, and starts who is down. */
  void mend() throws IOException {
    network.mend();
    for (FaultNode node : nodes) {
      node.resume();
      node.disk().mend();
    }
    List<FaultNode> down = nodes.stream().filter(node -> !node.runs()).toList();
    for (FaultNode node : down) {
      node.launch(List.of());
    }
    for (FaultNode node : down) {
      node.awaitReady();
    }
  }

  private void closeQuietly() {
    @Nullable Exception last = null;
    for (FaultNode node : nodes) {
      try {
        node.close();
      } catch (IOException e) {
        last = e;
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
    network.close();
    if (calls != null) {
      calls.close();
    }
    if (last != null) {
      System.err.println("a node of the fault test was not tidied up: " + last);
    }
  }

  @Override
  public void close() {
    Runtime.getRuntime().removeShutdownHook(hook);
    closeQuietly();
  }
}
