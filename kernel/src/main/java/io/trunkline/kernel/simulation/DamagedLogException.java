package io.trunkline.kernel.simulation;

/**
 * A log that cannot be read back although all of it had been synced: the replica must not start.
 */
public final class DamagedLogException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  DamagedLogException(int offset) {
    super("the log is damaged at byte " + offset + ", in front of records that were synced later");
  }
}
