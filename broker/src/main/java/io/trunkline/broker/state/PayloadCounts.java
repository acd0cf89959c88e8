package io.trunkline.broker.state;

import java.util.HashMap;
import java.util.Map;

/**
 * How many messages have each payload that several may have, as a topic's subscriptions do. Follows
 * from the messages, and is counted anew at every start.
 */
final class PayloadCounts {
  private record Key(long command, int index) {}

  private final Map<Key, Integer> counts = new HashMap<>();

  private static Key key(MessageRecord.PayloadId id) {
    return new Key(id.command(), id.index());
  }

  int get(MessageRecord.PayloadId id) {
    return id.shared() ? counts.getOrDefault(key(id), 0) : 1;
  }

  void set(MessageRecord.PayloadId id, int count) {
    if (count == 0) {
      counts.remove(key(id));
    } else {
      counts.put(key(id), count);
    }
  }

  /** A message was found in the store. */
  void found(MessageRecord.PayloadId id) {
    if (id.shared()) {
      counts.merge(key(id), 1, Integer::sum);
    }
  }

  void clear() {
    counts.clear();
  }
}
