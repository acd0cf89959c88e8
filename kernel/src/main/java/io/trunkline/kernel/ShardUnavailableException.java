package io.trunkline.kernel;

/**
 * A shard cannot serve a command now: its queue is full, it has no leader or no majority, this
 * replica does not lead where it would have to, or the node is stopping. The caller may try again.
 */
public class ShardUnavailableException extends RuntimeException {
  private static final long serialVersionUID = 1L;
  private final boolean outcomeUnknown;

  /**
   * @param outcomeUnknown whether the command may have been, or may yet be, committed
   */
  public ShardUnavailableException(String message, boolean outcomeUnknown, Throwable cause) {
    super(message, cause);
    this.outcomeUnknown = outcomeUnknown;
  }

  public ShardUnavailableException(String message) {
    this(message, false, null);
  }

  /** Returns whether the command may have been, or may yet be, committed. */
  public boolean outcomeUnknown() {
    return outcomeUnknown;
  }
}
