package io.trunkline.kernel.ratis;

import io.trunkline.kernel.NodeId;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Optional;

/**
 * The file {@code NODE} of a data directory: the name of the node, and a second line {@code
 * admitted} where a cluster has given it that name. It is written once. Two directories must never
 * share a name: a node that has lost its log and still votes under its old name could help to elect
 * a leader that lacks what was acknowledged.
 */
final class NodeFile {
  /** The name of the nodes that were made before there was this file. */
  static final NodeId FIRST = new NodeId("node-1");

  private static final String ADMITTED = "admitted";

  /**
   * What a directory says of its node.
   *
   * @param admitted whether the node joined a cluster; otherwise it founded one
   */
  record Identity(NodeId name, boolean admitted) {}

  private NodeFile() {}

  /** Returns what a directory says of its node; empty where it is new. */
  static Optional<Identity> read(Path root) {
    Path file = root.resolve("NODE");
    try {
      if (Files.exists(file)) {
        List<String> lines = Files.readAllLines(file);
        boolean admitted = lines.size() > 1 && lines.get(1).equals(ADMITTED);
        return Optional.of(
            new Identity(new NodeId(lines.isEmpty() ? "" : lines.getFirst()), admitted));
      }
      return Files.exists(root.resolve("raft"))
          ? Optional.of(new Identity(FIRST, false))
          : Optional.empty();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + file, e);
    } catch (IllegalArgumentException e) {
      throw new IllegalStateException(
          "the file " + file + " is damaged; restore the directory, or replace the node", e);
    }
  }

  /** Gives a new directory its name. */
  static void write(Path root, Identity node) {
    Path draft = root.resolve("NODE.new");
    try {
      Files.writeString(
          draft,
          node.name() + "\n" + (node.admitted() ? ADMITTED + "\n" : ""),
          StandardOpenOption.CREATE,
          StandardOpenOption.WRITE,
          StandardOpenOption.TRUNCATE_EXISTING,
          StandardOpenOption.SYNC);
      Files.move(draft, root.resolve("NODE"), StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot name the node in " + root, e);
    }
  }
}
