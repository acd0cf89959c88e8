package io.trunkline.broker.state;

import io.trunkline.broker.LargeBody;
import io.trunkline.kernel.Keys;
import io.trunkline.kernel.Store;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Large bodies in the store: the pieces, and a note for each body whose message has not come yet.
 */
final class Uploads {
  private static final byte[] SWEEP_KEY = Keys.of("w").bytes();

  private final Store store;

  Uploads(Store store) {
    this.store = store;
  }

  /**
   * A body whose message has not come yet.
   *
   * @param touchedAt when its last piece came, milliseconds since the epoch
   */
  record Upload(long touchedAt, int pieces, long bytes, UUID id) {
    static final Upload NONE = new Upload(0, 0, 0, new UUID(0, 0));
  }

  private static byte[] noteKey(UUID upload) {
    return key("u", upload).bytes();
  }

  private static Keys key(String table, UUID upload) {
    return Keys.of(table)
        .number(upload.getMostSignificantBits())
        .number(upload.getLeastSignificantBits());
  }

  private static Upload read(byte[] value) {
    BinaryReader in = new BinaryReader(value);
    return new Upload(in.number(), in.count(), in.number(), in.uuid());
  }

  /** Returns when the next sweep is due, or {@link Long#MAX_VALUE}. */
  long sweepDue() {
    byte[] value = store.get(SWEEP_KEY);
    return value == null ? Long.MAX_VALUE : new BinaryReader(value).number();
  }

  void sweepDue(long at) {
    if (at == Long.MAX_VALUE) {
      store.delete(SWEEP_KEY);
    } else {
      store.put(SWEEP_KEY, new BinaryWriter(8).number(at).toBytes());
    }
  }

  /** Returns what has come of a body; {@link Upload#NONE} where nothing waits. */
  Upload find(UUID upload) {
    byte[] value = store.get(noteKey(upload));
    return value == null ? Upload.NONE : read(value);
  }

  void add(UUID upload, byte[] piece, long now) {
    Upload before = find(upload);
    store.put(key("l", upload).number(before.pieces()).bytes(), piece);
    BinaryWriter out = new BinaryWriter(32);
    out.number(now).count(before.pieces() + 1).number(before.bytes() + piece.length).uuid(upload);
    store.put(noteKey(upload), out.toBytes());
  }

  /** Returns whether all of a body waits for its message. */
  boolean isComplete(LargeBody body) {
    Upload upload = find(body.id());
    return upload.pieces() == body.pieces() && upload.bytes() == body.bytes();
  }

  /** The message has come: from now on its payload owns the pieces. */
  void claim(LargeBody body) {
    store.delete(noteKey(body.id()));
  }

  /** Removes a body whose message does not come. */
  void drop(UUID upload) {
    if (find(upload).pieces() > 0) {
      store.delete(noteKey(upload));
      deletePieces(upload);
    }
  }

  void deletePieces(UUID upload) {
    store.deletePrefix(key("l", upload).bytes());
  }

  byte @Nullable [] piece(UUID upload, int index) {
    return store.get(key("l", upload).number(index).bytes());
  }

  /**
   * Removes bodies that were touched last before a time.
   *
   * @return when the oldest of the others was touched; {@link Long#MAX_VALUE} where none is left
   */
  long sweep(long before) {
    List<UUID> old = new ArrayList<>();
    long[] oldest = {Long.MAX_VALUE};
    store.scanPrefix(
        Keys.of("u").bytes(),
        (key, value) -> {
          Upload upload = read(value);
          if (upload.touchedAt() < before) {
            old.add(upload.id());
          } else {
            oldest[0] = Math.min(oldest[0], upload.touchedAt());
          }
          return true;
        });
    old.forEach(this::drop);
    return oldest[0];
  }
}
