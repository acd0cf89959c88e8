package io.trunkline.events.state;

import io.trunkline.events.schema.Event;
import io.trunkline.kernel.Command;
import java.util.List;

/** What changes the router's state. The reply is the number of deliveries that came or went. */
public sealed interface EventsCommand extends Command<Integer> {

  /**
   * Takes events in and writes a delivery for each subscription that wants one.
   *
   * @param rememberFor milliseconds for which an id taken in before makes an event a repetition
   *     that is passed over; 0 takes every event
   */
  record Publish(List<Event> events, long rememberFor) implements EventsCommand {
    public Publish {
      events = List.copyOf(events);
    }
  }

  /** Creates or replaces a subscription. */
  record PutSubscription(EventSubscription subscription) implements EventsCommand {}

  /** Removes a subscription; its deliveries are dropped when their turn comes. */
  record RemoveSubscription(String id) implements EventsCommand {}

  /** The time of a subscription is over. */
  record Expire(String id) implements EventsCommand {}

  /** An expired subscription is out of the tree, or was replaced meanwhile. */
  record Retired(String outboxId) implements EventsCommand {}

  /** A delivery has arrived, or is given up without a trace. */
  record Settle(String delivery, String outboxId) implements EventsCommand {}

  /**
   * An attempt has failed.
   *
   * @param outcome for example {@code TimedOut}
   * @param hopeless whether the outcome forbids another attempt
   * @param retryAt when to try again, milliseconds since the epoch
   * @param deadLetterAt when to write the dead-letter, should this have been the last attempt
   */
  record Fail(
      String delivery,
      String outboxId,
      String outcome,
      boolean hopeless,
      long retryAt,
      long deadLetterAt)
      implements EventsCommand {}

  /**
   * No attempt was made because the destination is on probation.
   *
   * @param retryAt when to look again, milliseconds since the epoch
   */
  record Postpone(String delivery, String outboxId, long retryAt) implements EventsCommand {}

  /** The wait of a failed delivery is over. */
  record Retry(String delivery, long deadLetterAt) implements EventsCommand {}

  /** The wait of a dead-letter is over. */
  record WriteDeadLetter(String delivery) implements EventsCommand {}
}
