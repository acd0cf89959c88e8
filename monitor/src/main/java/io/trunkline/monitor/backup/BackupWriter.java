package io.trunkline.monitor.backup;

import java.io.IOException;
import java.nio.file.Path;

/** Writes a backup of the whole node while it works. Implemented by the node. */
@FunctionalInterface
public interface BackupWriter {
  /**
   * Writes a backup; may take minutes.
   *
   * @param directory absolute; does not exist, or is empty
   * @throws IOException saying what is in the way
   */
  void write(Path directory) throws IOException;
}
