package io.trunkline.kernel.runtime;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One entry of a shard's log: commands that share an append, an fsync and a time.
 *
 * <p>Format, big-endian: version (1 byte, 1) · writer (8) · number (8) · timestamp (8) · count (4)
 * · per command its length (4) and its bytes.
 *
 * @param writer tells the runs of a shard apart: a random number of the runtime that wrote it
 * @param number counts the entries of one writer
 * @param timestamp the leader's time, in milliseconds since the epoch; 0 until the leader has
 *     {@linkplain #stamp stamped} it
 * @param commands the encoded commands
 */
record LogEntry(long writer, long number, long timestamp, List<byte[]> commands) {
  private static final byte VERSION = 1;
  private static final int HEADER_BYTES = 1 + 3 * Long.BYTES + Integer.BYTES;
  private static final int TIMESTAMP_AT = 1 + 2 * Long.BYTES;

  /** Gives an encoded entry its time, in place. */
  static void stamp(byte[] entry, long timestamp) {
    ByteBuffer.wrap(entry).putLong(TIMESTAMP_AT, timestamp);
  }

  byte[] encode() {
    int size = HEADER_BYTES;
    for (byte[] command : commands) {
      size += Integer.BYTES + command.length;
    }
    ByteBuffer buffer = ByteBuffer.allocate(size);
    buffer.put(VERSION).putLong(writer).putLong(number).putLong(timestamp);
    buffer.putInt(commands.size());
    for (byte[] command : commands) {
      buffer.putInt(command.length).put(command);
    }
    return buffer.array();
  }

  /** Finds the commands of an entry that was written here, where they are still known. */
  interface Known {
    /** Returns the commands of an entry, or null. */
    @Nullable List<byte[]> commands(long writer, long number);
  }

  /** Reads what {@link #encode} wrote. */
  static LogEntry decode(byte[] bytes) {
    return decode(bytes, (_, _) -> null);
  }

  /**
   * Reads what {@link #encode} wrote.
   *
   * @param known saves the copying of commands that are in memory anyway
   * @throws IllegalStateException when the bytes are no entry that this version can read
   */
  static LogEntry decode(byte[] bytes, Known known) {
    ByteBuffer buffer = ByteBuffer.wrap(bytes);
    byte version = bytes.length < HEADER_BYTES ? 0 : buffer.get();
    if (version != VERSION) {
      throw new IllegalStateException(
          "a log entry of version %d, and this version of Trunkline reads version %d: was it written"
                  .formatted(version, VERSION)
              + " by a newer one?");
    }
    long writer = buffer.getLong();
    long number = buffer.getLong();
    long timestamp = buffer.getLong();
    int count = buffer.getInt();
    List<byte[]> own = known.commands(writer, number);
    if (own != null && own.size() == count) {
      return new LogEntry(writer, number, timestamp, own);
    }
    List<byte[]> commands = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      byte[] command = new byte[buffer.getInt()];
      buffer.get(command);
      commands.add(command);
    }
    return new LogEntry(writer, number, timestamp, commands);
  }
}
