package io.trunkline.events.schema;

/** An event is larger than the limit (413). */
public class EventTooLargeException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public EventTooLargeException(String message) {
    super(message, null, false, false);
  }
}
