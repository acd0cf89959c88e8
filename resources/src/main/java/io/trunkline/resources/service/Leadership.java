package io.trunkline.resources.service;

import io.trunkline.kernel.ShardUnavailableException;

/** Whether this node leads the control shard: what only the leader may go on with asks here. */
public final class Leadership {
  private volatile boolean here;

  /** Says whether this node leads from now on. */
  public void set(boolean leading) {
    here = leading;
  }

  public boolean leads() {
    return here;
  }

  /**
   * Returns where this node leads.
   *
   * @throws ShardUnavailableException where it does not: another node does the work
   */
  public void require() {
    if (!here) {
      throw new ShardUnavailableException("This node no longer leads the control shard.");
    }
  }
}
