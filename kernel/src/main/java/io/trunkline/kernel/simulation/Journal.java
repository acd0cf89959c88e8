package io.trunkline.kernel.simulation;

import io.trunkline.kernel.runtime.LogPosition;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32C;

/**
 * What one replica's log keeps on disk: its term, its vote, its entries.
 *
 * <p>A record: length of the rest (4 bytes) · checksum of the rest (4) · up to where the file was
 * synced when the record was written (4) · kind (1) · content. The third field tells a torn tail
 * from rot: a damaged record in front of a good one that knows it to be synced was good once.
 */
final class Journal {
  /** An entry, and where its record ends in the file. */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record Entry(long index, long term, byte[] bytes, int end) {
    LogPosition position() {
      return new LogPosition(term, index);
    }
  }

  static final int NOBODY = -1;
  private static final byte VOTE = 1;
  private static final byte ENTRY = 2;
  private static final byte CUT = 3;
  private static final byte BASE = 4;
  private static final int FRAME = 2 * Integer.BYTES;
  private static final int OVERHEAD = Integer.BYTES + 1;

  private final SimulatedFile file;
  private final List<Entry> entries = new ArrayList<>();
  private LogPosition base = LogPosition.NONE;
  private long term;
  private int vote = NOBODY;
  private int lastRecord;

  private Journal(SimulatedFile file) {
    this.file = file;
  }

  /**
   * Reads back what is in a file; cuts off a torn tail.
   *
   * @throws DamagedLogException when something is damaged that had been synced
   */
  static Journal recover(SimulatedFile file, Sabotage... sabotage) {
    List<Sabotage> planted = List.of(sabotage);
    Journal journal = new Journal(file);
    byte[] content = file.content();
    int offset = 0;
    while (offset < content.length) {
      int end = recordEnd(content, offset, planted.contains(Sabotage.UNCHECKED_TAIL));
      if (end < 0) {
        if (!planted.contains(Sabotage.ROT_TAKEN_FOR_TAIL)) {
          requireTornTail(content, offset);
        }
        file.truncate(offset);
        break;
      }
      journal.lastRecord = offset;
      journal.read(ByteBuffer.wrap(content, offset + FRAME, end - offset - FRAME), end);
      offset = end;
    }
    if (planted.contains(Sabotage.FORGOTTEN_VOTE)) {
      journal.forgetVote();
    }
    return journal;
  }

  SimulatedFile file() {
    return file;
  }

  long term() {
    return term;
  }

  int vote() {
    return vote;
  }

  /** Returns the position before the first entry. */
  LogPosition base() {
    return base;
  }

  LogPosition last() {
    return entries.isEmpty() ? base : entries.getLast().position();
  }

  int size() {
    return entries.size();
  }

  /** Returns up to where the last record proves that the file had been synced before it. */
  int provenSynced() {
    return file.length() == 0 ? 0 : ByteBuffer.wrap(file.content()).getInt(lastRecord + FRAME);
  }

  /** Has this replica forget for whom it has voted. */
  void forgetVote() {
    vote = NOBODY;
  }

  boolean holds(long index) {
    return index > base.index() && index <= last().index();
  }

  Entry entry(long index) {
    return entries.get((int) (index - base.index() - 1));
  }

  /** Returns the term of the entry at an index from the base to the end. */
  long termAt(long index) {
    return index == base.index() ? base.term() : entry(index).term();
  }

  List<Entry> from(long index, int most) {
    int first = (int) (index - base.index() - 1);
    return List.copyOf(entries.subList(first, first + Math.min(entries.size() - first, most)));
  }

  /** Returns whether the entry at a position survives a crash, or the state that it led to does. */
  boolean holdsDurably(LogPosition position) {
    if (position.index() <= base.index()) {
      return true;
    }
    return holds(position.index())
        && entry(position.index()).term() == position.term()
        && entry(position.index()).end() <= file.synced();
  }

