package io.trunkline.broker;

/** The kinds of messaging entity. */
public enum EntityKind {
  QUEUE,
  TOPIC,
  SUBSCRIPTION
}
