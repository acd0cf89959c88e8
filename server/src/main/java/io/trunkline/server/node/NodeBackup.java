package io.trunkline.server.node;

import io.trunkline.kernel.ratis.RatisKernel;
import io.trunkline.kernel.ratis.ShardBackup;
import io.trunkline.kernel.snapshot.Backup;
import io.trunkline.kernel.snapshot.ShardSnapshot;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.InstantSource;
import java.util.List;
import java.util.stream.Stream;

/**
 * Backups of a whole node: its shards, and the files beside them without which its clients would
 * not know it again: the certificate authority and the administrator's credentials.
 */
public final class NodeBackup {
  private static final List<String> KEPT = List.of("tls", "administrator.json");

  private NodeBackup() {}

  /**
   * Writes a backup while the node works. Where that fails nothing of it is left.
   *
   * @param directory does not exist, or is empty; becomes readable by the owner alone
   * @throws IOException saying what is in the way
   */
  static void write(RatisKernel kernel, NodeFiles files, InstantSource clock, Path directory)
      throws IOException {
    Path node = Backup.begin(directory);
    try {
      fill(kernel, files, clock, directory, node);
    } catch (IOException | RuntimeException e) {
      Backup.discard(directory);
      throw e;
    }
  }

  private static void fill(
      RatisKernel kernel, NodeFiles files, InstantSource clock, Path directory, Path node)
      throws IOException {
    Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwx------"));
    for (String kept : KEPT) {
      copy(files.directory(), node, kept);
    }
    List<ShardSnapshot> shards = kernel.backup(directory);
    Backup.complete(directory, kernel.cluster().self().value(), clock.instant(), shards);
  }

  /**
   * Puts a backup into a new data directory. The directory appears once it is complete.
   *
   * @param data does not exist, or is empty
   * @throws IOException saying what is in the way, or which file of the backup is damaged
   */
  public static void restore(Path backup, Path data) throws IOException {
    if (Files.exists(data)) {
      try (Stream<Path> found = Files.list(data)) {
        if (found.findAny().isPresent()) {
          throw new IOException(data + " is not empty: name another directory with --data");
        }
      }
      Files.delete(data);
    }
    Backup opened = Backup.open(backup);
    Path parent = Files.createDirectories(data.toAbsolutePath().getParent());
    Path draft = Files.createTempDirectory(parent, data.getFileName() + ".restoring-");
    for (String kept : KEPT) {
      copy(opened.node(), draft, kept);
    }
    ShardBackup.restore(opened, new NodeFiles(draft).shards());
    Files.move(draft, data, StandardCopyOption.ATOMIC_MOVE);
  }

  private static void copy(Path from, Path to, String name) throws IOException {
    Path source = from.resolve(name);
    if (!Files.exists(source)) {
      return;
    }
    try (Stream<Path> found = Files.walk(source)) {
      for (Path path : found.toList()) {
        Path target = to.resolve(from.relativize(path).toString());
        Files.copy(path, target, StandardCopyOption.COPY_ATTRIBUTES);
      }
    }
  }
}
