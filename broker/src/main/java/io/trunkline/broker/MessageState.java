package io.trunkline.broker;

/** What {@code x-opt-message-state} says. */
public enum MessageState {
  ACTIVE,
  DEFERRED,
  SCHEDULED;

  /**
   * Returns the number that stands for it on the wire and in the durable state: new constants go to
   * the end.
   */
  @SuppressWarnings("EnumOrdinal") // the order of the constants is part of the format
  public int code() {
    return ordinal();
  }
}
