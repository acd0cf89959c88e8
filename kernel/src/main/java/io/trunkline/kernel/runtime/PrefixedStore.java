package io.trunkline.kernel.runtime;

import io.trunkline.kernel.Keys;
import io.trunkline.kernel.Store;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The part of a shard's store whose keys start with one byte. The room's state, the timers and the
 * outbox each have theirs, so that none can touch the other's.
 */
final class PrefixedStore implements Store {
  private final Store whole;
  private final byte prefix;

  PrefixedStore(Store whole, byte prefix) {
    this.whole = whole;
    this.prefix = prefix;
  }

  @Override
  public byte @Nullable [] get(byte[] key) {
    return whole.get(inner(key));
  }

  @Override
  public void put(byte[] key, byte[] value) {
    whole.put(inner(key), value);
  }

  @Override
  public void delete(byte[] key) {
    whole.delete(inner(key));
  }

  @Override
  public void scan(byte[] from, byte @Nullable [] to, Visitor visitor) {
    whole.scan(inner(from), end(to), outer(visitor));
  }

  @Override
  public void scanBackwards(byte[] from, byte @Nullable [] to, Visitor visitor) {
    whole.scanBackwards(inner(from), end(to), outer(visitor));
  }

  @Override
  public void deletePrefix(byte[] keyPrefix) {
    whole.deletePrefix(inner(keyPrefix));
  }

  private byte @Nullable [] end(byte @Nullable [] to) {
    return to == null ? Keys.after(new byte[] {prefix}) : inner(to);
  }

  private byte[] inner(byte[] key) {
    byte[] inner = new byte[key.length + 1];
    inner[0] = prefix;
    System.arraycopy(key, 0, inner, 1, key.length);
    return inner;
  }

  private static Visitor outer(Visitor visitor) {
    return (key, value) -> visitor.visit(Arrays.copyOfRange(key, 1, key.length), value);
  }
}
