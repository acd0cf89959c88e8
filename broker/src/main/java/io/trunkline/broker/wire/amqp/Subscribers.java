package io.trunkline.broker.wire.amqp;

import java.util.concurrent.ConcurrentHashMap;

/** How many consumers each shared volatile subscription has: it goes with the last. */
final class Subscribers {
  private final ConcurrentHashMap<String, Integer> counts = new ConcurrentHashMap<>();

  void join(String subscription) {
    counts.merge(subscription, 1, Integer::sum);
  }

  /** Returns whether nobody is left. */
  boolean leave(String subscription) {
    return counts.compute(
            subscription, (name, count) -> count == null || count == 1 ? null : count - 1)
        == null;
  }
}
