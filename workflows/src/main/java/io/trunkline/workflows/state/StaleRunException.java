package io.trunkline.workflows.state;

import io.trunkline.kernel.RejectedException;

/** A decision was made on a run that has changed since: look again and decide anew. */
public final class StaleRunException extends RejectedException {
  private static final long serialVersionUID = 1L;

  public StaleRunException(String message) {
    super(message);
  }
}
