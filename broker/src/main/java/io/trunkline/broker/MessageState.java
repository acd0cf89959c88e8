package io.trunkline.broker;

/** What {@code x-opt-message-state} says; the ordinals are the values on the wire. */
public enum MessageState {
  ACTIVE,
  DEFERRED,
  SCHEDULED
}
