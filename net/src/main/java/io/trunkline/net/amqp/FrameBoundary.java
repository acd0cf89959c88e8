package io.trunkline.net.amqp;

import io.vertx.core.buffer.Buffer;

/** Follows the frames of a stream of AMQP bytes, to know whether a {@code close} may be added. */
final class FrameBoundary {
  private static final int HEADER_BYTES = 8;

  /** How the body of a {@code close} begins: a described type with the descriptor 0x18. */
  private static final int CLOSE = 0x005318;

  private static final int CLOSE_BYTES = 3;

  private long left = HEADER_BYTES;
  private int size;
  private int sizeBytes;
  private int position;
  private int start;
  private boolean begun;
  private boolean closed;

  /** Bytes have gone by. */
  void passed(Buffer bytes) {
    int at = 0;
    while (at < bytes.length()) {
      if (left > 0 && begun && position < HEADER_BYTES + CLOSE_BYTES) {
        start = (start << Byte.SIZE | bytes.getUnsignedByte(at++)) & 0xFFFFFF;
        left--;
        position++;
        closed |= position == HEADER_BYTES + CLOSE_BYTES && start == CLOSE;
      } else if (left > 0) {
        int skipped = (int) Math.min(left, bytes.length() - at);
        left -= skipped;
        at += skipped;
        begun |= left == 0;
      } else {
        size = size << Byte.SIZE | bytes.getUnsignedByte(at++);
        if (++sizeBytes == Integer.BYTES) {
          left = Math.max(0, size - Integer.BYTES);
          position = Integer.BYTES;
          size = 0;
          sizeBytes = 0;
        }
      }
    }
  }

  /** Returns whether the header has gone by, every frame is whole, and none was a close. */
  boolean takesClose() {
    return begun && left == 0 && sizeBytes == 0 && !closed;
  }
}
