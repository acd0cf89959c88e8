package io.trunkline.kernel.runtime;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What one log entry changes in a shard's store: first the ranges are cleared, then the values are
 * set.
 *
 * @param cleared ranges that lose all their keys
 * @param values the new value of each key, or null for a key to delete; in no order
 */
public record StateChanges(List<KeyRange> cleared, Map<StoreKey, byte @Nullable []> values) {
  /** Returns whether nothing changes. */
  public boolean isEmpty() {
    return cleared.isEmpty() && values.isEmpty();
  }
}
