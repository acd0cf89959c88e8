package io.trunkline.kernel.runtime;

import io.trunkline.kernel.Keys;
import io.trunkline.kernel.Store;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A shard's store with the changes of the entry that is being applied laid over it. Commands of one
 * entry see each other's changes; a command that is refused is undone; at the end of the entry all
 * changes go to the store in one write.
 */
final class Overlay implements Store {
  /** What an undo step puts back where there was no change before. */
  private static final byte[] UNCHANGED = new byte[0];

  /** A prefix with more keys than this is deleted as a range. */
  private static final int FEW_KEYS = 32;

  private final StateStore below;
  private final NavigableMap<byte[], byte @Nullable []> values =
      new TreeMap<>(Arrays::compareUnsigned);
  private final List<KeyRange> cleared = new ArrayList<>();

  /** The keys that were changed, and the value that each had before, or {@link #UNCHANGED}. */
  private final List<byte[]> changedKeys = new ArrayList<>();

  private final List<byte @Nullable []> valuesBefore = new ArrayList<>();
  private int clearedBefore;
  private boolean writable;

  Overlay(StateStore below) {
    this.below = below;
  }

  /** Allows writes, which {@link #undo} takes back and {@link #keep} keeps. */
  void begin() {
    writable = true;
    clearedBefore = cleared.size();
  }

  /** Ends what {@link #begin} began: what was written stays. */
  void keep() {
    changedKeys.clear();
    valuesBefore.clear();
    writable = false;
  }

  /** Ends what {@link #begin} began: what was written is as if it had never been. */
  void undo() {
    for (int i = changedKeys.size() - 1; i >= 0; i--) {
      byte[] before = valuesBefore.get(i);
      if (before == UNCHANGED) {
        values.remove(changedKeys.get(i));
      } else {
        values.put(changedKeys.get(i), before);
      }
    }
    cleared.subList(clearedBefore, cleared.size()).clear();
    keep();
  }

  /** Writes all changes to the store below. */
  void flush() {
    StateChanges changes =
        new StateChanges(
            Collections.unmodifiableList(cleared), Collections.unmodifiableNavigableMap(values));
    if (!changes.isEmpty()) {
      below.write(changes);
      values.clear();
      cleared.clear();
    }
  }

  @Override
  public byte @Nullable [] get(byte[] key) {
    if (!values.isEmpty()) {
      byte[] value = values.get(key);
      if (value != null) {
        return value.clone();
      }
      if (values.containsKey(key)) {
        return null;
      }
    }
    return isCleared(key) ? null : below.get(key);
  }

  @Override
  public void put(byte[] key, byte[] value) {
    change(key, value);
  }

  @Override
  public void delete(byte[] key) {
    change(key, null);
  }

  @Override
  public void deletePrefix(byte[] prefix) {
    checkWritable();
    byte[] end = Keys.after(prefix);
    List<byte[]> few = new ArrayList<>();
    scan(
        prefix,
        end,
        (key, _) -> {
          few.add(key);
          return few.size() <= FEW_KEYS;
        });
    if (few.size() <= FEW_KEYS) {
      few.forEach(this::delete);
      return;
    }
    NavigableMap<byte[], byte @Nullable []> covered =
        end == null ? values.tailMap(prefix, true) : values.subMap(prefix, true, end, false);
    covered.forEach(this::remember);
    covered.clear();
    cleared.add(new KeyRange(prefix, end));
  }

  @Override
  public void scan(byte[] from, byte @Nullable [] to, Visitor visitor) {
    new OverlayScan(values, this::isCleared, new KeyRange(from, to), false, visitor).over(below);
  }

  @Override
  public void scanBackwards(byte[] from, byte @Nullable [] to, Visitor visitor) {
    new OverlayScan(values, this::isCleared, new KeyRange(from, to), true, visitor).over(below);
  }

  private void change(byte[] key, byte @Nullable [] value) {
    checkWritable();
    int keysBefore = values.size();
    byte[] before = values.put(key, value);
    remember(key, values.size() > keysBefore ? UNCHANGED : before);
  }

  private void remember(byte[] key, byte @Nullable [] before) {
    changedKeys.add(key);
    valuesBefore.add(before);
  }

  private void checkWritable() {
    if (!writable) {
      throw new IllegalStateException("the store is written only inside apply");
    }
  }

  private boolean isCleared(byte[] key) {
    for (KeyRange range : cleared) {
      if (range.contains(key)) {
        return true;
      }
    }
    return false;
  }
}
