package io.trunkline.broker.state;

import io.trunkline.broker.MessageState;
import org.jspecify.annotations.Nullable;

/** What of a message stands in memory. Changed only on the shard's thread. */
public final class MessageEntry {
  private final long sequenceNumber;
  private final @Nullable String sessionId;
  private final int size;
  private final long expiresAt;
  private final long dueAt;
  private MessageState state;
  private boolean taken;

  MessageEntry(long sequenceNumber, MessageRecord record) {
    this.sequenceNumber = sequenceNumber;
    this.sessionId = record.message().properties().sessionId();
    this.size = record.message().size();
    this.expiresAt = record.expiresAt();
    this.dueAt = record.dueAt();
    this.state = record.state();
  }

  public long sequenceNumber() {
    return sequenceNumber;
  }

  public @Nullable String sessionId() {
    return sessionId;
  }

  int size() {
    return size;
  }

  /** Returns when the message expires, in milliseconds since the epoch. */
  public long expiresAt() {
    return expiresAt;
  }

  long dueAt() {
    return dueAt;
  }

  public MessageState state() {
    return state;
  }

  void state(MessageState state) {
    this.state = state;
  }

  /** Returns whether the leader has taken the message out, to lock or to remove it. */
  public boolean taken() {
    return taken;
  }

  void taken(boolean taken) {
    this.taken = taken;
  }
}
