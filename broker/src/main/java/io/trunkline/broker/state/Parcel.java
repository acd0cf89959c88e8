package io.trunkline.broker.state;

import io.trunkline.broker.BrokerMessage;
import org.jspecify.annotations.Nullable;

/**
 * A message on its way to a queue.
 *
 * @param message without payload
 * @param enqueuedSequenceNumber at its first entity; 0 while it is there
 * @param hops how often it was forwarded
 * @param timeToLive milliseconds; the least of those of the message and the entities it passed
 */
record Parcel(
    BrokerMessage message,
    Payload payload,
    long enqueuedSequenceNumber,
    int hops,
    @Nullable String deadLetterSource,
    long timeToLive) {

  static Parcel arriving(BrokerMessage message, Payload payload) {
    Long ttl = message.properties().timeToLive();
    return new Parcel(
        MessageRecord.withoutPayload(message),
        payload,
        0,
        0,
        null,
        ttl == null ? Long.MAX_VALUE : ttl);
  }

  static Parcel of(MessageRecord record) {
    Long ttl = record.message().properties().timeToLive();
    return new Parcel(
        record.message(),
        Payload.of(record),
        record.enqueuedSequenceNumber(),
        record.hops(),
        record.deadLetterSource(),
        ttl == null ? Long.MAX_VALUE : ttl);
  }

  Parcel with(BrokerMessage changed) {
    return new Parcel(changed, payload, enqueuedSequenceNumber, hops, deadLetterSource, timeToLive);
  }

  /** The parcel as it leaves an entity that gave it {@code sequenceNumber}. */
  Parcel leaving(EntityState entity, long sequenceNumber) {
    return new Parcel(
        message,
        payload,
        enqueuedSequenceNumber == 0 ? sequenceNumber : enqueuedSequenceNumber,
        hops,
        deadLetterSource,
        Math.min(timeToLive, entity.settings.timeToLive()));
  }

  Parcel forwarded(@Nullable String deadLetteredAt) {
    return new Parcel(
        message,
        payload,
        enqueuedSequenceNumber,
        hops + 1,
        deadLetteredAt == null ? deadLetterSource : deadLetteredAt,
        timeToLive);
  }
}
