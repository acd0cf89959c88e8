package io.trunkline.broker.service;

import java.util.concurrent.CompletableFuture;

/** One receiving link. Thread-safe. */
public interface MessageReceiver extends AutoCloseable {
  /**
   * Allows deliveries up to a total since the receiver was opened: AMQP's delivery limit ({@code
   * delivery-count + link-credit}). A smaller limit than before takes credit back, as far as it is
   * not used.
   */
  void allow(long deliveryLimit);

  /**
   * Delivers what there is within the limit, then takes the rest of the credit back.
   *
   * @return completes on the shard's thread after the last delivery, with the number of deliveries
   *     since the receiver was opened, which is the new limit
   */
  CompletableFuture<Long> drain();

  /**
   * Ends the receiver. Locks of a queue without sessions live on until they expire; a session is
   * unlocked at once and its unsettled messages become available without a counted delivery.
   */
  @Override
  void close();
}
