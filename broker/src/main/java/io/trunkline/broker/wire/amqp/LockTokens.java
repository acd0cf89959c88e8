package io.trunkline.broker.wire.amqp;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Optional;
import java.util.UUID;

/**
 * Lock tokens as delivery tags: 16 bytes in the order in which .NET writes a GUID, its first three
 * groups little-endian ({@code reference/service-bus.md §4.5}).
 */
final class LockTokens {
  private LockTokens() {}

  static byte[] tag(UUID token) {
    long high = token.getMostSignificantBits();
    return ByteBuffer.allocate(16)
        .order(ByteOrder.LITTLE_ENDIAN)
        .putInt((int) (high >>> 32))
        .putShort((short) (high >>> 16))
        .putShort((short) high)
        .order(ByteOrder.BIG_ENDIAN)
        .putLong(token.getLeastSignificantBits())
        .array();
  }

  /** Returns the token that {@code tag} stands for; empty where it is none. */
  static Optional<UUID> token(byte[] tag) {
    if (tag.length != 16) {
      return Optional.empty();
    }
    ByteBuffer bytes = ByteBuffer.wrap(tag).order(ByteOrder.LITTLE_ENDIAN);
    long high = (bytes.getInt() & 0xFFFF_FFFFL) << 32;
    high |= (bytes.getShort() & 0xFFFFL) << 16;
    high |= bytes.getShort() & 0xFFFFL;
    return Optional.of(new UUID(high, bytes.order(ByteOrder.BIG_ENDIAN).getLong()));
  }
}
