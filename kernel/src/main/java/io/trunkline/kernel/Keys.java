package io.trunkline.kernel;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Builds store keys whose byte order is the order of their parts: a text sorts before every longer
 * text that starts with it, numbers sort by value (negative ones first).
 *
 * <pre>
 *   Keys.of("message").text("orders").number(17).bytes()
 * </pre>
 */
public final class Keys {
  private static final VarHandle NUMBER =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

  private byte[] bytes = new byte[48];
  private int length;

  private Keys() {}

  /** Starts a key with the name of its table. */
  public static Keys of(String table) {
    return new Keys().text(table);
  }

  /**
   * Adds a text, closed by a zero byte.
   *
   * @throws IllegalArgumentException when the text holds U+0000
   */
  public Keys text(String part) {
    if (part.indexOf('\0') >= 0) {
      throw new IllegalArgumentException("a key part must not contain U+0000");
    }
    raw(part.getBytes(StandardCharsets.UTF_8));
    room(1);
    bytes[length++] = 0;
    return this;
  }

  /** Adds a number in eight bytes, the sign bit turned so that order holds. */
  public Keys number(long part) {
    room(Long.BYTES);
    NUMBER.set(bytes, length, part ^ Long.MIN_VALUE);
    length += Long.BYTES;
    return this;
  }

  /** Adds bytes as they are; only as the last part, or where all have the same length. */
  public Keys raw(byte[] part) {
    room(part.length);
    System.arraycopy(part, 0, bytes, length, part.length);
    length += part.length;
    return this;
  }

  /** Returns the key. */
  public byte[] bytes() {
    return Arrays.copyOf(bytes, length);
  }

  private void room(int more) {
    if (bytes.length - length < more) {
      bytes = Arrays.copyOf(bytes, Math.max(2 * bytes.length, length + more));
    }
  }

  /** Reads a number that {@link #number} wrote at {@code offset}. */
  public static long numberAt(byte[] key, int offset) {
    return (long) NUMBER.get(key, offset) ^ Long.MIN_VALUE;
  }

  /** Reads the number that ends {@code key}. */
  public static long lastNumber(byte[] key) {
    return numberAt(key, key.length - Long.BYTES);
  }

  /** Returns the smallest key after all keys that start with {@code prefix}, or null for none. */
  public static byte @Nullable [] after(byte[] prefix) {
    int end = prefix.length;
    while (end > 0 && prefix[end - 1] == (byte) 0xFF) {
      end--;
    }
    if (end == 0) {
      return null;
    }
    byte[] after = Arrays.copyOf(prefix, end);
    after[end - 1]++;
    return after;
  }
}
