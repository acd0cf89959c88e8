package io.trunkline.kernel.runtime;

import java.util.Arrays;
import java.util.HexFormat;

/** A key of a shard's store, equal to another with the same bytes. */
public final class StoreKey {
  private final byte[] bytes;
  private final int hash;

  /**
   * @param bytes not changed any more by the caller
   */
  @SuppressWarnings("ArrayIsStoredDirectly") // made for every change: a copy is what this saves
  public StoreKey(byte[] bytes) {
    this.bytes = bytes;
    this.hash = Arrays.hashCode(bytes);
  }

  /** Returns the bytes themselves: not to be changed. */
  public byte[] bytes() {
    return bytes;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof StoreKey key && hash == key.hash && Arrays.equals(bytes, key.bytes);
  }

  @Override
  public int hashCode() {
    return hash;
  }

  @Override
  public String toString() {
    return HexFormat.of().formatHex(bytes);
  }
}
