package io.trunkline.broker;

/** What receiving does to a message. */
public enum ReceiveMode {
  /** The message is locked until it is settled or the lock expires. */
  PEEK_LOCK,
  /** The message is removed, durably, before it is delivered. */
  RECEIVE_AND_DELETE
}
