package io.trunkline.broker;

import java.util.List;

/** Takes what a receiver gets. Called on the shard's thread: hand over, do not block. */
public interface DeliveryListener {
  void delivered(Delivery delivery);

  /** Several deliveries in their order, for those who can take them at once. */
  default void delivered(List<Delivery> deliveries) {
    deliveries.forEach(this::delivered);
  }

  /**
   * The broker ended the receiver by itself: entity removed ({@code ENTITY_NOT_FOUND}) or disabled,
   * or the session's lock lost ({@code SESSION_LOCK_LOST}). Nothing follows.
   */
  void ended(BrokerException reason);
}
