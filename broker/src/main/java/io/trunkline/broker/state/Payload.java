package io.trunkline.broker.state;

import io.trunkline.broker.state.MessageRecord.PayloadId;
import org.jspecify.annotations.Nullable;

/**
 * A payload while a command moves it: stored once, however many copies of its message there are.
 */
final class Payload {
  private final PayloadId source;
  private final byte @Nullable [] bytes;
  private boolean shared;
  private int change;

  private Payload(PayloadId source, byte @Nullable [] bytes) {
    this.source = source;
    this.bytes = bytes;
    this.shared = source.shared();
  }

  /** A payload that is not in the store yet. */
  static Payload arriving(long command, int index, byte[] bytes) {
    return new Payload(new PayloadId(command, index, false), bytes);
  }

  /** The payload of a stored message. */
  static Payload of(MessageRecord message) {
    return new Payload(message.payload(), null);
  }

  /** From now on there may be more than one copy. */
  void share() {
    shared = true;
  }

  /** Notes one message more, and returns what stands in it. */
  PayloadId copied() {
    change++;
    return new PayloadId(source.command(), source.index(), shared);
  }

  /** Notes one message less. */
  void dropped() {
    change--;
  }

  /** Brings the store in line. */
  void write(Tables tables) {
    int before = bytes == null ? tables.copies(source) : 0;
    int now = before + change;
    if (bytes != null && now > 0) {
      tables.putPayload(source, bytes);
    }
    if (now != before && (bytes == null || now > 1)) {
      tables.setCopies(source, before, now);
    }
  }
}
