package io.trunkline.broker.effects;

import io.trunkline.kernel.IdSource;
import java.nio.ByteBuffer;
import java.util.UUID;

/**
 * Makes lock tokens of random bytes that are fetched for many at once: a strong source takes its
 * time for each call. Only on the shard's thread.
 */
final class LockTokenSource {
  private static final int BYTES = 2 * Long.BYTES;
  private static final int TOKENS = 64;

  private final IdSource ids;
  private ByteBuffer random = ByteBuffer.allocate(0);

  LockTokenSource(IdSource ids) {
    this.ids = ids;
  }

  /** Returns a random UUID. */
  UUID next() {
    if (!random.hasRemaining()) {
      random = ByteBuffer.wrap(ids.bytes(TOKENS * BYTES));
    }
    byte[] bytes = new byte[BYTES];
    random.get(bytes);
    IdSource one = count -> bytes;
    return one.uuid();
  }
}
