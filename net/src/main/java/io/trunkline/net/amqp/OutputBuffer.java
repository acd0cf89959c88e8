package io.trunkline.net.amqp;

import io.netty.buffer.Unpooled;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.internal.buffer.BufferInternal;
import java.util.Arrays;
import org.apache.qpid.protonj2.buffer.ProtonBuffer;

/** Collects what is to be written in one piece; each byte is copied once, from its frame. */
final class OutputBuffer {
  private static final int SMALLEST_BYTES = 512;

  /** The next piece starts no larger than this; beyond it grows as it is filled. */
  private static final int LARGEST_START_BYTES = 64 * 1024;

  private byte[] bytes = {};
  private int length;

  /** What is likely to come until the next {@link #take}: what came until the last. */
  private int expected = SMALLEST_BYTES;

  int length() {
    return length;
  }

  void append(byte[] more) {
    room(more.length);
    System.arraycopy(more, 0, bytes, length, more.length);
    length += more.length;
  }

  /** Appends all that is readable in a frame. */
  void append(ProtonBuffer frame) {
    int more = frame.getReadableBytes();
    room(more);
    frame.readBytes(bytes, length, more);
    length += more;
  }

  private void room(int more) {
    if (bytes.length - length < more) {
      int larger = bytes.length == 0 ? expected : 2 * bytes.length;
      bytes = Arrays.copyOf(bytes, Math.max(larger, length + more));
    }
  }

  /** Returns what was collected, and starts anew. */
  Buffer take() {
    Buffer taken = BufferInternal.buffer(Unpooled.wrappedBuffer(bytes, 0, length));
    expected = Math.clamp(length + length / 4, SMALLEST_BYTES, LARGEST_START_BYTES);
    bytes = new byte[0];
    length = 0;
    return taken;
  }
}
