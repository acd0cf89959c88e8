package io.trunkline.kernel.snapshot;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import io.trunkline.kernel.ShardId;
import io.trunkline.kernel.runtime.LogPosition;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * Says what a snapshot consists of: the file {@code manifest.json} beside the files of the copy.
 *
 * @param format {@value #FORMAT}
 * @param shard whose state it is
 * @param term the term of the last log entry that the snapshot holds the changes of
 * @param index the index of that entry
 * @param files the files of the copy
 */
@JsonIgnoreProperties(ignoreUnknown = true) // later versions may say more
public record SnapshotManifest(
    String format, String shard, long term, long index, List<Part> files) {
  /** What this version writes, and reads. */
  public static final String FORMAT = "trunkline snapshot 1";

  static final String FILE = "manifest.json";

  /**
   * A file of a copy.
   *
   * @param name its name within the directory
   * @param bytes its size
   * @param sha256 its checksum, in hexadecimal digits
   */
  @JsonIgnoreProperties(ignoreUnknown = true)
  public record Part(String name, long bytes, String sha256) {}

  /** Describes the files that stand in a directory, and writes the description beside them. */
  static SnapshotManifest write(Path directory, ShardId shard, LogPosition position)
      throws IOException {
    List<Path> files;
    try (Stream<Path> found = Files.list(directory)) {
      files = found.toList();
    }
    SnapshotManifest manifest =
        new SnapshotManifest(
            FORMAT,
            shard.value(),
            position.term(),
            position.index(),
            Manifests.of(directory, files));
    Manifests.writeManifest(directory.resolve(FILE), manifest);
    return manifest;
  }

  /**
   * Reads the description in a directory.
   *
   * @throws IOException when there is none, when it cannot be read, or when a later version wrote
   *     it; the message says so
   */
  static SnapshotManifest read(Path directory) throws IOException {
    Path file = directory.resolve(FILE);
    SnapshotManifest manifest =
        Manifests.readManifest(file, SnapshotManifest.class, "snapshot of a shard");
    Manifests.checkFormat(file, manifest.format(), FORMAT);
    return manifest;
  }

  /**
   * Compares the files with their description.
   *
   * @throws IOException when one is missing, truncated or changed; the message names it
   */
  void check(Path directory) throws IOException {
    Manifests.check(directory, files);
  }
}
