package io.trunkline.kernel.ratis;

import io.trunkline.kernel.ShardId;
import io.trunkline.kernel.runtime.LogPosition;
import io.trunkline.kernel.runtime.StateStore;
import io.trunkline.kernel.runtime.StoredState;
import io.trunkline.kernel.snapshot.ShardSnapshot;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.ratis.server.protocol.TermIndex;
import org.apache.ratis.server.storage.FileInfo;
import org.apache.ratis.statemachine.SnapshotInfo;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The snapshots of a shard that go from one replica to another, in the directory that Ratis has for
 * them: {@code sm/snapshot-TERM-INDEX/}. For its own restarts a replica needs none, since its state
 * is on disk anyway, so one is only taken when a replica asks that the log cannot help any more.
 */
final class GroupSnapshots {
  private static final Logger LOG = LoggerFactory.getLogger(GroupSnapshots.class);
  private static final String PREFIX = "snapshot-";
  private static final String DRAFT = "draft-";

  /** How many stay, since another replica may still be reading the one before. */
  private static final int KEPT = 2;

  /** When the last one goes, since it takes as much of the disk as the state. */
  private static final Duration KEPT_FOR = Duration.ofHours(1);

  private final ShardId shard;
  private final StateStore store;
  private final Path directory;
  private @Nullable Offered offered;
  private int drafts;

  /**
   * @param group the directory of the shard's group
   */
  GroupSnapshots(ShardId shard, StateStore store, Path group) {
    this.shard = shard;
    this.store = store;
    this.directory = group.resolve("sm");
  }

  ShardId shard() {
    return shard;
  }

  /**
   * Puts a snapshot that another replica sent, and that a crash kept from being taken over, in the
   * place of the shard's state, and removes all others. To be called before the state is read.
   */
  void recover() {
    try {
      Optional<ShardSnapshot> newest = newest();
      if (newest.isPresent()
          && newest.get().position().index() > StoredState.position(store).index()) {
        LOG.info("Shard {}: takes over the snapshot in {}", shard, newest.get().directory());
        newest.get().into(shard, store);
      }
      keep(0);
    } catch (IOException e) {
      throw new UncheckedIOException(
          "shard " + shard + ": cannot take over a snapshot in " + directory, e);
    }
  }

  /** Returns the snapshot that Ratis has just received. */
  ShardSnapshot received() throws IOException {
    return newest().orElseThrow(() -> new IOException("no snapshot in " + directory));
  }

  /** Removes all snapshots: what was received is taken over, and nobody needs the others. */
  synchronized void takenOver() {
    offered = null;
    try {
      keep(0);
    } catch (IOException e) {
      LOG.warn("Shard {}: a snapshot stays in {}, which is of no use", shard, directory, e);
    }
  }

  /**
   * Offers a snapshot to other replicas. Its files are made when somebody reads them.
   *
   * @param persisted the least position that it stands at
   */
  synchronized SnapshotInfo offer(LogPosition persisted) {
    if (offered == null || offered.getIndex() < persisted.index()) {
      offered = new Offered(persisted);
    }
    return offered;
  }

  private synchronized ShardSnapshot take() throws IOException {
    Path draft = directory.resolve(DRAFT + ++drafts);
    delete(draft);
    ShardSnapshot taken = ShardSnapshot.take(shard, store, draft);
    LogPosition position = taken.position();
    Path named = directory.resolve(PREFIX + position.term() + "-" + position.index());
    if (Files.exists(named)) {
      delete(draft);
    } else {
      Files.move(draft, named);
    }
    keep(KEPT);
    int last = drafts;
    CompletableFuture.delayedExecutor(KEPT_FOR.toMillis(), TimeUnit.MILLISECONDS)
        .execute(() -> removeAfter(last));
    return ShardSnapshot.open(named);
  }

  private synchronized void removeAfter(int last) {
    if (drafts == last) {
      takenOver();
    }
  }

  private Optional<ShardSnapshot> newest() throws IOException {
    List<ShardSnapshot> snapshots = new ArrayList<>();
    for (Path found : list(PREFIX)) {
      try {
        snapshots.add(ShardSnapshot.open(found));
      } catch (IOException e) {
        LOG.warn("Shard {}: {} is no snapshot, and goes", shard, found, e);
      }
    }
    return snapshots.stream().max(Comparator.comparingLong(found -> found.position().index()));
  }

  private void keep(int count) throws IOException {
    List<Path> found = new ArrayList<>(list(PREFIX));
    found.sort(Comparator.comparingLong(GroupSnapshots::index).reversed());
    for (Path old : found.subList(Math.min(count, found.size()), found.size())) {
      delete(old);
    }
    if (count == 0) {
      for (Path draft : list(DRAFT)) {
        delete(draft);
      }
    }
  }

  private static long index(Path snapshot) {
    String name = snapshot.getFileName().toString();
    return Long.parseLong(name.substring(name.lastIndexOf('-') + 1));
  }

  private List<Path> list(String prefix) throws IOException {
    if (!Files.isDirectory(directory)) {
      return List.of();
    }
    try (Stream<Path> found = Files.list(directory)) {
      return found.filter(path -> path.getFileName().toString().startsWith(prefix)).toList();
    }
  }

  private static void delete(Path directory) throws IOException {
    if (!Files.exists(directory)) {
      return;
    }
    try (Stream<Path> found = Files.walk(directory)) {
      for (Path path : found.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    }
  }

  /** A snapshot that Ratis may send; it asks for the position again once it has the files. */
  private final class Offered implements SnapshotInfo {
    private volatile LogPosition position;
    private @Nullable List<FileInfo> files;

    private Offered(LogPosition position) {
      this.position = position;
    }

    @Override
    public TermIndex getTermIndex() {
      return TermIndex.valueOf(position.term(), position.index());
    }

    @Override
    public synchronized List<FileInfo> getFiles() {
      if (files == null) {
        try {
          ShardSnapshot snapshot = take();
          // Ratis computes the checksums of its own while it sends.
          files = snapshot.files().stream().map(file -> new FileInfo(file, null)).toList();
          position = snapshot.position();
          LOG.info(
              "Shard {}: took the snapshot {} for another replica", shard, snapshot.directory());
        } catch (IOException e) {
          throw new UncheckedIOException("shard " + shard + ": cannot take a snapshot", e);
        }
      }
      return files;
    }

    @Override
    public String toString() {
      return "snapshot" + position;
    }
  }
}
