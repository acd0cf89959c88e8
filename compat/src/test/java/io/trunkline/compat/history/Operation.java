package io.trunkline.compat.history;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What a client asked for, and what it was told where that says more than yes or no.
 *
 * <p>Message ids are unique within a history: one id is one message, however often it is sent. The
 * dead-letter queue of {@code orders} has the name {@code orders/$deadletterqueue}.
 */
public sealed interface Operation {

  /** Something that was done with one message. */
  sealed interface OnMessage extends Operation {
    String queue();

    String id();
  }

  /** Something that shows a message to be in a queue. */
  sealed interface Sighting extends OnMessage {
    long number();
  }

  record Send(String queue, String id, @Nullable String session) implements OnMessage {}

  /**
   * A message is to be enqueued later.
   *
   * @param due not before this time
   */
  record Schedule(String queue, String id, Instant due) implements OnMessage {}

  /** A scheduled message is not to be enqueued. */
  record Cancel(String queue, String id) implements OnMessage {}

  /**
   * A message came with a lock.
   *
   * @param number sequence number
   * @param lockedUntil as the service says it, with every delivery
   * @param deliveryCount how many deliveries have failed before, as the service says it
   */
  record Receive(
      String queue,
      String id,
      @Nullable String session,
      long number,
      String lockToken,
      Instant lockedUntil,
      long deliveryCount)
      implements Sighting {}

  record Settle(String queue, String id, long number, String lockToken, Settlement how)
      implements OnMessage {}

  /**
   * A message lock was renewed.
   *
   * @param lockedUntil as the service says it; where it says nothing, when the lock ended before
   */
  record Renew(String queue, String id, long number, String lockToken, Instant lockedUntil)
      implements OnMessage {}

  record AcceptSession(String queue, String session) implements Operation {}

  record RenewSession(String queue, String session) implements Operation {}

  /** A receiver was closed: its locks end at some moment from then on. */
  record CloseReceiver(String queue) implements Operation {}

  /** Versions of a session's state are distinct numbers above 0. */
  record SetState(String queue, String session, long version) implements Operation {}

  /**
   * The state of a session was read.
   *
   * @param version 0 where there was none
   */
  record GetState(String queue, String session, long version) implements Operation {}

  /** A workflow was asked to run; the key is in the request and distinct. */
  record StartRun(String workflow, String key) implements Operation {}

  /**
   * A web service was called by a run.
   *
   * @param idempotencyKey what tells the service that it is the same call again
   */
  record Step(String workflow, String key, String step, String idempotencyKey)
      implements Operation {}

  record FinishRun(String workflow, String key) implements Operation {}

  record Publish(String topic, String id) implements Operation {}

  record Deliver(String topic, String subscription, String id) implements Operation {}

  /** Versions of a resource are distinct numbers above 0. */
  record PutResource(String resource, long version) implements Operation {}

  /**
   * A resource was read.
   *
   * @param version 0 where there was none
   */
  record GetResource(String resource, long version) implements Operation {}

  /** A fault was at work, from its beginning until it was mended and somebody led again. */
  record Fault(String what) implements Operation {}

  /** A message was still in its queue at the end, when nobody held a lock any more. */
  record Left(String queue, String id, long number, Place place) implements Sighting {}

  /** How many messages a queue said to have at the end; active ones include deferred ones. */
  record Counted(String queue, Place place, long count) implements Operation {}
}
