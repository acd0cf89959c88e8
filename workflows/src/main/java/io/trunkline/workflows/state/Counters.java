package io.trunkline.workflows.state;

import io.trunkline.kernel.Keys;
import io.trunkline.kernel.Store;
import java.nio.ByteBuffer;
import java.util.OptionalLong;
import java.util.function.LongSupplier;

/**
 * How many entries of a kind there are, kept with the entries so that nobody has to count them.
 * What an older version wrote has no counter until somebody needs it.
 */
final class Counters {
  private Counters() {}

  static byte[] endedRuns(String workflow) {
    return Keys.of("count").text(workflow).text("ended").bytes();
  }

  static byte[] histories(String workflow, String trigger) {
    return Keys.of("count").text(workflow).text("history").text(trigger).bytes();
  }

  static byte[] runsOf(String workflow, String version) {
    return Keys.of("count").text(workflow).text("version").text(version).bytes();
  }

  static void forget(String workflow, Store store) {
    store.deletePrefix(Keys.of("count").text(workflow).bytes());
  }

  /** Starts a counter at nothing. */
  static void start(Store store, byte[] counter) {
    put(store, counter, 0);
  }

  /** Changes a counter, if it has been started. */
  static void add(Store store, byte[] counter, long change) {
    OptionalLong value = value(store, counter);
    if (value.isPresent()) {
      put(store, counter, value.getAsLong() + change);
    }
  }

  /** Returns a counter; one that was never started is counted now, once. */
  static long get(Store store, byte[] counter, LongSupplier count) {
    OptionalLong value = value(store, counter);
    if (value.isPresent()) {
      return value.getAsLong();
    }
    long counted = count.getAsLong();
    put(store, counter, counted);
    return counted;
  }

  private static OptionalLong value(Store store, byte[] counter) {
    byte[] bytes = store.get(counter);
    return bytes == null ? OptionalLong.empty() : OptionalLong.of(ByteBuffer.wrap(bytes).getLong());
  }

  private static void put(Store store, byte[] counter, long value) {
    store.put(counter, ByteBuffer.allocate(Long.BYTES).putLong(value).array());
  }
}
