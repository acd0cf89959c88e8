package io.trunkline.workflows.effects;

/** The node is starting and cannot do yet what a run asks for: it is asked again later. */
public final class NotReadyException extends IllegalStateException {
  private static final long serialVersionUID = 1L;

  public NotReadyException(String message) {
    super(message);
  }
}
