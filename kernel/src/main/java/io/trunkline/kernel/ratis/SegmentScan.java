package io.trunkline.kernel.ratis;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.zip.CRC32C;
import org.apache.ratis.proto.RaftProtos.LogEntryProto;
import org.apache.ratis.thirdparty.com.google.protobuf.CodedInputStream;
import org.apache.ratis.thirdparty.com.google.protobuf.WireFormat;

/**
 * Reads a file of a Ratis log entry by entry, and tells apart the two ways in which it can end
 * unreadable: a write that a crash tore, and damage to something that had been written.
 *
 * <p>A file is the header {@code RaftLog1}, then per entry its length (a varint), its protobuf
 * bytes and their CRC32C (4 bytes, big-endian, over length and bytes), then zeros up to the size to
 * which it was preallocated. Each entry is forced before the next one is written. A disk writes
 * sectors as a whole, so after a crash a sector of the last entry holds what was written or the
 * zeros of before: an unreadable entry without a sector of zeros was written completely, and so was
 * one that more was written behind.
 */
final class SegmentScan {
  private static final byte[] HEADER = "RaftLog1".getBytes(StandardCharsets.UTF_8);
  private static final int SECTOR = 512;
  private static final int CRC_BYTES = Integer.BYTES;
  private static final int MAX_VARINT_BYTES = 5;

  /** How a file ends. */
  enum End {
    /** After its last entry there is nothing, or zeros. */
    CLEAN,
    /** A crash tore the write of the last entry, which nobody was told of. */
    TORN,
    /** What follows was written, and cannot be read. */
    DAMAGED
  }

  /**
   * What a scan found.
   *
   * @param first the index of the first entry, or -1 where there is none
   * @param last the index of the last readable entry, or -1 where there is none
   * @param term the term of that entry
   * @param bytes where that entry ends
   * @param reason what is wrong there, where the end is not clean
   */
  record Result(long first, long last, long term, long bytes, End end, String reason) {}

  private final ByteBuffer file;
  private final long upTo;
  private final CRC32C crc = new CRC32C();
  private long first = -1;
  private long last = -1;
  private long term;

  private SegmentScan(ByteBuffer file, long upTo) {
    this.file = file;
    this.upTo = upTo;
  }

  /** Reads a file. */
  static Result of(Path path) throws IOException {
    return upTo(Long.MAX_VALUE, path);
  }

