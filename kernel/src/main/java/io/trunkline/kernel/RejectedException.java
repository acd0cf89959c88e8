package io.trunkline.kernel;

/**
 * A state machine refused a command; nothing changed. Rooms extend it with what their protocol
 * needs. Carries no stack trace: a refusal is an answer, not a fault.
 */
public class RejectedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public RejectedException(String message) {
    super(message, null, false, false);
  }
}
