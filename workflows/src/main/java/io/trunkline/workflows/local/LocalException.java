package io.trunkline.workflows.local;

/** A workflow cannot be run or tested here; the message says why, to its author. */
public class LocalException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public LocalException(String message) {
    super(message, null, false, false);
  }
}
