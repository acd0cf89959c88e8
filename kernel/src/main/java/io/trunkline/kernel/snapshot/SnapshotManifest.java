package io.trunkline.kernel.snapshot;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.trunkline.kernel.ShardId;
import io.trunkline.kernel.runtime.LogPosition;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;

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
  private static final ObjectMapper JSON = new ObjectMapper();

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
    SnapshotManifest manifest =
        new SnapshotManifest(
            FORMAT,
            shard.value(),
            position.term(),
            position.index(),
            Checksums.of(directory, FILE));
    Path file = directory.resolve(FILE);
    Files.write(file, JSON.writerWithDefaultPrettyPrinter().writeValueAsBytes(manifest));
    force(file);
    force(directory);
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
    if (!Files.exists(file)) {
      throw new IOException(directory + " is not a snapshot: it has no " + FILE);
    }
    SnapshotManifest manifest;
    try {
      manifest = JSON.readValue(Files.readAllBytes(file), SnapshotManifest.class);
    } catch (JsonProcessingException e) {
      throw new IOException(file + " is damaged: " + e.getOriginalMessage(), e);
    }
    if (!FORMAT.equals(manifest.format())) {
      throw new IOException(
          "%s has the format '%s', and this version of Trunkline reads '%s'"
              .formatted(file, manifest.format(), FORMAT));
    }
    return manifest;
  }

  /**
   * Compares the files with their description.
   *
   * @throws IOException when one is missing, truncated or changed; the message names it
   */
  void check(Path directory) throws IOException {
    for (Part part : files) {
      Path file = directory.resolve(part.name());
      if (!Files.isRegularFile(file)) {
        throw new IOException(file + " is missing");
      }
      if (Files.size(file) != part.bytes()) {
        throw new IOException(
            "%s has %d bytes instead of %d".formatted(file, Files.size(file), part.bytes()));
      }
      if (!Checksums.sha256(file).equals(part.sha256())) {
        throw new IOException(file + " is damaged: its checksum does not match");
      }
    }
  }

  private static void force(Path path) throws IOException {
    try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }
}
