package io.trunkline.kernel.runtime;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The keys {@code from <= key < to}.
 *
 * @param from the first key
 * @param to the first key after the range, or null for the end of the store
 */
@SuppressWarnings("ArrayRecordComponent") // keys that pass through; ranges are not compared
public record KeyRange(byte[] from, byte @Nullable [] to) {
  /** Returns whether {@code key} lies in the range. */
  public boolean contains(byte[] key) {
    return Arrays.compareUnsigned(key, from) >= 0
        && (to == null || Arrays.compareUnsigned(key, to) < 0);
  }
}
