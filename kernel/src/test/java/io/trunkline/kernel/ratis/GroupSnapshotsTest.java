package io.trunkline.kernel.ratis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trunkline.kernel.Ledger;
import io.trunkline.kernel.LedgerEffects;
import io.trunkline.kernel.Shard;
import io.trunkline.kernel.ShardId;
import io.trunkline.kernel.rocks.RocksConfig;
import io.trunkline.kernel.rocks.RocksNode;
import io.trunkline.kernel.runtime.LogPosition;
import io.trunkline.kernel.runtime.StateStore;
import io.trunkline.kernel.runtime.StoredState;
import io.trunkline.kernel.snapshot.ShardSnapshot;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.ratis.server.storage.FileInfo;
import org.apache.ratis.statemachine.SnapshotInfo;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Snapshots as they leave one replica's directory and arrive in another's. */
class GroupSnapshotsTest {
  private static final ShardId ID = new ShardId("ledger");

  @TempDir Path directory;
  private RocksNode database;
  private StateStore store;
  private long index;

  /** A node that has applied three commands, and was stopped. */
  @BeforeEach
  void write() {
    Path data = directory.resolve("data");
    try (RatisKernel kernel = new RatisKernel(RatisKernelConfig.defaults(data))) {
      Shard<Ledger.Entry> shard = kernel.open(ID, new Ledger(), new LedgerEffects());
      for (int i = 0; i < 3; i++) {
        shard.submit(new Ledger.Add("a", 1)).join();
      }
    }
    database = new RocksNode(data.resolve("state"), RocksConfig.defaults());
    store = database.store(ID);
    index = StoredState.position(store).index();
  }

  @AfterEach
  void close() {
    database.close();
  }

  private GroupSnapshots snapshots() {
    return new GroupSnapshots(ID, store, directory.resolve("group"));
  }

  private Path taken() {
    SnapshotInfo offered = snapshots().offer(new LogPosition(1, 0));
    List<FileInfo> files = offered.getFiles();
    assertThat(offered.getIndex()).as("where the files stand").isEqualTo(index);
    assertThat(files).hasSizeGreaterThan(1);
    return files.getFirst().getPath().getParent();
  }

  @Test
  void anOfferCostsNothingUntilItsFilesAreRead() {
    GroupSnapshots snapshots = snapshots();
    SnapshotInfo offered = snapshots.offer(new LogPosition(1, 2));
    assertThat(offered.getIndex()).isEqualTo(2);
    assertThat(directory.resolve("group")).doesNotExist();
    assertThat(snapshots.offer(new LogPosition(1, 2))).isSameAs(offered);
    offered.getFiles();
    assertThat(snapshots.offer(new LogPosition(1, index))).isSameAs(offered);
    assertThat(snapshots.offer(new LogPosition(1, index + 1))).isNotSameAs(offered);
  }

  @Test
  void aReceivedSnapshotThatACrashLeftBehindIsTakenOverAtStart() throws IOException {
    taken();
    Path other = directory.resolve("other");
    Files.createDirectories(other);
    Files.move(directory.resolve("group/sm"), other.resolve("sm"));
    try (RocksNode follower =
        new RocksNode(directory.resolve("follower"), RocksConfig.defaults())) {
      StateStore empty = follower.store(ID);
      new GroupSnapshots(ID, empty, other).recover();
      assertThat(StoredState.position(empty).index()).isEqualTo(index);
      assertThat(other.resolve("sm")).isEmptyDirectory();
    }
  }

  @Test
  void anOlderSnapshotIsNotTakenOver() throws IOException {
    ShardSnapshot old = ShardSnapshot.open(taken());
    Path manifest = old.directory().resolve("manifest.json");
    Files.writeString(
        manifest, Files.readString(manifest).replaceAll("\"index\" : \\d+", "\"index\" : 1"));
    snapshots().recover();
    assertThat(StoredState.position(store).index()).isEqualTo(index);
    assertThat(directory.resolve("group/sm")).isEmptyDirectory();
  }

  @Test
  void aDamagedOrTruncatedSnapshotIsRefusedByName() throws IOException {
    Path snapshot = taken();
    Path file = snapshot.resolve("state-00001.sst");
    byte[] whole = Files.readAllBytes(file);
    byte[] flipped = whole.clone();
    flipped[whole.length / 2] ^= 1;
    for (byte[] damaged : List.of(flipped, new byte[0])) {
      Files.write(file, damaged);
      assertThatThrownBy(() -> ShardSnapshot.open(snapshot).into(ID, store))
          .isInstanceOf(IOException.class)
          .hasMessageContaining(file.toString());
    }
    Files.delete(file);
    assertThatThrownBy(() -> ShardSnapshot.open(snapshot).into(ID, store))
        .hasMessageContaining("is missing");

    Path manifest = snapshot.resolve("manifest.json");
    String text = Files.readString(manifest);
    Files.writeString(manifest, text.substring(0, text.length() / 2));
    assertThatThrownBy(() -> ShardSnapshot.open(snapshot)).hasMessageContaining("is damaged");
    Files.writeString(manifest, text.replace("snapshot 1", "snapshot 2"));
    assertThatThrownBy(() -> ShardSnapshot.open(snapshot))
        .hasMessageContaining("'trunkline snapshot 2'");
    assertThat(StoredState.position(store).index()).isEqualTo(index);
  }

  @Test
  void aDamagedSnapshotThatWasReceivedKeepsTheShardFromStarting() throws IOException {
    Path snapshot = taken();
    Path manifest = snapshot.resolve("manifest.json");
    Files.writeString(
        manifest, Files.readString(manifest).replaceAll("\"index\" : \\d+", "\"index\" : 99"));
    Files.delete(snapshot.resolve("state-00001.sst"));
    assertThatThrownBy(() -> snapshots().recover())
        .isInstanceOf(UncheckedIOException.class)
        .hasMessageContaining("ledger");
    assertThat(snapshot).isDirectory();
  }
}
