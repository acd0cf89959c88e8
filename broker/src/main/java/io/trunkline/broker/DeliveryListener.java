package io.trunkline.broker;

/** Takes what a receiver gets. Called on the shard's thread: hand over, do not block. */
public interface DeliveryListener {
  void delivered(Delivery delivery);

  /**
   * The broker ended the receiver by itself: entity removed ({@code ENTITY_NOT_FOUND}) or disabled,
   * or the session's lock lost ({@code SESSION_LOCK_LOST}). Nothing follows.
   */
  void ended(BrokerException reason);
}
