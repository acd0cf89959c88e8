package io.trunkline.broker.state;

import java.util.TreeMap;

/** The available messages of one session. */
final class SessionGroup {
  final String id;
  final TreeMap<Long, MessageEntry> available = new TreeMap<>();

  /** Whether the leader has given the session to a receiver. */
  boolean locked;

  SessionGroup(String id) {
    this.id = id;
  }
}
