package io.trunkline.kernel.runtime;

import io.trunkline.kernel.Keys;
import io.trunkline.kernel.Store;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
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
  private Map<StoreKey, byte @Nullable []> values = new LinkedHashMap<>();

  /** The same in the store's order, where it was needed since the last {@link #flush}. */
  private @Nullable NavigableMap<byte[], byte @Nullable []> ordered;

  private final List<KeyRange> cleared = new ArrayList<>();

  /** The keys that were changed, and the value that each had before, or {@link #UNCHANGED}. */
  private final List<StoreKey> changedKeys = new ArrayList<>();

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
        remove(changedKeys.get(i));
      } else {
        set(changedKeys.get(i), before);
      }
    }
    cleared.subList(clearedBefore, cleared.size()).clear();
    keep();
  }

  /** Writes all changes to the store below. */
  void flush() {
    StateChanges changes =
        new StateChanges(
            Collections.unmodifiableList(cleared), Collections.unmodifiableMap(values));
    if (!changes.isEmpty()) {
      below.write(changes);
      values = new LinkedHashMap<>(); // to clear one takes as long as the largest entry had it
      ordered = null;
      cleared.clear();
    }
  }

  @Override
  public byte @Nullable [] get(byte[] key) {
    if (!values.isEmpty()) {
      StoreKey changed = new StoreKey(key);
      byte[] value = values.get(changed);
      if (value != null) {
        return value.clone();
      }
      if (values.containsKey(changed)) {
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
    KeyRange range = new KeyRange(prefix, end);
    for (StoreKey key : List.copyOf(values.keySet())) {
      if (range.contains(key.bytes())) {
        remember(key, values.get(key));
        remove(key);
      }
    }
    cleared.add(range);
  }

  @Override
  public void scan(byte[] from, byte @Nullable [] to, Visitor visitor) {
    new OverlayScan(ordered(), this::isCleared, new KeyRange(from, to), false, visitor).over(below);
  }

  @Override
  public void scanBackwards(byte[] from, byte @Nullable [] to, Visitor visitor) {
    new OverlayScan(ordered(), this::isCleared, new KeyRange(from, to), true, visitor).over(below);
  }

  private NavigableMap<byte[], byte @Nullable []> ordered() {
    NavigableMap<byte[], byte @Nullable []> view = ordered;
    if (view == null) {
      view = new TreeMap<>(Arrays::compareUnsigned);
      for (Map.Entry<StoreKey, byte @Nullable []> change : values.entrySet()) {
        view.put(change.getKey().bytes(), change.getValue());
      }
      ordered = view;
    }
    return view;
  }

  private void change(byte[] key, byte @Nullable [] value) {
    checkWritable();
    StoreKey changed = new StoreKey(key);
    int keysBefore = values.size();
    byte[] before = set(changed, value);
    remember(changed, values.size() > keysBefore ? UNCHANGED : before);
  }

  private byte @Nullable [] set(StoreKey key, byte @Nullable [] value) {
    if (ordered != null) {
      ordered.put(key.bytes(), value);
    }
    return values.put(key, value);
  }

  private void remove(StoreKey key) {
    if (ordered != null) {
      ordered.remove(key.bytes());
    }
    values.remove(key);
  }

  private void remember(StoreKey key, byte @Nullable [] before) {
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
