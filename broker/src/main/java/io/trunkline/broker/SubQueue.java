package io.trunkline.broker;

/** The queues that every queue and subscription consists of. */
public enum SubQueue {
  /** The entity itself. */
  MAIN(""),
  DEAD_LETTER("/$DeadLetterQueue"),
  TRANSFER_DEAD_LETTER("/$Transfer/$DeadLetterQueue");

  private final String suffix;

  SubQueue(String suffix) {
    this.suffix = suffix;
  }

  /** Returns what stands behind the entity's path in an address. */
  public String suffix() {
    return suffix;
  }

  /** Returns the number that stands for it in the durable state: new constants go to the end. */
  @SuppressWarnings("EnumOrdinal") // the order of the constants is part of the format
  public int code() {
    return ordinal();
  }
}
