package io.trunkline.compat.history;

import io.trunkline.compat.history.History.Of;
import io.trunkline.compat.history.Operation.Counted;
import io.trunkline.compat.history.Operation.GetResource;
import io.trunkline.compat.history.Operation.GetState;
import io.trunkline.compat.history.Operation.Left;
import io.trunkline.compat.history.Operation.OnMessage;
import io.trunkline.compat.history.Operation.PutResource;
import io.trunkline.compat.history.Operation.Receive;
import io.trunkline.compat.history.Operation.Schedule;
import io.trunkline.compat.history.Operation.Send;
import io.trunkline.compat.history.Operation.SetState;
import io.trunkline.compat.history.Operation.Settle;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;

/** Changes a history, keeping the counts at its end right. */
final class Edit {
  /** A sequence number and a version that no history has. */
  static final long NUMBER = Long.MAX_VALUE;

  /** A time that no tolerance of a check covers. */
  static final Duration WELL_BEFORE = Duration.ofMillis(60);

  private final History history;
  private final Random random;

  Edit(History history, long seed) {
    this.history = history;
    this.random = new Random(seed);
  }

  /** Returns one of the events that are wanted. */
  <T extends Operation> Optional<Of<T>> one(Class<T> type, Predicate<Of<T>> wanted) {
    List<Of<T>> all = history.all(type).filter(wanted).toList();
    return all.isEmpty() ? Optional.empty() : Optional.of(all.get(random.nextInt(all.size())));
  }

  /** Returns an acknowledged settlement in the main queue. */
  Optional<Of<Settle>> settled(Settlement how) {
    return one(
        Settle.class,
        settle ->
            settle.ok()
                && settle.operation().how() == how
                && settle.operation().queue().equals(ModelHistory.QUEUE));
  }

  boolean sent(String id) {
    return any(Send.class, send -> send.ok() && send.operation().id().equals(id));
  }

  /** Returns whether any try to send a message may have succeeded. */
  boolean possible(String id) {
    return any(Send.class, send -> send.event().possible() && send.operation().id().equals(id));
  }

  boolean scheduled(String id) {
    return any(Schedule.class, it -> it.operation().id().equals(id));
  }

  boolean maybeCompleted(String id) {
    return any(
        Settle.class,
        settle ->
            settle.event().possible()
                && settle.operation().id().equals(id)
                && settle.operation().how() == Settlement.COMPLETE);
  }

  /** Returns whether a message was neither settled nor cancelled. */
  boolean untouched(String id) {
    return !any(Settle.class, settle -> settle.operation().id().equals(id))
        && !any(Operation.Cancel.class, cancel -> cancel.operation().id().equals(id));
  }

  /** Returns whether a lock of the main queue was held long before it was used. */
  boolean heldLong(Of<Settle> settle) {
    return settle.ok()
        && settle.operation().queue().equals(ModelHistory.QUEUE)
        && delivery(settle)
            .event()
            .returned()
            .plus(WELL_BEFORE)
            .plus(WELL_BEFORE)
            .isBefore(settle.event().invoked());
  }

  /** Returns whether the message of a delivery was abandoned with another delivery's lock. */
  boolean seenBefore(Of<Receive> receive) {
    return any(
        Receive.class,
        earlier ->
            earlier.before(receive)
                && earlier.operation().number() == receive.operation().number()
                && earlier.operation().deliveryCount() == 0
                && any(
                    Settle.class,
                    settle ->
                        settle.ok()
                            && settle.operation().how() == Settlement.ABANDON
                            && settle
                                .operation()
                                .lockToken()
                                .equals(earlier.operation().lockToken())));
  }

  boolean written(Of<GetState> get) {
    return any(
        SetState.class,
        set ->
            set.ok()
                && set.before(get)
                && set.operation().session().equals(get.operation().session()));
  }

  boolean acknowledgedBefore(Of<GetResource> get) {
    return any(
        PutResource.class,
        put ->
            put.ok()
                && put.before(get)
                && put.operation().resource().equals(get.operation().resource()));
  }

  private <T extends Operation> boolean any(Class<T> type, Predicate<Of<T>> wanted) {
    return history.all(type).anyMatch(wanted);
  }

  /** Returns the delivery whose lock a settlement used. */
  Of<Receive> delivery(Of<Settle> settle) {
    return history
        .all(Receive.class)
        .filter(it -> it.operation().lockToken().equals(settle.operation().lockToken()))
        .findFirst()
        .orElseThrow();
  }

  static Receive uncounted(Receive receive) {
    return new Receive(
        receive.queue(),
        receive.id(),
        receive.session(),
        receive.number(),
        receive.lockToken(),
        receive.lockedUntil(),
        0);
  }

