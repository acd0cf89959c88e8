package io.trunkline.connectors.file;

import java.time.Instant;

/**
 * A file or folder.
 *
 * @param path from the root of the connection, with slashes and a slash in front
 * @param size in bytes; 0 for a folder
 */
record FileEntry(String path, long size, Instant createdAt, Instant modifiedAt, boolean folder) {

  String name() {
    return path.substring(path.lastIndexOf('/') + 1);
  }

  /** Returns a text that changes when the file does. */
  String fingerprint() {
    return modifiedAt.toEpochMilli() + "/" + size;
  }
}