  /** Reads a file up to the entry {@code index}, as if nothing stood behind it. */
  static Result upTo(long index, Path path) throws IOException {
    try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ);
        Arena arena = Arena.ofConfined()) {
      ByteBuffer file =
          channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size(), arena).asByteBuffer();
      return new SegmentScan(file, index).read();
    }
  }

  private Result read() throws IOException {
    int matching = 0;
    while (matching < HEADER.length
        && matching < file.limit()
        && file.get(matching) == HEADER[matching]) {
      matching++;
    }
    if (matching < HEADER.length) {
      return dataEnd(matching) == matching
          ? result(0, End.TORN, "the header was not written")
          : result(0, End.DAMAGED, "the header is not that of a log");
    }
    int position = HEADER.length;
    while (true) {
      int dataEnd = position < file.limit() && file.get(position) != 0 ? -1 : dataEnd(position);
      if (dataEnd == position) {
        return result(position, End.CLEAN, "");
      }
      Frame frame = Frame.at(file, position);
      if (last >= upTo) {
        return result(position, End.CLEAN, "");
      }
      String fault = dataEnd > position ? "zeros instead of an entry" : fault(frame);
      if (fault != null) {
        return unreadable(frame, fault);
      }
      position = (int) frame.end();
    }
  }

  /** Returns what is wrong with an entry, or null where nothing is. */
  private String fault(Frame frame) throws IOException {
    if (frame.length() <= 0 || frame.end() > file.limit()) {
      return "an entry of " + frame.length() + " bytes does not fit the file";
    }
    if (!checks(file.slice(frame.start(), frame.checked()), (int) frame.end() - CRC_BYTES)) {
      return "the checksum of an entry does not match";
    }
    CodedInputStream entry =
        CodedInputStream.newInstance(file.slice(frame.lengthEnd(), (int) frame.length()));
    long entryTerm = 0;
    long index = 0;
    int tag = entry.readTag();
    if (WireFormat.getTagFieldNumber(tag) == LogEntryProto.TERM_FIELD_NUMBER) {
      entryTerm = entry.readUInt64();
      tag = entry.readTag();
    }
    if (WireFormat.getTagFieldNumber(tag) == LogEntryProto.INDEX_FIELD_NUMBER) {
      index = entry.readUInt64(); // absent where it is 0, as the term is
    }
    if (last >= 0 && (index != last + 1 || entryTerm < term)) {
      return "entry " + index + " follows entry " + last;
    }
    first = first < 0 ? index : first;
    last = index;
    term = entryTerm;
    return null;
  }

  private Result unreadable(Frame frame, String fault) {
    int start = frame.start();
    int dataEnd = dataEnd(start);
    boolean moreBehind = file.get(start) != 0 && frame.isReadable() && dataEnd > frame.end();
    long end =
        frame.isReadable() ? Math.max(dataEnd, frame.end()) : Math.max(dataEnd, frame.lengthEnd());
    return !moreBehind && hasUnwrittenSector(start, end) && !isWholeButForItsLength(start, dataEnd)
        ? result(start, End.TORN, fault)
        : result(start, End.DAMAGED, fault);
  }

  /** Returns whether a sector between two offsets holds nothing but zeros, or is not there. */
  private boolean hasUnwrittenSector(int from, long to) {
    if (to > file.limit()) {
      return true;
    }
    for (int sector = from; sector < to; sector = (sector / SECTOR + 1) * SECTOR) {
      int end = (int) Math.min((sector / SECTOR + 1) * (long) SECTOR, to);
      if (isZero(sector, end)) {
        return true;
      }
    }
    return false;
  }

  /** Returns whether the bytes up to about {@code dataEnd} are an entry whose length has turned. */
  private boolean isWholeButForItsLength(int start, int dataEnd) {
    for (int end = dataEnd; end <= Math.min(dataEnd + CRC_BYTES, file.limit()); end++) {
      for (int lengthBytes = 1; lengthBytes <= MAX_VARINT_BYTES; lengthBytes++) {
        int length = end - CRC_BYTES - start - lengthBytes;
        byte[] prefix = length > 0 ? varint(length) : new byte[0];
        if (prefix.length == lengthBytes) {
          crc.reset();
          crc.update(prefix);
          crc.update(file.slice(start + lengthBytes, length));
          if ((int) crc.getValue() == file.getInt(end - CRC_BYTES)) {
            return true;
          }
        }
      }
    }
    return false;
  }

  private boolean checks(ByteBuffer bytes, int checksumAt) {
    crc.reset();
    crc.update(bytes);
    return (int) crc.getValue() == file.getInt(checksumAt);
  }

  /** Returns the end of the last byte that is not zero, or {@code from} where there is none. */
  private int dataEnd(int from) {
    int end = file.limit();
    while (end - from >= Long.BYTES && file.getLong(end - Long.BYTES) == 0) {
      end -= Long.BYTES;
    }
    while (end > from && file.get(end - 1) == 0) {
      end--;
    }
    return Math.max(end, Math.min(from, file.limit()));
  }

  private boolean isZero(int from, int to) {
    for (int i = from; i < to; i++) {
      if (file.get(i) != 0) {
        return false;
      }
    }
    return true;
  }

  private static byte[] varint(int value) {
    ByteBuffer bytes = ByteBuffer.allocate(MAX_VARINT_BYTES);
    int rest = value;
    for (; rest >= 0x80; rest >>>= 7) {
      bytes.put((byte) (rest | 0x80));
    }
    bytes.put((byte) rest);
    byte[] written = new byte[bytes.position()];
    bytes.flip().get(written);
    return written;
  }

  private Result result(long bytes, End end, String reason) {
    return new Result(first, last, term, bytes, end, reason);
  }

  /**
   * Where an entry stands.
   *
   * @param lengthBytes how many bytes tell its length
   * @param length how many bytes it has then, or -1 where that cannot be read
   */
  private record Frame(int start, int lengthBytes, long length) {
    static Frame at(ByteBuffer file, int start) {
      long length = 0;
      for (int i = 0; i < MAX_VARINT_BYTES && start + i < file.limit(); i++) {
        byte part = file.get(start + i);
        length |= (part & 0x7FL) << (7 * i);
        if (part >= 0) {
          return new Frame(start, i + 1, length);
        }
      }
      return new Frame(start, MAX_VARINT_BYTES, -1);
    }

    boolean isReadable() {
      return length >= 0;
    }

    int lengthEnd() {
      return start + lengthBytes;
    }

    int checked() {
      return lengthBytes + (int) length;
    }

    long end() {
      return start + (long) lengthBytes + length + CRC_BYTES;
    }
  }
}
