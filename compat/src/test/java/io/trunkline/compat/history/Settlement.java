package io.trunkline.compat.history;

/** How a locked message is settled. */
public enum Settlement {
  COMPLETE,
  ABANDON,
  DEAD_LETTER,
  DEFER;

  /** Returns whether the message is no longer in its queue afterwards. */
  public boolean removes() {
    return this == COMPLETE || this == DEAD_LETTER;
  }
}
