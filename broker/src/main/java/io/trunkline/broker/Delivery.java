package io.trunkline.broker;

import java.util.UUID;

/**
 * A message on its way to a receiver.
 *
 * @param lockToken settles it; random also where the mode is ReceiveAndDelete
 * @param lockedUntil milliseconds since the epoch; of the session where there is one; 0 for
 *     ReceiveAndDelete
 */
public record Delivery(StoredMessage message, UUID lockToken, long lockedUntil) {
  /**
   * Returns whether the message is locked: in the mode ReceiveAndDelete only one with a large body
   * is, which the receiver removes when it has the body.
   */
  public boolean isLocked() {
    return lockedUntil != 0;
  }
}
