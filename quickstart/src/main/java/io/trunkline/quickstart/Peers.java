package io.trunkline.quickstart;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The nodes that join the first one. */
final class Peers implements AutoCloseable {
  private static final int PORTS_APART = 10_000;

  private final List<NodeProcess> all = new ArrayList<>();

  /**
   * Starts nodes one after the other until there are {@code count}, the first one included.
   *
   * @param directory gets their data directories
   */
  static Peers join(NodeProcess first, Path example, Path directory, int portOffset, int count)
      throws IOException {
    Peers peers = new Peers();
    peers.all.add(first);
    try {
      for (int i = 2; i <= count; i++) {
        int offset = portOffset + (i - 1) * PORTS_APART;
        peers.all.add(first.join(example, directory.resolve("node-" + i), offset));
      }
    } catch (IOException | RuntimeException e) {
      peers.close();
      throw e;
    }
    return peers;
  }

  /** Returns every node, the first one first. */
  List<NodeProcess> all() {
    return all;
  }

  /** Stops those that joined. */
  @Override
  public void close() {
    for (NodeProcess node : all.subList(1, all.size()).reversed()) {
      node.close();
    }
  }
}
