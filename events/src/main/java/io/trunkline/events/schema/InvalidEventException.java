package io.trunkline.events.schema;

/** A publish request does not hold the events that its topic expects (400). */
public class InvalidEventException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public InvalidEventException(String message) {
    super(message, null, false, false);
  }
}
