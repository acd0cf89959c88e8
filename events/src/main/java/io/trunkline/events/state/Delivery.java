package io.trunkline.events.state;

import io.trunkline.events.schema.Event;
import org.jspecify.annotations.Nullable;

/**
 * One event on its way to one subscription.
 *
 * @param id unique in the shard; {@code aeg-output-event-id} and {@code MessageId} on the wire
 * @param subscription id of the subscription, in lower case
 * @param publishedAt milliseconds since the epoch
 * @param attempts how many attempts have failed
 * @param lastOutcome outcome of the last attempt, for example {@code NotFound}, or null
 * @param lastAttemptAt milliseconds since the epoch, 0 before the first attempt
 * @param deadLetterReason why it is a dead-letter, null as long as it is not
 * @param deadLetteredAt milliseconds since the epoch, 0 as long as it is no dead-letter
 */
public record Delivery(
    String id,
    String subscription,
    Event event,
    long publishedAt,
    int attempts,
    @Nullable String lastOutcome,
    long lastAttemptAt,
    @Nullable String deadLetterReason,
    long deadLetteredAt) {

  /** Returns the first attempt at handing {@code event} to {@code subscription}. */
  static Delivery of(String id, String subscription, Event event, long now) {
    return new Delivery(id, subscription, event, now, 0, null, 0, null, 0);
  }

  Delivery failed(String outcome, long now) {
    return new Delivery(id, subscription, event, publishedAt, attempts + 1, outcome, now, null, 0);
  }

  Delivery deadLettered(String reason, long now) {
    return new Delivery(
        id, subscription, event, publishedAt, attempts, lastOutcome, lastAttemptAt, reason, now);
  }
}
