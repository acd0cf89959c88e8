package io.trunkline.broker;

import io.trunkline.kernel.RejectedException;

/** The broker refuses something; the reason is one of {@link BrokerError}. */
public final class BrokerException extends RejectedException {
  private static final long serialVersionUID = 1L;
  private final BrokerError error;

  /**
   * @param message a sentence for the client, without secrets
   */
  public BrokerException(BrokerError error, String message) {
    super(message);
    this.error = error;
  }

  public BrokerError error() {
    return error;
  }

  /** Returns the error for an entity that does not exist; clients parse this very sentence. */
  public static BrokerException entityNotFound(String host, String path) {
    return new BrokerException(
        BrokerError.ENTITY_NOT_FOUND,
        "The messaging entity 'sb://%s/%s' could not be found.".formatted(host, path));
  }
}
