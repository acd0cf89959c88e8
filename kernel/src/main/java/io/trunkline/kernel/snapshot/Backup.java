package io.trunkline.kernel.snapshot;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * A backup of a node: a directory.
 *
 * <pre>
 *   manifest.json   what the backup is, written last: a directory without it is not complete
 *   shards/0001/…   a {@link ShardSnapshot} for each shard
 *   node/…          what else the node needs: its certificate authority, its administrator
 * </pre>
 *
 * @param directory where it stands
 * @param manifest what it consists of
 */
public record Backup(Path directory, Manifest manifest) {
  /** What this version writes, and reads. */
  public static final String FORMAT = "trunkline backup 1";

  private static final String FILE = "manifest.json";
  private static final String SHARDS = "shards";
  private static final String NODE = "node";

  /**
   * What a backup consists of.
   *
   * @param format {@value #FORMAT}
   * @param node the name of the node that wrote it
   * @param takenAt when, as ISO 8601 in UTC
   * @param shards the shards
   * @param files every file but those that the shards' own manifests describe
   */
  @JsonIgnoreProperties(ignoreUnknown = true) // later versions may say more
  public record Manifest(
      String format,
      String node,
      String takenAt,
      List<Shard> shards,
      List<SnapshotManifest.Part> files) {}

  /**
   * A shard in a backup.
   *
   * @param shard its name
   * @param directory where its snapshot stands, within the backup
   * @param term the term of the last log entry that the snapshot holds the changes of
   * @param index the index of that entry
   */
  @JsonIgnoreProperties(ignoreUnknown = true)
  public record Shard(String shard, String directory, long term, long index) {}

  /**
   * Begins a backup.
   *
   * @throws IOException when {@code directory} holds something, or cannot be written
   */
  public static Path begin(Path directory) throws IOException {
    Files.createDirectories(directory);
    try (Stream<Path> found = Files.list(directory)) {
      if (found.findAny().isPresent()) {
        throw new IOException(directory + " is not empty: name another directory for the backup");
      }
    }
    return Files.createDirectories(directory.resolve(NODE));
  }

  /**
   * Removes what stands in the directory of a backup that was begun and could not be completed, so
   * that another may be written there.
   *
   * @throws IOException when something cannot be removed
   */
  public static void discard(Path directory) throws IOException {
    try (Stream<Path> found = Files.walk(directory)) {
      for (Path path : found.sorted(Comparator.reverseOrder()).toList()) {
        if (!path.equals(directory)) {
          Files.delete(path);
        }
      }
    }
  }

  /** Returns where the snapshot of a backup's {@code number}th shard belongs. */
  public static Path shardDirectory(Path directory, int number) {
    return directory.resolve(SHARDS).resolve("%04d".formatted(number));
  }

  /**
   * Completes a backup: describes everything that stands in its directory.
   *
   * @throws IOException when a file cannot be read, or the description not be written
   */
  public static Backup complete(
      Path directory, String node, Instant takenAt, List<ShardSnapshot> snapshots)
      throws IOException {
    List<Shard> shards = new ArrayList<>();
    List<Path> files = new ArrayList<>();
    for (ShardSnapshot snapshot : snapshots) {
      SnapshotManifest of = snapshot.manifest();
      Path at = directory.relativize(snapshot.directory());
      shards.add(new Shard(of.shard(), at.toString(), of.term(), of.index()));
      files.add(snapshot.directory().resolve(SnapshotManifest.FILE));
    }
    try (Stream<Path> found = Files.walk(directory.resolve(NODE))) {
      found.filter(Files::isRegularFile).forEach(files::add);
    }
    Manifest manifest =
        new Manifest(FORMAT, node, takenAt.toString(), shards, Manifests.of(directory, files));
    Manifests.writeManifest(directory.resolve(FILE), manifest);
    return new Backup(directory, manifest);
  }

  /**
   * Opens a backup and checks its files; those of the shards are checked when they are restored.
   *
   * @throws IOException when it is none, is damaged, or was written by a later version; the message
   *     says which
   */
  public static Backup open(Path directory) throws IOException {
    Path file = directory.resolve(FILE);
    Manifest manifest = Manifests.readManifest(file, Manifest.class, "complete backup");
    Manifests.checkFormat(file, manifest.format(), FORMAT);
    Manifests.check(directory, manifest.files());
    return new Backup(directory, manifest);
  }

  /** Returns where the files of the node stand. */
  public Path node() {
    return directory.resolve(NODE);
  }

  /** Opens the snapshots of the shards. */
  public List<ShardSnapshot> snapshots() throws IOException {
    List<ShardSnapshot> snapshots = new ArrayList<>();
    for (Shard shard : manifest.shards()) {
      snapshots.add(ShardSnapshot.open(directory.resolve(shard.directory())));
    }
    return snapshots;
  }
}
