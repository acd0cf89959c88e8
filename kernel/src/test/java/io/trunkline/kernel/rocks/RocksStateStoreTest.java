package io.trunkline.kernel.rocks;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.trunkline.kernel.ShardId;
import io.trunkline.kernel.runtime.StateChanges;
import io.trunkline.kernel.runtime.StateStore;
import io.trunkline.kernel.runtime.StoreKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rocksdb.ColumnFamilyDescriptor;
import org.rocksdb.ColumnFamilyHandle;
import org.rocksdb.DBOptions;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;

class RocksStateStoreTest {
  private static final byte[] KEY = "key-010000".getBytes(UTF_8);
  private static final ShardId ID = new ShardId("broker/orders");

  @TempDir Path directory;
  private RocksNode node;
  private StateStore store;

  @BeforeEach
  void open() {
    node = new RocksNode(directory.resolve("state"), RocksConfig.defaults());
    store = node.store(ID);
  }

  @AfterEach
  void close() {
    node.close();
  }

  private void reopen() {
    close();
    open();
  }

  private static void put(StateStore store, String key, String value) {
    Map<StoreKey, byte[]> values = Map.of(new StoreKey(key.getBytes(UTF_8)), value.getBytes(UTF_8));
    store.write(new StateChanges(List.of(), values));
  }

  private static Map<String, String> content(StateStore store) {
    Map<String, String> content = new TreeMap<>();
    store.scan(
        new byte[0],
        null,
        (key, value) -> content.put(new String(key, UTF_8), new String(value, UTF_8)) == null);
    return content;
  }

  @Test
  void mergedFilesHoldKeysOfOneTableEach() throws Exception {
    for (int file = 0; file < RocksConfig.defaults().filesBeforeMerge(); file++) {
      for (int i = 0; i < 100; i++) {
        put(store, "\3a%d/%03d".formatted(file, i), "message");
        put(store, "\3p%d/%03d".formatted(file, i), "payload");
      }
      store.persist();
    }
    await().until(() -> node.files().stream().noneMatch(file -> file.level() == 0));
    assertThat(node.files())
        .extracting(file -> prefix(file.smallestKey()) + " to " + prefix(file.largestKey()))
        .containsExactlyInAnyOrder("\3a to \3a", "\3p to \3p");
    assertThat(content(store)).hasSize(1_600);
  }

  private static String prefix(byte[] key) {
    return new String(key, 0, 2, UTF_8);
  }

  @Test
  void aCheckpointHoldsOneMomentWhileTheStoreIsWritten() throws Exception {
    for (int i = 0; i < 20_000; i++) {
      put(store, "key-%06d".formatted(i), "first");
    }
    List<Throwable> failures = new ArrayList<>();
    Thread writer =
        Thread.ofVirtual()
            .start(
                () -> {
                  try {
                    for (int i = 0; i < 20_000; i++) {
                      put(store, "key-%06d".formatted(i), "second");
                    }
                  } catch (RuntimeException e) {
                    failures.add(e);
                  }
                });
    Path copy = directory.resolve("copy");
    byte[] value = store.checkpoint(copy, KEY);
    writer.join();
    assertThat(failures).isEmpty();

    StateStore other = node.store(new ShardId("other"));
    other.replace(copy);
    List<String> values = List.copyOf(content(other).values());
    assertThat(values).hasSize(20_000);
    int firsts = values.indexOf("first");
    assertThat(values.subList(firsts < 0 ? values.size() : firsts, values.size()))
        .as("the writes before one moment, and none after it")
        .doesNotContain("second");
    assertThat(other.get(KEY)).as("the value of the same moment").isEqualTo(value);
  }

  @Test
  void aReplacedStoreForgetsWhatItHeldAndKeepsTheCopyAcrossACrash() throws IOException {
    put(store, "a", "1");
    put(store, "b", "2");
    Path copy = directory.resolve("copy");
    store.checkpoint(copy, KEY);
    put(store, "b", "3");
    put(store, "c", "4");

    store.replace(copy);
    assertThat(content(store)).containsOnly(Map.entry("a", "1"), Map.entry("b", "2"));
    put(store, "d", "5");
    reopen(); // what was written after is in the log, and here only by luck
    assertThat(content(store)).contains(Map.entry("a", "1"), Map.entry("b", "2"));
    assertThat(copy).isNotEmptyDirectory();
  }

  @Test
  void anEmptyStoreCanBeCopied() throws IOException {
    Path copy = directory.resolve("copy");
    node.store(new ShardId("empty")).checkpoint(copy, KEY);
    put(store, "a", "1");
    store.replace(copy);
    assertThat(content(store)).isEmpty();
  }

  @Test
  void aDamagedCopyIsRefusedAndChangesNothing() throws IOException {
    put(store, "a", "1");
    Path copy = directory.resolve("copy");
    store.checkpoint(copy, KEY);
    Path file = copy.resolve("state-00001.sst");
    byte[] bytes = Files.readAllBytes(file);
    bytes[3] ^= 4;
    Files.write(file, bytes);
    put(store, "a", "2");
    assertThatThrownBy(() -> store.replace(copy))
        .isInstanceOf(IOException.class)
        .hasMessageContaining(copy.toString());
    Files.write(file, Arrays.copyOf(bytes, bytes.length / 2));
    assertThatThrownBy(() -> store.replace(copy)).isInstanceOf(IOException.class);
    assertThat(content(store)).containsOnly(Map.entry("a", "2"));
  }

  @Test
  void aCrashDuringAReplacementLeavesTheOldOrTheNewState() throws Exception {
    put(store, "old", "1");
    close();
    leaveBehind(ID.value() + "@1", false);
    open();
    assertThat(content(store)).as("the new one got nothing yet").containsOnlyKeys("old");

    close();
    leaveBehind(ID.value() + "@7", true);
    open();
    assertThat(content(store)).as("the new one is complete").containsOnlyKeys("new");
    store.checkpoint(directory.resolve("copy"), KEY);
    store.replace(directory.resolve("copy"));
    reopen();
    assertThat(content(store)).containsOnlyKeys("new");
  }

  @Test
  void aDroppedShardLeavesNothing() {
    put(store, "a", "1");
    node.drop(ID);
    assertThat(content(node.store(ID))).isEmpty();
  }

  private void leaveBehind(String family, boolean filled) throws RocksDBException {
    String database = directory.resolve("state").toString();
    List<ColumnFamilyDescriptor> descriptors = new ArrayList<>();
    for (byte[] name : RocksDB.listColumnFamilies(new org.rocksdb.Options(), database)) {
      descriptors.add(new ColumnFamilyDescriptor(name));
    }
    List<ColumnFamilyHandle> handles = new ArrayList<>();
    try (RocksDB opened = RocksDB.open(new DBOptions(), database, descriptors, handles)) {
      ColumnFamilyHandle added =
          opened.createColumnFamily(new ColumnFamilyDescriptor(family.getBytes(UTF_8)));
      if (filled) {
        opened.put(added, "new".getBytes(UTF_8), "1".getBytes(UTF_8));
      }
      handles.forEach(ColumnFamilyHandle::close);
      added.close();
    }
  }
}
