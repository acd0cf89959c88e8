package io.trunkline.workflows.effects;

import io.trunkline.kernel.IdSource;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;

/**
 * Names of runs and versions: a number that decreases with time comes first, so that names sort the
 * newest first (reference/workflows.md §5.1).
 */
public final class RunIds {
  /** 100-nanosecond units from the year 1 to 1970. */
  private static final long EPOCH_TICKS = 621_355_968_000_000_000L;

  private static final long TICKS_PER_SECOND = 10_000_000L;
  private static final long SERIALS = 1_000_000_000L;

  private RunIds() {}

  /** Returns a new run id, for example {@code 08584648327511354300630092291CU00}. */
  public static String run(Instant now, IdSource ids) {
    return prefix(now, ids) + serial(random(ids, SERIALS)) + "CU00";
  }

  /**
   * Returns a run id that follows from its arguments.
   *
   * @param key what the run is started for, of nothing else
   */
  static String repeatable(Instant startedAt, String key) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      byte[] hash = digest.digest(key.getBytes(StandardCharsets.UTF_8));
      return run(startedAt, IdSource.seeded(ByteBuffer.wrap(hash).getLong()));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("SHA-256 is part of every JDK", e);
    }
  }

  /** Returns the id of element {@code index} of a split firing whose first run is {@code first}. */
  public static String sibling(String first, int index) {
    long serial = Long.parseLong(first.substring(20, 29));
    return first.substring(0, 20) + serial((serial + index) % SERIALS) + first.substring(29);
  }

  /** Returns a new version name of 20 digits. */
  public static String version(Instant now, IdSource ids) {
    return prefix(now, ids);
  }

  private static String prefix(Instant now, IdSource ids) {
    long ticks =
        EPOCH_TICKS
            + now.getEpochSecond() * TICKS_PER_SECOND
            + now.getNano() / 1_000_000 * 10_000L
            + random(ids, 10_000);
    return String.format("%020d", Long.MAX_VALUE - ticks);
  }

  private static String serial(long number) {
    return String.format("%09d", number);
  }

  private static long random(IdSource ids, long bound) {
    return Math.floorMod(ByteBuffer.wrap(ids.bytes(Long.BYTES)).getLong(), bound);
  }
}
