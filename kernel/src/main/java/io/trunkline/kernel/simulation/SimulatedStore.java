package io.trunkline.kernel.simulation;

import io.trunkline.kernel.Store;
import io.trunkline.kernel.runtime.KeyRange;
import io.trunkline.kernel.runtime.StateChanges;
import io.trunkline.kernel.runtime.StateStore;
import io.trunkline.kernel.runtime.StoreKey;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The state of one replica. A crash leaves the first few of the writes that were not persisted,
 * each whole or not at all.
 */
final class SimulatedStore implements StateStore {
  private static final byte[] PROGRESS = {0};

  private final boolean forgetsProgress;
  private NavigableMap<byte[], byte[]> values = new TreeMap<>(Arrays::compareUnsigned);
  private NavigableMap<byte[], byte[]> persisted = new TreeMap<>(Arrays::compareUnsigned);
  private final List<StateChanges> unpersisted = new ArrayList<>();

  SimulatedStore(boolean forgetsProgress) {
    this.forgetsProgress = forgetsProgress;
  }

  @Override
  public byte @Nullable [] get(byte[] key) {
    byte[] value = values.get(key);
    return value == null ? null : value.clone();
  }

  @Override
  public void scan(byte[] from, byte @Nullable [] to, Store.Visitor visitor) {
    visit(range(values, from, to), visitor);
  }

  @Override
  public void scanBackwards(byte[] from, byte @Nullable [] to, Store.Visitor visitor) {
    visit(range(values, from, to).descendingMap(), visitor);
  }

  @Override
  public void write(StateChanges changes) {
    StateChanges copy =
        new StateChanges(List.copyOf(changes.cleared()), new LinkedHashMap<>(changes.values()));
    write(values, copy);
    unpersisted.add(copy);
  }

  @Override
  public void persist() {
    persisted = copy(values);
    unpersisted.clear();
  }

  @Override
  public byte @Nullable [] checkpoint(Path directory, byte[] key) {
    throw new UnsupportedOperationException("a simulated store has no files");
  }

  @Override
  public void replace(Path directory) {
    throw new UnsupportedOperationException("a simulated store has no files");
  }

  @Override
  public void close() {}

  /** Returns what the store holds, as it changes. */
  NavigableMap<byte[], byte[]> view() {
    return Collections.unmodifiableNavigableMap(values);
  }

  /** Returns everything that the store holds now. */
  NavigableMap<byte[], byte[]> copy() {
    return copy(values);
  }

  /** Replaces everything, durably. */
  void replace(NavigableMap<byte[], byte[]> content) {
    values = copy(content);
    persist();
  }

  /** Goes back to what survives a power failure. */
  void crash(SplittableRandom random) {
    int kept = unpersisted.isEmpty() ? 0 : random.nextInt(unpersisted.size() + 1);
    byte[] progress = persisted.get(PROGRESS);
    for (StateChanges changes : unpersisted.subList(0, kept)) {
      write(persisted, changes);
    }
    if (forgetsProgress && progress != null) {
      persisted.put(PROGRESS, progress);
    }
    unpersisted.clear();
    values = copy(persisted);
  }

  private static void write(NavigableMap<byte[], byte[]> target, StateChanges changes) {
    for (KeyRange cleared : changes.cleared()) {
      range(target, cleared.from(), cleared.to()).clear();
    }
    for (Map.Entry<StoreKey, byte @Nullable []> change : changes.values().entrySet()) {
      byte[] value = change.getValue();
      if (value == null) {
        target.remove(change.getKey().bytes());
      } else {
        target.put(change.getKey().bytes(), value);
      }
    }
  }

  private static NavigableMap<byte[], byte[]> copy(NavigableMap<byte[], byte[]> source) {
    return new TreeMap<>(source);
  }

  private static NavigableMap<byte[], byte[]> range(
      NavigableMap<byte[], byte[]> source, byte[] from, byte @Nullable [] to) {
    return to == null ? source.tailMap(from, true) : source.subMap(from, true, to, false);
  }

  private static void visit(NavigableMap<byte[], byte[]> range, Store.Visitor visitor) {
    for (Map.Entry<byte[], byte[]> entry : range.entrySet()) {
      if (!visitor.visit(entry.getKey().clone(), entry.getValue().clone())) {
        return;
      }
    }
  }
}
