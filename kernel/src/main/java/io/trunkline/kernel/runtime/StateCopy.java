package io.trunkline.kernel.runtime;

import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** What the state of a shard can be copied from while the shard works. */
@FunctionalInterface
public interface StateCopy {
  /**
   * Writes a copy of everything that a store holds at one moment.
   *
   * @param directory is created, or is empty; gets files that {@link StateStore#replace} of a store
   *     of the same kind understands, and that survive a crash once the call returns
   * @return the value that {@code key} has in the copy, or null: tells what moment the copy is of
   * @throws IOException when the copy cannot be written
   */
  byte @Nullable [] checkpoint(Path directory, byte[] key) throws IOException;
}
