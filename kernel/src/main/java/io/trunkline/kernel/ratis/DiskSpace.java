package io.trunkline.kernel.ratis;

import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whether the disk of a node has room for more. Commands are refused before it is full, so that
 * what was accepted can still be written, and the state be put in order. Thread-safe.
 */
final class DiskSpace {
  private static final Logger LOG = LoggerFactory.getLogger(DiskSpace.class);
  private static final long LOOK_EVERY_NANOS = Duration.ofMillis(100).toNanos();

  private final Path directory;
  private final FileStore disk;
  private volatile long reserved;
  private volatile long lookedAt;
  private volatile boolean isShort;

  /**
   * @param reserved how many bytes are to stay free
   */
  DiskSpace(Path directory, long reserved) throws IOException {
    this.directory = directory;
    this.disk = Files.getFileStore(directory);
    this.reserved = reserved;
    look();
  }

  /** Changes how many bytes are to stay free. */
  void keepFree(long bytes) {
    reserved = bytes;
    look();
  }

  /** Returns whether less is free than is to stay free; looks ten times a second at most. */
  boolean isShort() {
    if (System.nanoTime() - lookedAt > LOOK_EVERY_NANOS) {
      look();
    }
    return isShort;
  }

  /** Looks now. */
  synchronized boolean look() {
    lookedAt = System.nanoTime();
    try {
      long free = disk.getUsableSpace();
      boolean now = free < reserved;
      if (now != isShort) {
        isShort = now;
        if (now) {
          LOG.error(
              "The disk of {} has {} bytes left, less than the {} that are kept free: commands are"
                  + " refused until there is room",
              directory,
              free,
              reserved);
        } else {
          LOG.info("The disk of {} has room again: {} bytes", directory, free);
        }
      }
    } catch (IOException e) {
      LOG.warn("Cannot say how much room the disk of {} has", directory, e);
    }
    return isShort;
  }

  @Override
  public String toString() {
    return "the disk of " + directory + " is full: less than " + reserved + " bytes are left";
  }
}
