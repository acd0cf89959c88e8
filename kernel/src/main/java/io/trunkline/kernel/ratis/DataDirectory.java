package io.trunkline.kernel.ratis;

import io.trunkline.kernel.IdSource;
import io.trunkline.kernel.NodeId;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A node's data directory: one process at a time, one format.
 *
 * <pre>
 *   FORMAT   "trunkline data 1": what this directory is, and the version of its layout and of the
 *            files in it that do not name their own: NODE, and beside each log its witness
 *   LOCK     locked by the process that uses the directory
 *   NODE     the name of the node
 *   raft/    the shards' logs, a directory per Raft group
 *   state/   the shards' state, a RocksDB
 * </pre>
 */
final class DataDirectory implements AutoCloseable {
  private static final String FORMAT = "trunkline data 1";

  private final Path root;
  private final FileChannel lockFile;

  private DataDirectory(Path root, FileChannel lockFile) {
    this.root = root;
    this.lockFile = lockFile;
  }

  /**
   * Locks a directory, and creates it where it does not exist.
   *
   * @throws IllegalStateException when another process uses the directory, or when it holds
   *     something that this version does not understand; the message says what to do
   */
  static DataDirectory open(Path root) {
    try {
      Files.createDirectories(root);
      DataDirectory directory = new DataDirectory(root, lock(root));
      try {
        directory.checkFormat();
      } catch (RuntimeException | IOException e) {
        directory.close();
        throw e;
      }
      return directory;
    } catch (IOException e) {
      throw new UncheckedIOException("cannot use the data directory " + root, e);
    }
  }

  Path logs() {
    return root.resolve("raft");
  }

  Path state() {
    return root.resolve("state");
  }

  /**
   * Returns which node this is, and gives it a name where the directory is new.
   *
   * @param admittedAs the name under which a cluster has admitted the node
   * @throws IllegalStateException when the directory belongs to a node of another name
   */
  NodeFile.Identity node(Optional<NodeId> admittedAs, IdSource ids) {
    Optional<NodeFile.Identity> known = NodeFile.read(root);
    if (known.isEmpty()) {
      NodeFile.Identity node =
          new NodeFile.Identity(
              admittedAs.orElseGet(() -> NodeId.random(ids)), admittedAs.isPresent());
      NodeFile.write(root, node);
      return node;
    }
    NodeId name = known.get().name();
    if (admittedAs.filter(given -> !given.equals(name)).isPresent()) {
      throw new IllegalStateException(
          "the data directory "
              + root
              + " belongs to "
              + name
              + " and cannot become "
              + admittedAs.get()
              + ": a node that joins a cluster needs an empty directory");
    }
    return known.get();
  }

  /** Gives the directory free. */
  @Override
  public void close() {
    try {
      lockFile.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static FileChannel lock(Path root) throws IOException {
    FileChannel file =
        FileChannel.open(root.resolve("LOCK"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    @Nullable FileLock lock;
    try {
      lock = file.tryLock();
    } catch (OverlappingFileLockException e) {
      lock = null;
    }
    if (lock == null) {
      file.close();
      throw new IllegalStateException(
          "the data directory "
              + root
              + " is in use by another Trunkline node: stop that one, or give this one a directory"
              + " of its own");
    }
    return file;
  }

  private void checkFormat() throws IOException {
    Path file = root.resolve("FORMAT");
    if (!Files.exists(file)) {
      if (Files.exists(logs()) || Files.exists(state())) {
        throw new IllegalStateException(
            "the data directory "
                + root
                + " holds data but no FORMAT file: it is damaged, or not"
                + " Trunkline's; restore it from a backup, or name another directory");
      }
      create(file);
      return;
    }
    String format = Files.readString(file).strip();
    if (!format.equals(FORMAT)) {
      throw new IllegalStateException(
          "the data directory "
              + root
              + " has the format '"
              + shortened(format)
              + "', and this version of Trunkline reads '"
              + FORMAT
              + "': use the version that wrote it, or name another directory");
    }
  }

  private void create(Path file) throws IOException {
    Path draft = root.resolve("FORMAT.new");
    Files.writeString(
        draft,
        FORMAT + "\n",
        StandardOpenOption.CREATE,
        StandardOpenOption.WRITE,
        StandardOpenOption.TRUNCATE_EXISTING,
        StandardOpenOption.SYNC);
    Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE);
  }

  private static String shortened(String text) {
    return text.length() > 60 ? text.substring(0, 60) + "…" : text;
  }
}
