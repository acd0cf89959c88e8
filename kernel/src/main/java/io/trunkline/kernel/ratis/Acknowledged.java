package io.trunkline.kernel.ratis;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.zip.CRC32C;

/**
 * A witness beside a log: up to which entry it is committed, as far as this replica has heard, and
 * so may have been acknowledged. A log that ends before was cut off by something else than a crash.
 *
 * <p>The witness is a file mapped into memory, so it survives the end of the process at any moment
 * and costs next to nothing. It is never forced: after a loss of power it may say less than the
 * truth, and never more, since an entry is forced before it is committed.
 *
 * <p>Format: two slots of 24 bytes, big-endian, written in turn: a count (8), an index (8), their
 * CRC32C (8). The valid slot with the greater count holds.
 */
final class Acknowledged implements AutoCloseable {
  private static final int SLOT_BYTES = 3 * Long.BYTES;
  private static final int FILE_BYTES = 4_096;

  private final Arena arena = Arena.ofShared();
  private final MemorySegment mapped;
  private final ByteBuffer slots;
  private final CRC32C crc = new CRC32C();
  private final ByteBuffer slot = ByteBuffer.allocate(SLOT_BYTES);
  private long count;
  private long index = -1;
  private boolean closed;

  /** Opens the witness in a file, or creates it. */
  Acknowledged(Path file) throws IOException {
    try (FileChannel channel =
        FileChannel.open(
            file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
      if (channel.size() < FILE_BYTES) {
        // Real zeros: a page of a file with holes cannot be written once the disk is full.
        channel.write(ByteBuffer.allocate(FILE_BYTES), 0);
        channel.force(true);
      }
      mapped = channel.map(FileChannel.MapMode.READ_WRITE, 0, FILE_BYTES, arena);
      slots = mapped.asByteBuffer();
    } catch (IOException | RuntimeException e) {
      arena.close();
      throw e;
    }
    ByteBuffer newest = newest(slots);
    if (newest != null) {
      count = newest.getLong(0);
      index = newest.getLong(Long.BYTES);
    }
  }

  /** Reads a witness; -1 where there is none, or none that can be read. */
  static long read(Path file) throws IOException {
    if (!Files.exists(file)) {
      return -1;
    }
    ByteBuffer slots = ByteBuffer.wrap(Files.readAllBytes(file));
    ByteBuffer newest = slots.limit() < 2 * SLOT_BYTES ? null : newest(slots);
    return newest == null ? -1 : newest.getLong(Long.BYTES);
  }

  /** The entries up to {@code reached} are committed and are about to be acknowledged. */
  synchronized void raise(long reached) {
    if (closed || reached <= index) {
      return;
    }
    index = reached;
    count++;
    slot.clear().putLong(count).putLong(index);
    slot.putLong(checksum(crc, slot)).flip();
    slots.put((int) (count % 2) * SLOT_BYTES, slot, 0, SLOT_BYTES);
  }

  @Override
  public synchronized void close() {
    if (!closed) {
      closed = true;
      mapped.force();
      arena.close();
    }
  }

  private static ByteBuffer newest(ByteBuffer slots) {
    CRC32C crc = new CRC32C();
    ByteBuffer newest = null;
    for (int i = 0; i < 2; i++) {
      ByteBuffer slot = slots.slice(i * SLOT_BYTES, SLOT_BYTES);
      boolean valid = slot.getLong(2 * Long.BYTES) == checksum(crc, slot);
      if (valid && slot.getLong(0) > (newest == null ? 0 : newest.getLong(0))) {
        newest = slot;
      }
    }
    return newest;
  }

  private static long checksum(CRC32C crc, ByteBuffer slot) {
    crc.reset();
    crc.update(slot.slice(0, 2 * Long.BYTES));
    return crc.getValue();
  }
}
