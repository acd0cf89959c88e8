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

  /**
   * The position of a state that was put into place before its log began, as from a backup. The log
   * begins after it, so whoever joins later gets the state, too. No shard applies an entry there:
   * the first entry of every other log only says who keeps it.
   */
  public static final LogPosition RESTORED = new LogPosition(1, 0);

  void writeTo(ByteBuffer buffer) {
    buffer.putLong(term).putLong(index);
  }

  static LogPosition readFrom(ByteBuffer buffer) {
    return new LogPosition(buffer.getLong(), buffer.getLong());
  }
}
