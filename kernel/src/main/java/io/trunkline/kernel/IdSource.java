package io.trunkline.kernel;

import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.util.SplittableRandom;
import java.util.UUID;

/** Where ids, keys and tokens come from: injected, so that a test can repeat a run. */
public interface IdSource {
  /** Returns {@code count} random bytes. */
  byte[] bytes(int count);

  /** Returns a random (version 4) UUID. */
  default UUID uuid() {
    ByteBuffer random = ByteBuffer.wrap(bytes(16));
    long high = (random.getLong() & 0xFFFF_FFFF_FFFF_0FFFL) | 0x4000L;
    long low = (random.getLong() & 0x3FFF_FFFF_FFFF_FFFFL) | 0x8000_0000_0000_0000L;
    return new UUID(high, low);
  }

  /** Returns the source for running nodes: cryptographically strong. */
  static IdSource secure() {
    SecureRandom random = new SecureRandom();
    return count -> {
      byte[] bytes = new byte[count];
      random.nextBytes(bytes);
      return bytes;
    };
  }

  /** Returns a repeatable source for tests; thread-safe. */
  static IdSource seeded(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    return count -> {
      byte[] bytes = new byte[count];
      synchronized (random) {
        random.nextBytes(bytes);
      }
      return bytes;
    };
  }
}
