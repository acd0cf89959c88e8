package io.trunkline.broker.effects;

import java.util.LinkedHashSet;
import java.util.Set;

/** A session that a receiver has locked. */
final class SessionHold {
  final String id;
  final Set<MessageLock> locks = new LinkedHashSet<>();
  final MessageConsumer consumer;

  /** When the lock ends, in milliseconds since the epoch. */
  long until;

  SessionHold(String id, MessageConsumer consumer, long until) {
    this.id = id;
    this.consumer = consumer;
    this.until = until;
  }
}
