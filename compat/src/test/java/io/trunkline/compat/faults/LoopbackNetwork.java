package io.trunkline.compat.faults;

import io.trunkline.compat.node.NodePorts;
import java.util.List;
import java.util.stream.IntStream;

/** All nodes on the loopback interface of this machine, with ports of their own; no wires. */
final class LoopbackNetwork implements Network {
  private static final String HOST = "127.0.0.1";

  private final List<Integer> offsets;

  LoopbackNetwork(int nodes) {
    this.offsets = IntStream.range(0, nodes).mapToObj(_ -> NodePorts.freeOffset()).toList();
  }

  @Override
  public List<String> inside(int node) {
    return List.of();
  }

  @Override
  public String host(int node) {
    return HOST;
  }

  @Override
  public int portOffset(int node) {
    return offsets.get(node);
  }

  @Override
  public String testHost() {
    return HOST;
  }

  @Override
  public boolean canBeCut() {
    return false;
  }

  @Override
  public void cut(int from, int to) {
    throw noWires();
  }

  @Override
  public void unplug(int node) {
    throw noWires();
  }

  @Override
  public void choke(int node) {
    throw noWires();
  }

  @Override
  public void mend() {
    // nothing can have been done
  }

  private static IllegalStateException noWires() {
    return new IllegalStateException("the loopback interface cannot be cut");
  }

  @Override
  public void close() {
    // the nodes take their ports with them
  }
}
