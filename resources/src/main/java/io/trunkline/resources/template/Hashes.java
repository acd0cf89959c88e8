package io.trunkline.resources.template;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;

/** The deterministic names of templates ({@code reference/resource-manager.md §6.1}). */
public final class Hashes {
  private static final UUID NAMESPACE = UUID.fromString("11fb06fb-712d-4ddd-98c7-e71bbd588830");
  private static final String ALPHABET = "abcdefghijklmnopqrstuvwxyz234567";
  private static final int LENGTH = 13;
  private static final int C1 = 0x239b961b;
  private static final int C2 = 0xab0e9789;

  private Hashes() {}

  /** Returns the version 5 UUID of the values joined with hyphens. */
  public static String guid(List<String> values) {
    byte[] name = String.join("-", values).getBytes(StandardCharsets.UTF_8);
    ByteBuffer input = ByteBuffer.allocate(16 + name.length);
    input.putLong(NAMESPACE.getMostSignificantBits());
    input.putLong(NAMESPACE.getLeastSignificantBits());
    input.put(name);
    try {
      ByteBuffer hash = ByteBuffer.wrap(MessageDigest.getInstance("SHA-1").digest(input.array()));
      long high = (hash.getLong() & 0xFFFF_FFFF_FFFF_0FFFL) | 0x5000L;
      long low = (hash.getLong() & 0x3FFF_FFFF_FFFF_FFFFL) | 0x8000_0000_0000_0000L;
      return new UUID(high, low).toString();
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-1", e);
    }
  }

  /** Returns 13 characters that depend on the values, in order and with case. */
  public static String uniqueString(List<String> values) {
    long hash = murmur(String.join("-", values).getBytes(StandardCharsets.UTF_8));
    StringBuilder text = new StringBuilder(LENGTH);
    for (int i = 0; i < LENGTH; i++) {
      text.append(ALPHABET.charAt((int) (hash >>> 59)));
      hash <<= 5;
    }
    return text.toString();
  }

  /** MurmurHash3 in two lanes of 32 bits. */
  private static long murmur(byte[] data) {
    int h1 = 0;
    int h2 = 0;
    int whole = data.length / 8 * 8;
    ByteBuffer blocks = ByteBuffer.wrap(data, 0, whole).order(ByteOrder.LITTLE_ENDIAN);
    while (blocks.hasRemaining()) {
      h1 ^= mixFirst(blocks.getInt());
      h1 = Integer.rotateLeft(h1, 19) + h2;
      h1 = h1 * 5 + 0x561ccd1b;
      h2 ^= mixSecond(blocks.getInt());
      h2 = Integer.rotateLeft(h2, 13) + h1;
      h2 = h2 * 5 + 0x0bcaa747;
    }
    int tail = data.length - whole;
    if (tail > 0) {
      ByteBuffer rest =
          ByteBuffer.wrap(Arrays.copyOfRange(data, whole, whole + 8))
              .order(ByteOrder.LITTLE_ENDIAN);
      h1 ^= mixFirst(rest.getInt());
      if (tail > 4) {
        h2 ^= mixSecond(rest.getInt());
      }
    }
    h1 ^= data.length;
    h2 ^= data.length;
    h1 += h2;
    h2 += h1;
    h1 = finish(h1);
    h2 = finish(h2);
    h1 += h2;
    h2 += h1;
    return ((long) h2 << 32) | (h1 & 0xFFFF_FFFFL);
  }

  private static int mixFirst(int block) {
    return Integer.rotateLeft(block * C1, 15) * C2;
  }

  private static int mixSecond(int block) {
    return Integer.rotateLeft(block * C2, 17) * C1;
  }

  private static int finish(int hash) {
    int h = hash;
    h ^= h >>> 16;
    h *= 0x85ebca6b;
    h ^= h >>> 13;
    h *= 0xc2b2ae35;
    return h ^ (h >>> 16);
  }
}
