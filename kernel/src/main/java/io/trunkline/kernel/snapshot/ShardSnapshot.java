package io.trunkline.kernel.snapshot;

import io.trunkline.kernel.ShardId;
import io.trunkline.kernel.runtime.LogPosition;
import io.trunkline.kernel.runtime.StateCopy;
import io.trunkline.kernel.runtime.StateStore;
import io.trunkline.kernel.runtime.StoredState;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A shard's state at one position of its log, in a directory of its own.
 *
 * @param directory where its files stand
 * @param manifest what they are
 */
public record ShardSnapshot(Path directory, SnapshotManifest manifest) {

  /**
   * Takes a snapshot while the shard works.
   *
   * @param directory is created, or is empty
   * @throws IOException when it cannot be written
   */
  public static ShardSnapshot take(ShardId shard, StateCopy store, Path directory)
      throws IOException {
    Files.createDirectories(directory);
    LogPosition position = StoredState.copy(store, directory);
    return new ShardSnapshot(directory, SnapshotManifest.write(directory, shard, position));
  }

  /**
   * Opens a snapshot that was taken, without reading all of it.
   *
   * @throws IOException when there is none, or none that this version reads
   */
  public static ShardSnapshot open(Path directory) throws IOException {
    return new ShardSnapshot(directory, SnapshotManifest.read(directory));
  }

  /** Returns the position in the log. */
  public LogPosition position() {
    return new LogPosition(manifest.term(), manifest.index());
  }

  /** Returns the files, the manifest among them. */
  public List<Path> files() {
    List<Path> files = new ArrayList<>();
    manifest.files().forEach(part -> files.add(directory.resolve(part.name())));
    files.add(directory.resolve(SnapshotManifest.FILE));
    return files;
  }

  /**
   * Checks every file, and puts the snapshot in the place of what a store holds.
   *
   * @throws IOException when the snapshot is damaged or is another shard's; nothing has changed
   *     then
   */
  public void into(ShardId shard, StateStore store) throws IOException {
    if (!shard.value().equals(manifest.shard())) {
      throw new IOException(
          "%s is a snapshot of shard %s, not of %s".formatted(directory, manifest.shard(), shard));
    }
    manifest.check(directory);
    store.replace(directory);
  }
}
