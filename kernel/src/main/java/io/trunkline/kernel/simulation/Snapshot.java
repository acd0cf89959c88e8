package io.trunkline.kernel.simulation;

import io.trunkline.kernel.runtime.LogPosition;
import java.io.IOException;
import java.util.Arrays;
import java.util.NavigableMap;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.zip.CRC32C;

/**
 * The state of a shard at a position, on its way to another replica.
 *
 * @param checksum of the whole content
 */
record Snapshot(LogPosition position, NavigableMap<byte[], byte[]> content, long checksum) {
  static Snapshot of(LogPosition position, NavigableMap<byte[], byte[]> content) {
    return new Snapshot(position, content, checksum(content));
  }

  /** Returns this snapshot without its end, as an interrupted transfer leaves it. */
  Snapshot truncated(SplittableRandom random) {
    NavigableMap<byte[], byte[]> rest = new TreeMap<>(content);
    for (int lost = 1 + random.nextInt(rest.size()); lost > 0; lost--) {
      rest.pollLastEntry();
    }
    return new Snapshot(position, rest, checksum);
  }

  void into(SimulatedStore store, boolean unchecked) throws IOException {
    if (!unchecked && checksum(content) != checksum) {
      throw new IOException("the snapshot at " + position + " is damaged: its checksum differs");
    }
    store.replace(content);
  }

  private static long checksum(NavigableMap<byte[], byte[]> content) {
    CRC32C checksum = new CRC32C();
    content.forEach(
        (key, value) -> {
          checksum.update(key.length);
          checksum.update(key);
          checksum.update(Arrays.hashCode(value));
          checksum.update(value);
        });
    return checksum.getValue();
  }
}
