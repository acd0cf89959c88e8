package io.trunkline.resources.state;

import io.trunkline.kernel.RejectedException;

/** The control shard refused a command. */
public final class Refusal extends RejectedException {
  private static final long serialVersionUID = 1L;

  /** Why. */
  public enum Reason {
    /** The resource is no longer what the caller saw: prepare again. */
    STALE,
    PARENT_MISSING,
    BEING_DELETED,
    DEPLOYMENT_ACTIVE,
    DEPLOYMENT_NOT_ACTIVE,
    DEPLOYMENT_MISSING
  }

  private final Reason reason;

  Refusal(Reason reason, String id) {
    super(reason + " " + id);
    this.reason = reason;
  }

  public Reason reason() {
    return reason;
  }
}
