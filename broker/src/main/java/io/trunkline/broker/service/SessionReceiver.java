package io.trunkline.broker.service;

/** A receiving link that holds the lock of one session. */
public interface SessionReceiver extends MessageReceiver {
  String sessionId();

  /** Returns until when the session is locked, in milliseconds since the epoch. */
  long lockedUntil();
}
