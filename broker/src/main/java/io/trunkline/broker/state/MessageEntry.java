package io.trunkline.broker.state;

import io.trunkline.broker.MessageState;
import io.trunkline.broker.StoredMessage;
import org.jspecify.annotations.Nullable;

/**
 * What of a message stands in memory. Changed only on the shard's thread. There may be millions:
 * every field counts.
 */
public final class MessageEntry {
  private final long sequenceNumber;
  private final long expiresAt;
  private final long dueAt;
  private final long payloadCommand;
  private final @Nullable String sessionId;
  private final int payloadIndex;
  private final int size;
  private final boolean sharedPayload;
  private final boolean largePayload;
  private boolean taken;
  private MessageState state;
  private @Nullable StoredMessage content;

  MessageEntry(long sequenceNumber, MessageRecord record) {
    this.sequenceNumber = sequenceNumber;
    this.sessionId = record.message().properties().sessionId();
    this.size = record.message().size();
    this.expiresAt = record.expiresAt();
    this.dueAt = record.dueAt();
    this.payloadCommand = record.payload().command();
    this.payloadIndex = record.payload().index();
    this.sharedPayload = record.payload().shared();
    this.largePayload = record.payload().large();
    this.state = record.state();
  }

  /** Returns what sorts behind every message that expires until then. */
  static MessageEntry expiredBy(long time) {
    return new MessageEntry(time);
  }

  private MessageEntry(long expiresAt) {
    this.sequenceNumber = Long.MAX_VALUE;
    this.sessionId = null;
    this.size = 0;
    this.expiresAt = expiresAt;
    this.dueAt = 0;
    this.payloadCommand = 0;
    this.payloadIndex = 0;
    this.sharedPayload = false;
    this.largePayload = false;
    this.state = MessageState.ACTIVE;
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

  /** Returns where its payload stands. */
  MessageRecord.PayloadId payload() {
    return new MessageRecord.PayloadId(payloadCommand, payloadIndex, sharedPayload, largePayload);
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

  /** Notes that the leader has taken the message out or put it back. */
  void taken(boolean taken) {
    this.taken = taken;
  }

  /** Returns the whole message where it is in memory, otherwise null. */
  @Nullable StoredMessage content() {
    return content;
  }

  void content(@Nullable StoredMessage message) {
    content = message;
  }
}
