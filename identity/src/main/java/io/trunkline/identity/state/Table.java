package io.trunkline.identity.state;

import io.trunkline.kernel.CborCodec;
import io.trunkline.kernel.Keys;
import io.trunkline.kernel.Store;
import java.util.function.Consumer;

/** Records of one type in the shard's store, under one text key each. */
final class Table<T> {
  private final String name;
  private final CborCodec<T> codec;

  Table(String name, Class<T> type) {
    this.name = name;
    this.codec = CborCodec.of(type);
  }

  void put(Store store, String key, T value) {
    store.put(key(key), codec.encode(value));
  }

  void delete(Store store, String key) {
    store.delete(key(key));
  }

  void forEach(Store store, Consumer<T> visitor) {
    store.scanPrefix(
        Keys.of(name).bytes(),
        (key, value) -> {
          visitor.accept(codec.decode(value));
          return true;
        });
  }

  private byte[] key(String key) {
    return Keys.of(name).text(key).bytes();
  }
}
