package io.trunkline.broker.effects;

import io.trunkline.broker.state.MessageEntry;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The lock of a message that a receiver has. */
final class MessageLock {
  final UUID token;
  final MessageEntry entry;

  /** The session that the lock belongs to and ends with, or null. */
  final @Nullable SessionHold session;

  /** When it ends, in milliseconds since the epoch; of the session where there is one. */
  private long until;

  /** Whether a command that settles the message is under way. */
  boolean settling;

  /** Whether a transaction is to settle the message. */
  boolean enlisted;

  MessageLock(UUID token, MessageEntry entry, @Nullable SessionHold session, long until) {
    this.token = token;
    this.entry = entry;
    this.session = session;
    this.until = until;
  }

  long until() {
    return session == null ? until : session.until;
  }

  void renew(long newUntil) {
    until = newUntil;
  }
}
