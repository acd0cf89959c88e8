package io.trunkline.kernel.runtime;

import io.trunkline.kernel.Store;
import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * The ordered keys and values of one shard on this node. Keys compare byte by byte, unsigned. Used
 * by one thread at a time, but for {@link #persist} and {@link #checkpoint}, which any thread may
 * call meanwhile.
 *
 * <p>After a crash the store holds the changes of the first <i>n</i> writes for some <i>n</i>, at
 * least all before the last {@link #persist}: it may forget the newest writes, since the log
 * repeats them, but never keeps a part of one.
 */
public interface StateStore extends StateCopy, AutoCloseable {
  /** Returns the value of {@code key}, or null. The array is the caller's. */
  byte @Nullable [] get(byte[] key);

  /** Visits {@code from <= key < to} in ascending order; null is the end of the store. */
  void scan(byte[] from, byte @Nullable [] to, Store.Visitor visitor);

  /** Visits {@code from <= key < to} in descending order; null is the end of the store. */
  void scanBackwards(byte[] from, byte @Nullable [] to, Store.Visitor visitor);

  /** Makes all of {@code changes} visible in one step. */
  void write(StateChanges changes);

  /** Returns once everything written before survives a crash. */
  void persist();

  /**
   * Replaces everything that the store holds by a copy that {@link #checkpoint} wrote: in one step,
   * so that after a crash the store holds either the old or the new, and durably.
   *
   * @param directory stays as it is
   * @throws IOException when the copy is damaged or cannot be read; nothing has changed then
   */
  void replace(Path directory) throws IOException;

  @Override
  void close();
}
