package io.trunkline.kernel.runtime;

import java.nio.ByteBuffer;

/**
 * Where an entry stands in a log.
 *
 * @param term the leader's term that wrote the entry
 * @param index the place of the entry, growing by at least one from entry to entry
 */
public record LogPosition(long term, long index) {
  /** The position before the first entry of every log. */
  public static final LogPosition NONE = new LogPosition(0, -1);

  void writeTo(ByteBuffer buffer) {
    buffer.putLong(term).putLong(index);
  }

  static LogPosition readFrom(ByteBuffer buffer) {
    return new LogPosition(buffer.getLong(), buffer.getLong());
  }
}
