package io.trunkline.kernel.memory;

import io.trunkline.kernel.Store;
import io.trunkline.kernel.runtime.KeyRange;
import io.trunkline.kernel.runtime.StateChanges;
import io.trunkline.kernel.runtime.StateStore;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** A store in a map, which forgets in a crash what was not persisted. */
final class MemoryStateStore implements StateStore {
  private static final String FILE = "state";

  private NavigableMap<byte[], byte[]> values = new TreeMap<>(Arrays::compareUnsigned);
  private NavigableMap<byte[], byte[]> persisted = new TreeMap<>(Arrays::compareUnsigned);

  @Override
  public byte @Nullable [] get(byte[] key) {
    byte[] value = values.get(key);
    return value == null ? null : value.clone();
  }

  @Override
  public void scan(byte[] from, byte @Nullable [] to, Store.Visitor visitor) {
    visit(range(from, to), visitor);
  }

  @Override
  public void scanBackwards(byte[] from, byte @Nullable [] to, Store.Visitor visitor) {
    visit(range(from, to).descendingMap(), visitor);
  }

  @Override
  public synchronized void write(StateChanges changes) {
    for (KeyRange cleared : changes.cleared()) {
      range(cleared.from(), cleared.to()).clear();
    }
    changes.values().forEach((key, value) -> set(key.bytes(), value));
  }

  @Override
  public synchronized void persist() {
    persisted = new TreeMap<>(values);
  }

  /** Writes one file: per entry the key's length, the value's length, the key, the value. */
  @Override
  public byte @Nullable [] checkpoint(Path directory, byte[] key) throws IOException {
    Files.createDirectories(directory);
    NavigableMap<byte[], byte[]> copy = copy();
    try (DataOutputStream out =
        new DataOutputStream(
            new BufferedOutputStream(Files.newOutputStream(directory.resolve(FILE))))) {
      out.writeInt(copy.size());
      for (Map.Entry<byte[], byte[]> entry : copy.entrySet()) {
        out.writeInt(entry.getKey().length);
        out.writeInt(entry.getValue().length);
        out.write(entry.getKey());
        out.write(entry.getValue());
      }
    }
    return copy.get(key);
  }

  @Override
  public void replace(Path directory) throws IOException {
    NavigableMap<byte[], byte[]> read = new TreeMap<>(Arrays::compareUnsigned);
    try (DataInputStream in =
        new DataInputStream(
            new BufferedInputStream(Files.newInputStream(directory.resolve(FILE))))) {
      for (int left = in.readInt(); left > 0; left--) {
        byte[] key = new byte[in.readInt()];
        byte[] value = new byte[in.readInt()];
        in.readFully(key);
        in.readFully(value);
        read.put(key, value);
      }
    }
    synchronized (this) {
      values = read;
      persisted = new TreeMap<>(read);
    }
  }

  private synchronized NavigableMap<byte[], byte[]> copy() {
    return new TreeMap<>(values);
  }

  @Override
  public void close() {}

  /** Goes back to what was persisted. */
  void crash() {
    values = new TreeMap<>(persisted);
  }

  private void set(byte[] key, byte @Nullable [] value) {
    if (value == null) {
      values.remove(key);
    } else {
      values.put(key, value);
    }
  }

  private NavigableMap<byte[], byte[]> range(byte[] from, byte @Nullable [] to) {
    return to == null ? values.tailMap(from, true) : values.subMap(from, true, to, false);
  }

  private static void visit(NavigableMap<byte[], byte[]> range, Store.Visitor visitor) {
    for (Map.Entry<byte[], byte[]> entry : range.entrySet()) {
      if (!visitor.visit(entry.getKey().clone(), entry.getValue().clone())) {
        return;
      }
    }
  }
}
