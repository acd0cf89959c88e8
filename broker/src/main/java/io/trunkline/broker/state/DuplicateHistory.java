package io.trunkline.broker.state;

import io.trunkline.kernel.Keys;
import io.trunkline.kernel.Store;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The message ids that an entity accepted within its window ({@code reference/service-bus.md
 * §11.4}).
 */
final class DuplicateHistory {
  /** How many old ids one command forgets at most: more than it adds, so that the table shrinks. */
  private static final int FORGOTTEN_AT_ONCE = 16;

  private static final byte[] NOTHING = {};

  private DuplicateHistory() {}

  /** Notes a message id; returns false where it was noted within the window before. */
  static boolean add(Store store, EntityState entity, String messageId, long now) {
    long oldest = now - entity.settings.duplicateWindow();
    byte[] id = messageId.getBytes(StandardCharsets.UTF_8);
    byte[] key = Keys.of("d").number(entity.id).raw(id).bytes();
    byte[] seen = store.get(key);
    if (seen != null) {
      long seenAt = new BinaryReader(seen).number();
      if (seenAt > oldest) {
        return false;
      }
      store.delete(timeKey(entity, seenAt, id));
    }
    store.put(key, new BinaryWriter(8).number(now).toBytes());
    store.put(timeKey(entity, now, id), NOTHING);
    forget(store, entity, oldest);
    return true;
  }

  private static byte[] timeKey(EntityState entity, long time, byte[] id) {
    return Keys.of("h").number(entity.id).number(time).raw(id).bytes();
  }

  private static void forget(Store store, EntityState entity, long oldest) {
    byte[] from = Keys.of("h").number(entity.id).bytes();
    byte[] to = Keys.of("h").number(entity.id).number(oldest).bytes();
    List<byte[]> old = new ArrayList<>();
    store.scan(from, to, (key, _) -> old.add(key) && old.size() < FORGOTTEN_AT_ONCE);
    int idAt = to.length;
    for (byte[] key : old) {
      byte[] id = Arrays.copyOfRange(key, idAt, key.length);
      store.delete(key);
      store.delete(Keys.of("d").number(entity.id).raw(id).bytes());
    }
  }
}
