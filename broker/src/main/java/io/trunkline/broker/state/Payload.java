package io.trunkline.broker.state;

import io.trunkline.broker.BrokerMessage;
import io.trunkline.broker.LargeBody;
import io.trunkline.broker.state.MessageRecord.PayloadId;
import org.jspecify.annotations.Nullable;

/**
 * A payload while a command moves it: stored once, however many copies of its message there are.
 */
final class Payload {
  private final PayloadId source;
  private final byte @Nullable [] bytes;
  private final @Nullable LargeBody body;
  private boolean shared;
  private int change;

  private Payload(PayloadId source, byte @Nullable [] bytes, @Nullable LargeBody body) {
    this.source = source;
    this.bytes = bytes;
    this.body = body;
    this.shared = source.shared();
  }

  /** A payload that is not in the store yet. */
  static Payload arriving(long command, int index, BrokerMessage message) {
    boolean large = message.body() != null;
    return new Payload(
        new PayloadId(command, index, false, large), message.payload(), message.body());
  }

  /** The payload of a stored message. */
  static Payload of(MessageRecord message) {
    return new Payload(message.payload(), null, null);
  }

  static Payload of(PayloadId stored) {
    return new Payload(stored, null, null);
  }

  /** Returns the bytes where they come with the command and are the whole of the payload. */
  byte @Nullable [] arrivingAlone() {
    return body == null ? bytes : null;
  }

  /** From now on there may be more than one copy. */
  void share() {
    shared = true;
  }

  /** Notes one message more, and returns what stands in it. */
  PayloadId copied() {
    change++;
    return new PayloadId(source.command(), source.index(), shared, source.large());
  }

  /** Notes one message less. */
  void dropped() {
    change--;
  }

  private void arrive(Tables tables, byte[] arriving, int copies) {
    if (body != null) {
      Uploads uploads = new Uploads(tables.store());
      uploads.claim(body);
      if (copies == 0) {
        uploads.deletePieces(body.id());
      } else {
        tables.putBody(source, body);
      }
    }
    if (copies > 0) {
      tables.putPayload(source, arriving);
    }
  }

  /** Brings the store in line. */
  void write(Step step) {
    int before = bytes == null ? step.payloads().get(source) : 0;
    int now = before + change;
    if (bytes != null) {
      arrive(step.tables(), bytes, now);
    } else if (now == 0) {
      step.tables().deletePayload(source);
    }
    if (shared) {
      step.payloads().set(source, now);
    }
  }
}
