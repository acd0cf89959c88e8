package io.trunkline.kernel;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
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
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream(48);

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
    bytes.writeBytes(part.getBytes(StandardCharsets.UTF_8));
    bytes.write(0);
    return this;
  }

  /** Adds a number in eight bytes, the sign bit turned so that order holds. */
  public Keys number(long part) {
    bytes.writeBytes(ByteBuffer.allocate(Long.BYTES).putLong(part ^ Long.MIN_VALUE).array());
    return this;
  }

  /** Adds bytes as they are; only as the last part, or where all have the same length. */
  public Keys raw(byte[] part) {
    bytes.writeBytes(part);
    return this;
  }

  /** Returns the key. */
  public byte[] bytes() {
    return bytes.toByteArray();
  }

  /** Reads a number that {@link #number} wrote at {@code offset}. */
  public static long numberAt(byte[] key, int offset) {
    return ByteBuffer.wrap(key).getLong(offset) ^ Long.MIN_VALUE;
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
