package io.trunkline.workflows.state;

import io.trunkline.kernel.RejectedException;

/** A command cannot be carried out, with a code of reference/workflows.md Annex A. */
public final class WorkflowRejectedException extends RejectedException {
  private static final long serialVersionUID = 1L;
  private final String code;

  public WorkflowRejectedException(String code, String message) {
    super(message);
    this.code = code;
  }

  public String code() {
    return code;
  }
}
