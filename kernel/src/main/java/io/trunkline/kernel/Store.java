package io.trunkline.kernel;

import org.jspecify.annotations.Nullable;

/**
 * The ordered key-value state of one shard. Keys compare byte by byte, unsigned; {@link Keys} makes
 * keys whose order is that of their parts. Used only on the shard's thread; written only inside
 * {@link StateMachine#apply}.
 */
public interface Store {
  /** Returns the value of {@code key}, or null. The array is the caller's. */
  byte @Nullable [] get(byte[] key);

  /** Sets the value of {@code key}. Neither array may be changed afterwards. */
  void put(byte[] key, byte[] value);

  /** Removes {@code key}; nothing happens where it has no value. */
  void delete(byte[] key);

  /**
   * Visits the entries with {@code from <= key < to} in ascending order until {@code visitor}
   * returns false.
   *
   * @param to where to stop, or null for the end of the shard's state
   */
  void scan(byte[] from, byte @Nullable [] to, Visitor visitor);

  /** Visits the entries with {@code from <= key < to} in descending order. */
  void scanBackwards(byte[] from, byte @Nullable [] to, Visitor visitor);

  /** Visits every entry whose key starts with {@code prefix} in ascending order. */
  default void scanPrefix(byte[] prefix, Visitor visitor) {
    scan(prefix, Keys.after(prefix), visitor);
  }

  /** Removes every entry whose key starts with {@code prefix}. */
  void deletePrefix(byte[] prefix);

  /** Sees the entries of a scan. */
  @FunctionalInterface
  interface Visitor {
    /** Returns whether to go on. The arrays are the visitor's. */
    boolean visit(byte[] key, byte[] value);
  }
}
