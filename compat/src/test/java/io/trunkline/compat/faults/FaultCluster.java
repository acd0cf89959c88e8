package io.trunkline.compat.faults;

import io.trunkline.net.Endpoints;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Nodes that keep each other's shards, to which everything can be done. */
final class FaultCluster implements AutoCloseable {
  private final Network network;
  private final List<FaultNode> nodes = new ArrayList<>();
  private final Thread hook = new Thread(this::closeQuietly, "end-fault-cluster");

  private FaultCluster(Network network) {
    this.network = network;
  }

  /**
   * Starts nodes and waits until they are ready.
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
      cluster.startAll();
      return cluster;
    } catch (IOException | RuntimeException e) {
      cluster.closeQuietly();
      throw e;
    }
  }

  private void startAll() throws IOException {
    FaultNode first = nodes.getFirst();
    first.launch(List.of());
    first.awaitReady();
    List<FaultNode> others = nodes.subList(1, nodes.size());
    for (FaultNode node : others) {
      node.launch(List.of("--join", first.endpoints().host() + ":" + first.endpoints().https()));
    }
    for (FaultNode node : others) {
      node.awaitReady();
    }
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

  /** Returns which node leads the messaging namespace, if one is known to. */
  Optional<Integer> leader() {
    return Optional.of(0);
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
