package io.trunkline.kernel.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import io.trunkline.kernel.ShardId;
import io.trunkline.kernel.Store;
import io.trunkline.kernel.rocks.RocksConfig;
import io.trunkline.kernel.rocks.RocksNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import net.jqwik.api.lifecycle.AfterProperty;
import net.jqwik.api.lifecycle.BeforeProperty;
import org.jspecify.annotations.Nullable;

/** The overlay over a real RocksDB behaves as one sorted map does. */
class OverlayProperties {
  private Path directory;
  private RocksNode node;
  private int shards;

  /** One step: on a key, what to do. */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record Step(String action, byte[] key) {
    @Override
    public String toString() {
      return action + " " + HexFormat.of().formatHex(key);
    }
  }

  @BeforeProperty
  void open() throws IOException {
    directory = Files.createTempDirectory("overlay");
    node = new RocksNode(directory, RocksConfig.defaults());
  }

  @AfterProperty
  void close() throws IOException {
    node.close();
    try (Stream<Path> files = Files.walk(directory)) {
      files.sorted(Comparator.reverseOrder()).forEach(file -> file.toFile().delete());
    }
  }

  @Property(tries = 60)
  void behavesAsASortedMap(@ForAll("steps") List<Step> steps) {
    Overlay overlay = new Overlay(node.store(new ShardId("s" + shards++)));
    NavigableMap<byte[], byte[]> kept = new TreeMap<>(Arrays::compareUnsigned);
    NavigableMap<byte[], byte[]> model = new TreeMap<>(kept);
    overlay.begin();
    int number = 0;
    for (Step step : steps) {
      byte[] value = {(byte) number++};
      switch (step.action()) {
        case "put" -> {
          overlay.put(step.key(), value);
          model.put(step.key(), value);
        }
        case "delete" -> {
          overlay.delete(step.key());
          model.remove(step.key());
        }
        case "fill" -> {
          for (int i = 0; i < 40; i++) {
            byte[] key = Arrays.copyOf(step.key(), step.key().length + 1);
            key[key.length - 1] = (byte) i;
            overlay.put(key, value);
            model.put(key, value);
          }
        }
        case "deletePrefix" -> {
          overlay.deletePrefix(step.key());
          model.keySet().removeIf(key -> startsWith(key, step.key()));
        }
        case "keep" -> {
          overlay.keep();
          kept = new TreeMap<>(model);
          overlay.begin();
        }
        case "undo" -> {
          overlay.undo();
          model = new TreeMap<>(Arrays::compareUnsigned);
          model.putAll(kept);
          overlay.begin();
        }
        case "flush" -> {
          overlay.keep();
          kept = new TreeMap<>(model);
          overlay.flush();
          overlay.begin();
        }
        default -> throw new IllegalArgumentException(step.action());
      }
      assertThat(overlay.get(step.key())).isEqualTo(model.get(step.key()));
      if (number % 3 == 0) { // what was not scanned before is put in order by the scan
        compare(overlay, model, step.key());
      }
    }
    compare(overlay, model, new byte[] {1});
  }

  private static void compare(Overlay overlay, NavigableMap<byte[], byte[]> model, byte[] key) {
    assertThat(overlay.get(key)).isEqualTo(model.get(key));
    assertThat(visited(overlay, new byte[0], null, false)).isEqualTo(texts(model));
    assertThat(visited(overlay, new byte[0], key, true))
        .isEqualTo(texts(model.headMap(key, false).descendingMap()));
    assertThat(visited(overlay, key, null, true))
        .isEqualTo(texts(model.tailMap(key, true).descendingMap()));
  }

  private static List<String> visited(
      Store store, byte[] from, byte @Nullable [] to, boolean backwards) {
    List<String> entries = new ArrayList<>();
    Store.Visitor visitor =
        (key, value) -> {
          entries.add(text(key) + "=" + text(value));
          return true;
        };
    if (backwards) {
      store.scanBackwards(from, to, visitor);
    } else {
      store.scan(from, to, visitor);
    }
    return entries;
  }

  private static List<String> texts(NavigableMap<byte[], byte[]> model) {
    List<String> entries = new ArrayList<>();
    model.forEach((key, value) -> entries.add(text(key) + "=" + text(value)));
    return entries;
  }

  private static String text(byte[] bytes) {
    return HexFormat.of().formatHex(bytes);
  }

  private static boolean startsWith(byte[] key, byte[] prefix) {
    return key.length >= prefix.length && Arrays.equals(Arrays.copyOf(key, prefix.length), prefix);
  }

  @Provide
  Arbitrary<List<Step>> steps() {
    Arbitrary<byte[]> keys =
        Arbitraries.of((byte) 0, (byte) 1, (byte) 0x7F, (byte) 0x80, (byte) 0xFE)
            .array(byte[].class)
            .ofMinSize(1)
            .ofMaxSize(3);
    Arbitrary<String> actions =
        Arbitraries.frequencyOf(
            Tuple.of(6, Arbitraries.just("put")),
            Tuple.of(3, Arbitraries.just("delete")),
            Tuple.of(1, Arbitraries.just("fill")),
            Tuple.of(2, Arbitraries.just("deletePrefix")),
            Tuple.of(2, Arbitraries.of("keep", "undo", "flush")));
    return Combinators.combine(actions, keys).as(Step::new).list().ofMinSize(1).ofMaxSize(40);
  }
}
