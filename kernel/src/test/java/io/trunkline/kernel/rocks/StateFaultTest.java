package io.trunkline.kernel.rocks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.trunkline.kernel.DamagedShardException;
import io.trunkline.kernel.ShardId;
import io.trunkline.kernel.runtime.StateChanges;
import io.trunkline.kernel.runtime.StateStore;
import io.trunkline.kernel.runtime.StoreKey;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Damage to the files of the state: found at the latest when it is read, and named. */
class StateFaultTest {
  private static final ShardId ID = new ShardId("ledger");

  @TempDir Path directory;
  private int entries;

  @BeforeEach
  void write() {
    try (RocksNode node = new RocksNode(directory, RocksConfig.defaults())) {
      StateStore store = node.store(ID);
      Random random = new Random(5);
      Map<StoreKey, byte[]> values = new LinkedHashMap<>();
      for (entries = 0; entries < 200; entries++) {
        byte[] value = new byte[500];
        random.nextBytes(value);
        values.put(new StoreKey(new byte[] {3, (byte) entries}), value);
      }
      store.write(new StateChanges(List.of(), values));
      store.persist();
    }
  }

  private Path file(String pattern) throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files
          .filter(file -> file.getFileName().toString().matches(pattern))
          .findFirst()
          .orElseThrow();
    }
  }

  private void readAll() {
    try (RocksNode node = new RocksNode(directory, RocksConfig.defaults())) {
      int[] read = {0};
      node.store(ID).scan(new byte[0], null, (_, _) -> ++read[0] > 0);
      assertThat(read[0]).isEqualTo(entries);
    }
  }

  private static void flip(Path file, int at) {
    try {
      byte[] bytes = Files.readAllBytes(file);
      bytes[at] ^= 16;
      Files.write(file, bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void aFlippedBitInATableIsFoundWhenItIsRead() throws IOException {
    Path table = file(".*\\.sst");
    for (int at = 100; at < 90_000; at += 17_777) {
      flip(table, at);
      int offset = at;
      assertThat(catchThrowable(this::readAll))
          .isInstanceOfSatisfying(
              DamagedShardException.class,
              damage -> {
                assertThat(damage.shard()).isEqualTo(ID);
                assertThat(damage.file()).isEqualTo(table);
                assertThat(damage.offset()).isBetween(offset - 5_000L, (long) offset);
              });
      flip(table, at);
    }
    readAll();
  }

  @Test
  void aTruncatedOrMissingTableKeepsTheNodeFromStarting() throws IOException {
    Path table = file(".*\\.sst");
    byte[] whole = Files.readAllBytes(table);
    Files.write(table, Arrays.copyOf(whole, whole.length / 2));
    assertRefused(table.getFileName().toString());
    Files.delete(table);
    assertRefused(table.getFileName().toString());
    Files.write(table, whole);
    readAll();
  }

  @Test
  void aDamagedManifestKeepsTheNodeFromStarting() throws IOException {
    Path manifest = file("MANIFEST-.*");
    byte[] whole = Files.readAllBytes(manifest);
    for (int at : new int[] {0, whole.length / 3, whole.length - 20}) {
      flip(manifest, at);
      assertRefused(directory.toString());
      Files.write(manifest, whole);
    }
    Files.delete(manifest);
    assertRefused(manifest.getFileName().toString());
    Files.write(manifest, whole);
    readAll();
  }

  @Test
  void aMissingCurrentIsNotTakenForANewState() throws IOException {
    Files.delete(directory.resolve("CURRENT"));
    assertRefused("CURRENT");
    assertThat(file(".*\\.sst")).exists();
  }

  private void assertRefused(String named) {
    assertThatThrownBy(this::readAll)
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining(named)
        .hasMessageContaining("trunkline restore");
  }
}
