package io.trunkline.kernel.ratis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trunkline.kernel.Ledger;
import io.trunkline.kernel.LedgerEffects;
import io.trunkline.kernel.Shard;
import io.trunkline.kernel.ShardId;
import io.trunkline.kernel.snapshot.Backup;
import io.trunkline.kernel.snapshot.ShardSnapshot;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BackupTest {
  private static final ShardId FROM = new ShardId("from");
  private static final ShardId TO = new ShardId("to");

  @TempDir Path directory;

  private static Shard<Ledger.Entry> open(RatisKernel kernel, ShardId id) {
    return kernel.open(id, new Ledger(), new LedgerEffects());
  }

  private static Map<String, Long> read(Shard<Ledger.Entry> shard) {
    return shard.query(() -> Ledger.read(shard.store())).join();
  }

  private Backup backup(RatisKernel kernel, String name) throws IOException {
    Path backup = directory.resolve(name);
    Backup.begin(backup);
    List<ShardSnapshot> snapshots = kernel.backup(backup);
    return Backup.complete(backup, "node-1", Instant.EPOCH, snapshots);
  }

  @Test
  void aBackupHoldsAllShardsAtOneMomentAndWhatWasAcknowledgedBefore() throws Exception {
    Backup backup;
    long before;
    try (RatisKernel kernel =
        new RatisKernel(RatisKernelConfig.defaults(directory.resolve("data")))) {
      Shard<Ledger.Entry> from = open(kernel, FROM);
      Shard<Ledger.Entry> to = open(kernel, TO);
      AtomicBoolean stop = new AtomicBoolean();
      AtomicLong done = new AtomicLong();
      Thread load =
          Thread.startVirtualThread(
              () -> {
                for (long i = 1; !stop.get(); i++) {
                  from.submit(new Ledger.Add("a", 1)).join();
                  to.submit(new Ledger.Add("a", 1)).join();
                  done.set(i);
                }
              });
      while (done.get() < 20) {
        Thread.onSpinWait();
      }
      before = done.get();
      backup = backup(kernel, "backup");
      stop.set(true);
      load.join();
    }
    Path restored = directory.resolve("restored");
    ShardBackup.restore(Backup.open(backup.directory()), restored);
    try (RatisKernel kernel = new RatisKernel(RatisKernelConfig.defaults(restored))) {
      Shard<Ledger.Entry> from = open(kernel, FROM);
      long first = read(from).get("a");
      long second = read(open(kernel, TO)).get("a");
      assertThat(second).isGreaterThanOrEqualTo(before);
      assertThat(first - second).as("one moment for both").isBetween(0L, 1L);
      assertThat(from.submit(new Ledger.Add("a", 1)).join()).isEqualTo(first + 1);
    }
    try (RatisKernel again = new RatisKernel(RatisKernelConfig.defaults(restored))) {
      assertThat(read(open(again, FROM)).get("a")).isGreaterThan(before);
    }
    assertThatThrownBy(() -> ShardBackup.restore(backup, restored))
        .hasMessageContaining("holds data");
  }

  @Test
  void aNodeThatJoinsARestoredOneGetsItsStateToo() throws Exception {
    Backup backup;
    try (LedgerCluster cluster = new LedgerCluster(directory.resolve("old"))) {
      LedgerCluster.Node node = cluster.found();
      node.add("a", 5);
      backup = backup(node.kernel(), "backup");
    }
    assertThat(backup.manifest().shards())
        .extracting(Backup.Shard::shard)
        .as("the restored node keeps its own list of members")
        .containsExactly("ledger");
    Path fresh = directory.resolve("new");
    ShardBackup.restore(backup, fresh.resolve("node-0"));
    try (LedgerCluster cluster = new LedgerCluster(fresh)) {
      LedgerCluster.Node first = cluster.found();
      assertThat(first.add("a", 1)).isEqualTo(6);
      LedgerCluster.Node second = cluster.join(first);
      assertThat(second.balances()).containsExactly(Map.entry("a", 6L));
      assertThat(second.add("a", 1)).isEqualTo(7);
    }
  }

  @Test
  void aDamagedBackupIsRefusedAndItsFileNamed() throws Exception {
    Path backup;
    try (RatisKernel kernel =
        new RatisKernel(RatisKernelConfig.defaults(directory.resolve("data")))) {
      open(kernel, FROM).submit(new Ledger.Add("a", 1)).join();
      backup = backup(kernel, "backup").directory();
      assertThatThrownBy(() -> Backup.begin(backup)).hasMessageContaining("is not empty");
    }
    try (Stream<Path> files = Files.walk(backup)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        byte[] whole = Files.readAllBytes(file);
        byte[] flipped = whole.clone();
        flipped[whole.length / 2] ^= 1;
        Files.write(file, flipped);
        Path target = directory.resolve("restored-" + file.getFileName());
        if (!file.equals(backup.resolve("manifest.json"))) {
          assertThatThrownBy(() -> ShardBackup.restore(Backup.open(backup), target))
              .isInstanceOf(IOException.class)
              .hasMessageContaining(file.toString());
        }
        Files.delete(file);
        assertThatThrownBy(() -> ShardBackup.restore(Backup.open(backup), target))
            .isInstanceOf(IOException.class);
        Files.write(file, whole);
      }
    }
    Path manifest = backup.resolve("manifest.json");
    Files.writeString(
        manifest, Files.readString(manifest).replace("trunkline backup 1", "trunkline backup 2"));
    assertThatThrownBy(() -> Backup.open(backup)).hasMessageContaining("'trunkline backup 2'");
  }

  /** Written by the first version: the shard "from" with the account a = 3. */
  @Test
  void aBackupOfTheFirstVersionIsRead() throws Exception {
    Path backup = directory.resolve("backup");
    FormatsTest.unzip("backup-1.zip", backup);
    Path restored = directory.resolve("restored");
    ShardBackup.restore(Backup.open(backup), restored);
    try (RatisKernel kernel = new RatisKernel(RatisKernelConfig.defaults(restored))) {
      assertThat(read(open(kernel, FROM))).containsExactly(Map.entry("a", 3L));
    }
  }

  /** Writes what {@link #aBackupOfTheFirstVersionIsRead} reads: once for each version. */
  static void main(String[] arguments) throws IOException {
    Path into = Path.of(arguments[0]);
    try (RatisKernel kernel =
        new RatisKernel(RatisKernelConfig.defaults(into.resolveSibling("data")))) {
      open(kernel, FROM).submit(new Ledger.Add("a", 3)).join();
      Backup.begin(into);
      Backup.complete(into, "node-1", Instant.EPOCH, kernel.backup(into));
    }
  }
}
