package io.trunkline.kernel.memory;

import io.trunkline.kernel.Store;
import io.trunkline.kernel.runtime.KeyRange;
import io.trunkline.kernel.runtime.StateChanges;
import io.trunkline.kernel.runtime.StateStore;
import java.util.Arrays;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** A store in a map, which forgets in a crash what was not persisted. */
final class MemoryStateStore implements StateStore {
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
    changes.values().forEach(this::set);
  }

  @Override
  public synchronized void persist() {
    persisted = new TreeMap<>(values);
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
