package io.trunkline.broker;

/** The kinds of messaging entity. */
public enum EntityKind {
  QUEUE,
  TOPIC,
  SUBSCRIPTION;

  /** Returns the number that stands for it in the durable state: new constants go to the end. */
  @SuppressWarnings("EnumOrdinal") // the order of the constants is part of the format
  public int code() {
    return ordinal();
  }
}
