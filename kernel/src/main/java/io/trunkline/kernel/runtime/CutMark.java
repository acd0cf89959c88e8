package io.trunkline.kernel.runtime;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;

/**
 * An entry of a shard's log that belongs to a cut through several shards: from the first mark of a
 * cut on every replica keeps from applying, until the second, or for {@link #LONGEST_HOLD_MILLIS}.
 *
 * <p>Format: that of a {@link LogEntry} without commands, with the version 2, the cut for the
 * writer and 1 or 2 for the number.
 *
 * @param cut tells cuts apart; not 0
 * @param begins whether this is the first of the two marks
 * @param timestamp the leader's time, in milliseconds since the epoch
 */
record CutMark(long cut, boolean begins, long timestamp) {
  /** How long a replica waits for the second mark, in milliseconds: whoever cuts may have died. */
  static final long LONGEST_HOLD_MILLIS = 3_000;

  /**
   * A replica that comes to a first mark that old, in milliseconds, does not wait: it reads again,
   * as it starts, what was written long ago. Far more than clocks of nodes may differ.
   */
  static final long OLDEST_MILLIS = 60_000;

  private static final byte VERSION = 2;
  private static final long BEGINS = 1;
  private static final long ENDS = 2;

  byte[] encode() {
    byte[] bytes = new LogEntry(cut, begins ? BEGINS : ENDS, timestamp, List.of()).encode();
    bytes[0] = VERSION;
    return bytes;
  }

  /** Reads a mark; empty where the entry is none. */
  static Optional<CutMark> of(byte[] entry) {
    if (entry.length == 0 || entry[0] != VERSION) {
      return Optional.empty();
    }
    ByteBuffer buffer = ByteBuffer.wrap(entry, 1, entry.length - 1);
    return Optional.of(new CutMark(buffer.getLong(), buffer.getLong() == BEGINS, buffer.getLong()));
  }

  /** Returns what a mark is to the state: an entry that changes nothing. */
  LogEntry asEntry() {
    return new LogEntry(0, 0, timestamp, List.of());
  }
}
