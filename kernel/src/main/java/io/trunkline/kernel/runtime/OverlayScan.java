package io.trunkline.kernel.runtime;

import io.trunkline.kernel.Store;
import java.util.Arrays;
import java.util.Map;
import java.util.NavigableMap;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * One scan over a store and the changes above it. The visitor may change the overlay while it is
 * visited: a change ahead of the scan is seen, one behind it is not.
 */
final class OverlayScan implements Store.Visitor {
  private final NavigableMap<byte[], byte @Nullable []> values;
  private final Predicate<byte[]> cleared;
  private final KeyRange range;
  private final boolean backwards;
  private final Store.Visitor visitor;
  private byte @Nullable [] position;
  private boolean stopped;

  OverlayScan(
      NavigableMap<byte[], byte @Nullable []> values,
      Predicate<byte[]> cleared,
      KeyRange range,
      boolean backwards,
      Store.Visitor visitor) {
    this.values = values;
    this.cleared = cleared;
    this.range = range;
    this.backwards = backwards;
    this.visitor = visitor;
  }

  /** Runs the scan. */
  void over(StateStore below) {
    if (backwards) {
      below.scanBackwards(range.from(), range.to(), this);
    } else {
      below.scan(range.from(), range.to(), this);
    }
    if (!stopped) {
      changesBefore(null);
    }
  }

  /** Sees an entry of the store below. */
  @Override
  public boolean visit(byte[] key, byte[] value) {
    changesBefore(key);
    if (!stopped && !values.containsKey(key) && !cleared.test(key)) {
      emit(key, value);
    } else if (!stopped) {
      byte[] changed = values.get(key);
      if (changed != null) {
        emit(key, changed.clone());
      }
    }
    return !stopped;
  }

  /** Visits the changed entries up to, and without, {@code key}; null means to the end. */
  private void changesBefore(byte @Nullable [] key) {
    Map.Entry<byte[], byte @Nullable []> change = nextChange();
    while (!stopped && change != null && (key == null || order(change.getKey(), key) < 0)) {
      byte[] value = change.getValue();
      if (value == null) {
        position = change.getKey();
      } else {
        emit(change.getKey(), value.clone());
      }
      change = nextChange();
    }
  }

  private void emit(byte[] key, byte[] value) {
    position = key;
    stopped = !visitor.visit(key.clone(), value);
  }

  private Map.@Nullable Entry<byte[], byte @Nullable []> nextChange() {
    if (values.isEmpty()) {
      return null;
    }
    Map.Entry<byte[], byte @Nullable []> next;
    if (position != null) {
      next = backwards ? values.lowerEntry(position) : values.higherEntry(position);
    } else if (!backwards) {
      next = values.ceilingEntry(range.from());
    } else {
      next = range.to() == null ? values.lastEntry() : values.lowerEntry(range.to());
    }
    return next != null && range.contains(next.getKey()) ? next : null;
  }

  private int order(byte[] left, byte[] right) {
    int ascending = Arrays.compareUnsigned(left, right);
    return backwards ? -ascending : ascending;
  }
}