  void vote(long newTerm, int candidate) {
    term = newTerm;
    vote = candidate;
    write(VOTE, ByteBuffer.allocate(12).putLong(newTerm).putInt(candidate).array());
  }

  void append(long index, long entryTerm, byte[] bytes) {
    byte[] content =
        ByteBuffer.allocate(16 + bytes.length).putLong(index).putLong(entryTerm).put(bytes).array();
    entries.add(new Entry(index, entryTerm, bytes, write(ENTRY, content)));
  }

  /** Drops the entries from {@code index} on. */
  void cut(long index) {
    entries.subList((int) (index - base.index() - 1), entries.size()).clear();
    write(CUT, ByteBuffer.allocate(8).putLong(index).array());
  }

  /** Drops the entries up to {@code index}, in a new file. */
  void compact(long index) {
    LogPosition newBase = new LogPosition(termAt(index), index);
    rewrite(newBase, from(index + 1, Integer.MAX_VALUE));
  }

  /** Begins anew after a snapshot; entries that follow it stay where they belong to it. */
  void reset(LogPosition snapshot) {
    boolean follows = holds(snapshot.index()) && entry(snapshot.index()).term() == snapshot.term();
    rewrite(snapshot, follows ? from(snapshot.index() + 1, Integer.MAX_VALUE) : List.of());
  }

  private void rewrite(LogPosition newBase, List<Entry> kept) {
    file.replace(new byte[0]);
    entries.clear();
    base = newBase;
    write(BASE, ByteBuffer.allocate(16).putLong(base.term()).putLong(base.index()).array());
    vote(term, vote);
    kept.forEach(entry -> append(entry.index(), entry.term(), entry.bytes()));
    file.markSynced(file.length());
  }

  private int write(byte kind, byte[] content) {
    int size = OVERHEAD + content.length;
    ByteBuffer buffer = ByteBuffer.allocate(FRAME + size);
    buffer.putInt(size).putInt(0).putInt(file.synced()).put(kind).put(content);
    buffer.putInt(Integer.BYTES, checksum(buffer.array(), FRAME, size));
    lastRecord = file.length();
    return file.append(buffer.array());
  }

  private void read(ByteBuffer buffer, int end) {
    buffer.getInt();
    switch (buffer.get()) {
      case VOTE -> {
        term = buffer.getLong();
        vote = buffer.getInt();
      }
      case ENTRY -> {
        long index = buffer.getLong();
        long entryTerm = buffer.getLong();
        byte[] bytes = new byte[buffer.remaining()];
        buffer.get(bytes);
        entries.add(new Entry(index, entryTerm, bytes, end));
      }
      case CUT -> {
        long index = buffer.getLong();
        entries.removeIf(entry -> entry.index() >= index);
      }
      case BASE -> base = new LogPosition(buffer.getLong(), buffer.getLong());
      default -> throw new IllegalStateException("a record of an unknown kind");
    }
  }

  /** Returns where the record at {@code offset} ends, or -1 where there is no good one. */
  private static int recordEnd(byte[] content, int offset, boolean unchecked) {
    if (offset + FRAME + OVERHEAD > content.length) {
      return -1;
    }
    ByteBuffer buffer = ByteBuffer.wrap(content);
    int size = buffer.getInt(offset);
    if (size < OVERHEAD || size > content.length - offset - FRAME) {
      return -1;
    }
    boolean good =
        unchecked
            || buffer.getInt(offset + Integer.BYTES) == checksum(content, offset + FRAME, size);
    return good ? offset + FRAME + size : -1;
  }

  private static void requireTornTail(byte[] content, int damagedAt) {
    for (int offset = damagedAt + 1; offset < content.length; offset++) {
      if (recordEnd(content, offset, false) > 0
          && ByteBuffer.wrap(content).getInt(offset + FRAME) > damagedAt) {
        throw new DamagedLogException(damagedAt);
      }
    }
  }

  private static int checksum(byte[] bytes, int offset, int length) {
    CRC32C checksum = new CRC32C();
    checksum.update(bytes, offset, length);
    return (int) checksum.getValue();
  }
}
