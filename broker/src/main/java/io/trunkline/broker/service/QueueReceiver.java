package io.trunkline.broker.service;

import io.trunkline.broker.effects.MessageConsumer;
import io.trunkline.broker.effects.QueueDispatcher;
import java.util.concurrent.CompletableFuture;

/** A receiver on top of a consumer; the session of one that has none is empty. */
final class QueueReceiver implements SessionReceiver {
  private final LeaderThread leader;
  private final QueueDispatcher dispatcher;
  private final MessageConsumer consumer;
  private final String sessionId;
  private final long lockedUntil;

  /** To be called on the shard's thread. */
  QueueReceiver(LeaderThread leader, QueueDispatcher dispatcher, MessageConsumer consumer) {
    this.leader = leader;
    this.dispatcher = dispatcher;
    this.consumer = consumer;
    this.sessionId = consumer.sessionId() == null ? "" : consumer.sessionId();
    this.lockedUntil = consumer.lockedUntil();
  }

  @Override
  public String sessionId() {
    return sessionId;
  }

  @Override
  public long lockedUntil() {
    return lockedUntil;
  }

  @Override
  public void allow(long deliveryLimit) {
    // a deposed leader has ended its consumers: there is nobody left to allow anything
    var unused = leader.run(() -> dispatcher.allow(consumer, deliveryLimit));
  }

  @Override
  public CompletableFuture<Long> drain() {
    return leader.call(() -> dispatcher.drain(consumer));
  }

  @Override
  public void close() {
    var unused = leader.run(() -> dispatcher.close(consumer));
  }
}