  /** Delivers the message of a delivery once more, to somebody else. */
  History deliver(Of<Receive> delivery, Instant at) {
    Receive first = delivery.operation();
    Receive again =
        new Receive(
            first.queue(),
            first.id(),
            first.session(),
            first.number(),
            "another lock",
            at.plus(ModelHistory.LOCK),
            first.deliveryCount());
    return add(new Event("another", again, at, Outcome.OK, at.plusMillis(1)));
  }

  History after(Event event, Operation operation) {
    Instant at = event.returned().plusMillis(1);
    return add(new Event("another", operation, at, Outcome.OK, at.plusMillis(1)));
  }

  History add(Event like, Operation operation) {
    return add(new Event("another", operation, like.invoked(), Outcome.OK, like.returned()));
  }

  private History add(Event event) {
    List<Event> events = new ArrayList<>(history.events());
    events.add(event);
    return history.with(events);
  }

  History remove(Predicate<Event> unwanted) {
    return history.with(history.events().stream().filter(unwanted.negate()).toList());
  }

  History replace(Event event, Operation operation) {
    return map(
        it ->
            it.equals(event)
                ? new Event(it.client(), operation, it.invoked(), it.outcome(), it.returned())
                : it);
  }

  private History map(UnaryOperator<Event> change) {
    return history.with(history.events().stream().map(change).toList());
  }

  /** Has one more message of the same id left. */
  History addLeft(Of<Left> left) {
    return left(
        new Left(
            left.operation().queue(), left.operation().id(), NUMBER, left.operation().place()));
  }

  History left(Left left) {
    Event last = history.events().getLast();
    return new Edit(count(left.queue(), left.place(), 1), 0).after(last, left);
  }

  History removeLeft(Of<Left> left) {
    return new Edit(count(left.operation().queue(), left.operation().place(), -1), 0)
        .remove(event -> event.equals(left.event()));
  }

  /** Removes everything that was seen of a message in a queue. */
  History removeFrom(String queue, String id) {
    History changed = history;
    for (Of<Left> left :
        history
            .all(Left.class)
            .filter(it -> it.operation().queue().equals(queue))
            .filter(it -> it.operation().id().equals(id))
            .toList()) {
      changed = new Edit(changed, 0).removeLeft(left);
    }
    return new Edit(changed, 0)
        .remove(
            event ->
                (event.operation() instanceof Receive || event.operation() instanceof Settle)
                    && event.operation() instanceof OnMessage it
                    && it.queue().equals(queue)
                    && it.id().equals(id));
  }

  private History count(String queue, Place place, int change) {
    return map(
        event ->
            event.operation() instanceof Counted(var counted, var where, var count)
                    && counted.equals(queue)
                    && (where == Place.SCHEDULED) == (place == Place.SCHEDULED)
                ? new Event(
                    event.client(),
                    new Counted(queue, where, count + change),
                    event.invoked(),
                    event.outcome(),
                    event.returned())
                : event);
  }

  /** Exchanges the numbers of two messages of a session that were sent one after the other. */
  Optional<History> swapInSession() {
    return one(Send.class, send -> send.ok() && send.operation().session() != null)
        .flatMap(
            earlier ->
                one(
                        Send.class,
                        later ->
                            later.ok()
                                && earlier.before(later)
                                && earlier
                                    .operation()
                                    .session()
                                    .equals(later.operation().session()))
                    .flatMap(
                        later ->
                            number(earlier)
                                .flatMap(one -> number(later).map(other -> exchange(one, other)))));
  }

  private Optional<Long> number(Of<Send> send) {
    return history
        .all(Receive.class)
        .filter(it -> it.operation().id().equals(send.operation().id()))
        .map(it -> it.operation().number())
        .findFirst();
  }

  private History exchange(long one, long other) {
    return map(
        event ->
            new Event(
                event.client(),
                exchange(event.operation(), one, other),
                event.invoked(),
                event.outcome(),
                event.returned()));
  }

  private static Operation exchange(Operation operation, long one, long other) {
    return switch (operation) {
      case Receive(var queue, var id, var session, var number, var token, var until, var count) ->
          new Receive(queue, id, session, exchange(number, one, other), token, until, count);
      case Settle(var queue, var id, var number, var token, var how) ->
          new Settle(queue, id, exchange(number, one, other), token, how);
      case Left(var queue, var id, var number, var place) ->
          new Left(queue, id, exchange(number, one, other), place);
      default -> operation;
    };
  }

  private static long exchange(long number, long one, long other) {
    return number == one ? other : number == other ? one : number;
  }
}
