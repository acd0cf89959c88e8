package io.trunkline.broker;

import org.jspecify.annotations.Nullable;

/**
 * A message as it stands in a queue. Times are milliseconds since the epoch.
 *
 * @param sequenceNumber unique and increasing within the entity
 * @param enqueuedSequenceNumber the number at the original point of submission; 0 where the message
 *     came directly
 * @param enqueuedAt when it was accepted, or activated where it was scheduled
 * @param expiresAt {@link Long#MAX_VALUE} for never
 * @param deliveryCount number of earlier failed deliveries
 * @param deadLetterSource path of the entity in which it was dead-lettered, or null
 */
public record StoredMessage(
    long sequenceNumber,
    long enqueuedSequenceNumber,
    long enqueuedAt,
    long expiresAt,
    int deliveryCount,
    MessageState state,
    @Nullable String deadLetterSource,
    BrokerMessage message) {

  /** Returns the same place in the queue with another form of its message. */
  public StoredMessage with(BrokerMessage other) {
    return new StoredMessage(
        sequenceNumber,
        enqueuedSequenceNumber,
        enqueuedAt,
        expiresAt,
        deliveryCount,
        state,
        deadLetterSource,
        other);
  }
}
