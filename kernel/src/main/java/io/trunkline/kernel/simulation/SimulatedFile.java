package io.trunkline.kernel.simulation;

import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * A file to which records are appended. What was not synced before a crash is lost, or partly
 * written, or written wrongly.
 */
final class SimulatedFile {
  private byte[] content = new byte[1_024];
  private int length;
  private int synced;

  /** Appends bytes and returns where they end. */
  int append(byte[] bytes) {
    if (length + bytes.length > content.length) {
      content = Arrays.copyOf(content, 2 * (length + bytes.length));
    }
    System.arraycopy(bytes, 0, content, length, bytes.length);
    length += bytes.length;
    return length;
  }

  byte[] content() {
    return Arrays.copyOf(content, length);
  }

  int length() {
    return length;
  }

  /** Returns up to where the file survives a crash. */
  int synced() {
    return synced;
  }

  boolean isSynced() {
    return synced == length;
  }

  void markSynced(int upTo) {
    synced = Math.max(synced, Math.min(upTo, length));
  }

  /** Puts a new, synced file in the place of this one, in one step. */
  void replace(byte[] bytes) {
    content = Arrays.copyOf(bytes, Math.max(bytes.length, 1_024));
    length = bytes.length;
    synced = length;
  }

  void truncate(int to) {
    length = to;
    synced = to;
  }

  /** Leaves what a power failure leaves: of the unsynced rest a part, and that perhaps damaged. */
  void crash(SplittableRandom random) {
    if (length > synced && random.nextBoolean()) {
      length = random.nextInt(synced, length);
    } else if (length > synced && random.nextBoolean()) {
      int from = random.nextInt(synced, length);
      int to = Math.min(length, from + 1 + random.nextInt(64));
      for (int i = from; i < to; i++) {
        content[i] = (byte) random.nextInt();
      }
    }
    synced = length;
  }

  /** Flips one bit before {@code end}; returns false where there is none. */
  boolean rot(SplittableRandom random, int end) {
    if (end <= 0) {
      return false;
    }
    content[random.nextInt(end)] ^= (byte) (1 << random.nextInt(Byte.SIZE));
    return true;
  }
}
