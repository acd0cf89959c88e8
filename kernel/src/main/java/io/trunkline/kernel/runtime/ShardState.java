package io.trunkline.kernel.runtime;

import io.trunkline.kernel.OutboxEntry;
import io.trunkline.kernel.Store;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.OptionalLong;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The durable state of a shard: what the room wrote, the timers, the outbox, and how far the log is
 * applied. Each has a range of keys of its own, told apart by the first byte.
 */
final class ShardState {
  /** The key under which the state says how far the log is applied. */
  static final byte[] PROGRESS = {0};

  /** The key under which the state says where the first mark of a cut is: position, cut. */
  private static final byte[] CUT = {0, 1};

  private static final byte TIMERS = 1;
  private static final byte OUTBOX = 2;
  private static final byte ROOM = 3;
  private static final byte[] FIRST = {};

  private final StateStore storage;
  private final Overlay overlay;
  private final Store timers;
  private final Store outbox;
  private final Store room;

  ShardState(StateStore storage) {
    this.storage = storage;
    this.overlay = new Overlay(storage);
    this.timers = new PrefixedStore(overlay, TIMERS);
    this.outbox = new PrefixedStore(overlay, OUTBOX);
    this.room = new PrefixedStore(overlay, ROOM);
  }

  /** Returns what the room sees. */
  Store room() {
    return room;
  }

  /** Returns the layer in which the changes of the current entry stand. */
  Overlay overlay() {
    return overlay;
  }

  void persist() {
    storage.persist();
  }

  /** Reads how far the log is applied. */
  Progress progress() {
    return progress(storage.get(PROGRESS));
  }

  /** Reads the value of {@link #PROGRESS}. */
  static Progress progress(byte @Nullable [] value) {
    if (value == null) {
      return Progress.START;
    }
    ByteBuffer buffer = ByteBuffer.wrap(value);
    return new Progress(LogPosition.readFrom(buffer), buffer.getLong(), buffer.getLong());
  }

  /** Writes the changes of one entry together with how far the log is applied. */
  void commit(Progress progress) {
    ByteBuffer buffer = ByteBuffer.allocate(4 * Long.BYTES);
    progress.position().writeTo(buffer);
    buffer.putLong(progress.sequence()).putLong(progress.now());
    overlay.begin();
    overlay.put(PROGRESS, buffer.array());
    overlay.keep();
    overlay.flush();
  }

  /** Has the state say that it is at the first mark of a cut, once it stands at that position. */
  void putCut(long cut, LogPosition position) {
    ByteBuffer buffer = ByteBuffer.allocate(3 * Long.BYTES);
    position.writeTo(buffer);
    buffer.putLong(cut);
    overlay.begin();
    overlay.put(CUT, buffer.array());
    overlay.keep();
  }

  /** Returns the cut at whose first mark the state stands. */
  OptionalLong cut() {
    byte[] value = storage.get(CUT);
    if (value == null) {
      return OptionalLong.empty();
    }
    ByteBuffer buffer = ByteBuffer.wrap(value);
    return LogPosition.readFrom(buffer).equals(progress().position())
        ? OptionalLong.of(buffer.getLong())
        : OptionalLong.empty();
  }

  void putTimer(String key, long dueAt) {
    timers.put(utf8(key), ByteBuffer.allocate(Long.BYTES).putLong(dueAt).array());
  }

  void removeTimer(String key) {
    timers.delete(utf8(key));
  }

  void eachTimer(BiConsumer<String, Long> visitor) {
    timers.scan(
        FIRST,
        null,
        (key, value) -> {
          visitor.accept(text(key), ByteBuffer.wrap(value).getLong());
          return true;
        });
  }

  /** Value: length of the kind (4 bytes), the kind, the payload. */
  void putOutbox(OutboxEntry entry) {
    byte[] kind = utf8(entry.kind());
    byte[] payload = entry.payload();
    ByteBuffer value = ByteBuffer.allocate(Integer.BYTES + kind.length + payload.length);
    value.putInt(kind.length).put(kind).put(payload);
    outbox.put(utf8(entry.id()), value.array());
  }

  void removeOutbox(String id) {
    outbox.delete(utf8(id));
  }

  void eachOutboxId(Consumer<String> visitor) {
    outbox.scan(
        FIRST,
        null,
        (key, _) -> {
          visitor.accept(text(key));
          return true;
        });
  }

  /** Reads an outbox entry, or returns null where it is finished. */
  @Nullable OutboxEntry outboxEntry(String id) {
    byte[] value = outbox.get(utf8(id));
    if (value == null) {
      return null;
    }
    ByteBuffer buffer = ByteBuffer.wrap(value);
    byte[] kind = new byte[buffer.getInt()];
    buffer.get(kind);
    byte[] payload = new byte[buffer.remaining()];
    buffer.get(payload);
    return new OutboxEntry(id, text(kind), payload);
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static String text(byte[] utf8) {
    return new String(utf8, StandardCharsets.UTF_8);
  }
}
