package io.trunkline.kernel.ratis;

import io.trunkline.kernel.IdSource;
import io.trunkline.kernel.NodeId;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Optional;

/**
 * The file {@code NODE} of a data directory: the name of the node. It is written once. Two
 * directories must never share a name: a node that has lost its log and still votes under its old
 * name could help to elect a leader that lacks what was acknowledged.
 */
final class NodeFile {
  /** The name of the nodes that were made before there was this file. */
  static final NodeId FIRST = new NodeId("node-1");

  private static final String LETTERS = "abcdefghjkmnpqrstuvwxyz23456789";
  private static final int LENGTH = 5;

  private NodeFile() {}

  /** Returns a name that no other directory has, but by a coincidence that does not happen. */
  static NodeId newName(IdSource ids) {
    StringBuilder name = new StringBuilder("node-");
    for (byte random : ids.bytes(LENGTH)) {
      name.append(LETTERS.charAt(Byte.toUnsignedInt(random) % LETTERS.length()));
    }
    return new NodeId(name.toString());
  }

  /** Returns the name that a directory has been given; empty where it is new. */
  static Optional<NodeId> read(Path root) {
    Path file = root.resolve("NODE");
    try {
      if (Files.exists(file)) {
        return Optional.of(new NodeId(Files.readString(file).strip()));
      }
      return Files.exists(root.resolve("raft")) ? Optional.of(FIRST) : Optional.empty();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + file, e);
    } catch (IllegalArgumentException e) {
      throw new IllegalStateException(
          "the file " + file + " is damaged; restore the directory, or replace the node", e);
    }
  }

  /** Gives a new directory its name. */
  static void write(Path root, NodeId name) {
    Path draft = root.resolve("NODE.new");
    try {
      Files.writeString(
          draft,
          name + "\n",
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
