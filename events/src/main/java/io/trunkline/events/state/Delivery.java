package io.trunkline.events.state;

import io.trunkline.events.schema.Event;
import io.trunkline.kernel.ApplyContext;
import org.jspecify.annotations.Nullable;

/**
 * One event on its way to one subscription.
 *
 * @param id unique in the shard; {@code aeg-output-event-id} and {@code MessageId} on the wire
 * @param sequence sequence number of the command that published the event
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
    long sequence,
    String subscription,
    Event event,
    long publishedAt,
    int attempts,
    @Nullable String lastOutcome,
    long lastAttemptAt,
    @Nullable String deadLetterReason,
    long deadLetteredAt) {

  /**
   * Returns the delivery of {@code event} to {@code subscription}.
   *
   * @param place tells this delivery from the others of the same command
   */
  static Delivery of(String place, String subscription, Event event, ApplyContext context) {
    String id = context.sequence() + "-" + place;
    return new Delivery(
        id, context.sequence(), subscription, event, context.now(), 0, null, 0, null, 0);
  }

  Delivery failed(String outcome, long now) {
    return new Delivery(
        id,
        sequence,
        subscription,
        event,
        publishedAt,
        attempts + 1,
        outcome,
        now,
        deadLetterReason,
        deadLetteredAt);
  }

  Delivery postponed() {
    return new Delivery(
        id,
        sequence,
        subscription,
        event,
        publishedAt,
        attempts,
        "Probation",
        lastAttemptAt,
        deadLetterReason,
        deadLetteredAt);
  }

  Delivery deadLettered(String reason, long now) {
    return new Delivery(
        id,
        sequence,
        subscription,
        event,
        publishedAt,
        attempts,
        lastOutcome,
        lastAttemptAt,
        reason,
        now);
  }
}
