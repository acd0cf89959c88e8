package io.trunkline.broker.filter;

/**
 * A rule could not be evaluated for a message: the message is dead-lettered where the subscription
 * asks for it, else the rule is skipped.
 */
public final class FilterException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public FilterException(String message) {
    super(message, null, false, false);
  }
}
