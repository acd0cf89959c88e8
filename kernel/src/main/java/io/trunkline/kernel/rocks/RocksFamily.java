package io.trunkline.kernel.rocks;

import io.trunkline.kernel.ShardId;
import org.rocksdb.ColumnFamilyHandle;

/**
 * The column family that holds a shard's state. A state that was replaced as a whole has a new one,
 * of the next generation: its name is that of the shard, and from the first replacement on {@code
 * SHARD@GENERATION}.
 */
record RocksFamily(int generation, ColumnFamilyHandle handle) {
  private static final char MARK = '@'; // never part of a shard's name

  static String name(ShardId id, int generation) {
    return generation == 0 ? id.value() : id.value() + MARK + generation;
  }

  static ShardId shard(String name) {
    int mark = name.indexOf(MARK);
    return new ShardId(mark < 0 ? name : name.substring(0, mark));
  }

  static int generation(String name) {
    int mark = name.indexOf(MARK);
    return mark < 0 ? 0 : Integer.parseInt(name.substring(mark + 1));
  }
}
