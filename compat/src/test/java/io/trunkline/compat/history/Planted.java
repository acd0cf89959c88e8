package io.trunkline.compat.history;

import io.trunkline.compat.history.History.Of;
import io.trunkline.compat.history.Operation.AcceptSession;
import io.trunkline.compat.history.Operation.Cancel;
import io.trunkline.compat.history.Operation.CloseReceiver;
import io.trunkline.compat.history.Operation.Counted;
import io.trunkline.compat.history.Operation.Deliver;
import io.trunkline.compat.history.Operation.FinishRun;
import io.trunkline.compat.history.Operation.GetResource;
import io.trunkline.compat.history.Operation.GetState;
import io.trunkline.compat.history.Operation.Left;
import io.trunkline.compat.history.Operation.Publish;
import io.trunkline.compat.history.Operation.Receive;
import io.trunkline.compat.history.Operation.Schedule;
import io.trunkline.compat.history.Operation.Send;
import io.trunkline.compat.history.Operation.Settle;
import io.trunkline.compat.history.Operation.StartRun;
import io.trunkline.compat.history.Operation.Step;
import java.util.Optional;

/** Faults that are put into a valid history, each with the one check that must find it. */
enum Planted {
  /** An acknowledged message is gone from its queue. */
  MESSAGE_LOST(
      Check.LOST,
      edit ->
          edit.one(Left.class, left -> edit.sent(left.operation().id()))
              .filter(left -> !edit.maybeCompleted(left.operation().id()))
              .filter(left -> !History.isDeadLetter(left.operation().queue()))
              .map(edit::removeLeft)),

  /** A message comes again after its completion. */
  COMPLETED_COMES_AGAIN(
      Check.DUPLICATED,
      edit ->
          edit.settled(Settlement.COMPLETE)
              .map(
                  settle ->
                      edit.deliver(
                          edit.delivery(settle), settle.event().returned().plusMillis(1)))),

  /** A queue with duplicate detection has one message twice. */
  DUPLICATE_NOT_DETECTED(
      Check.DUPLICATED,
      edit ->
          edit.one(Left.class, left -> edit.sent(left.operation().id()))
              .filter(left -> left.operation().queue().equals(ModelHistory.QUEUE))
              .map(edit::addLeft)),

  /** A message was sent by nobody. */
  NEVER_SENT(
      Check.INVENTED,
      edit ->
          edit.one(Receive.class, receive -> receive.operation().session() == null)
              .map(
                  receive ->
                      edit.add(
                          receive.event(),
                          new Receive(
                              ModelHistory.QUEUE,
                              "from nowhere",
                              null,
                              Edit.NUMBER,
                              "t",
                              receive.operation().lockedUntil(),
                              0)))),

  /** A message that was refused is there. */
  REFUSED_IS_THERE(
      Check.INVENTED,
      edit ->
          edit.one(Send.class, send -> !edit.possible(send.operation().id()))
              .map(
                  send ->
                      edit.left(
                          new Left(
                              send.operation().queue(),
                              send.operation().id(),
                              Edit.NUMBER,
                              Place.ACTIVE)))),

  /** Two messages of a session have changed places. */
  SESSION_REORDERED(Check.REORDERED, Edit::swapInSession),

  /** A locked message is given to a second receiver. */
  MESSAGE_LOCKED_TWICE(
      Check.DOUBLE_LOCK,
      edit ->
          edit.one(Settle.class, edit::heldLong)
              .map(
                  settle ->
                      edit.deliver(
                          edit.delivery(settle),
                          settle.event().invoked().minus(Edit.WELL_BEFORE)))),

  /** A locked session is given to a second receiver. */
  SESSION_LOCKED_TWICE(
      Check.DOUBLE_LOCK,
      edit ->
          edit.one(CloseReceiver.class, _ -> true)
              .flatMap(
                  close ->
                      edit.one(
                              AcceptSession.class,
                              accept ->
                                  accept.event().client().equals(close.event().client())
                                      && accept
                                          .event()
                                          .returned()
                                          .plus(Edit.WELL_BEFORE)
                                          .isBefore(close.event().invoked()))
                          .map(accept -> edit.after(accept.event(), accept.operation())))),

  /** A message is completed twice. */
  COMPLETED_TWICE(
      Check.SETTLED_TWICE,
      edit ->
          edit.settled(Settlement.COMPLETE)
              .map(settle -> edit.after(settle.event(), settle.operation()))),

  /** A message was lost between copy and delete. */
  DEAD_LETTER_LOST(
      Check.DEAD_LETTER,
      edit ->
          edit.settled(Settlement.DEAD_LETTER)
              .map(
                  settle ->
                      edit.removeFrom(
                          History.deadLetter(settle.operation().queue()),
                          settle.operation().id()))),

  /** A message is in the dead-letter queue twice. */
  DEAD_LETTER_TWICE(
      Check.DEAD_LETTER,
      edit ->
          edit.one(Left.class, left -> History.isDeadLetter(left.operation().queue()))
              .map(edit::addLeft)),

  SCHEDULED_COMES_EARLY(
      Check.SCHEDULE,
      edit ->
          edit.one(Schedule.class, schedule -> schedule.event().possible())
              .flatMap(
                  schedule ->
                      edit.one(
                              Receive.class,
                              receive ->
                                  receive.operation().id().equals(schedule.operation().id())
                                      && receive
                                          .operation()
                                          .queue()
                                          .equals(schedule.operation().queue()))
                          .map(
                              receive ->
                                  edit.replace(
                                      schedule.event(),
                                      new Schedule(
                                          schedule.operation().queue(),
                                          schedule.operation().id(),
                                          receive.event().returned().plusSeconds(1)))))),

  SCHEDULED_NEVER_COMES(
      Check.SCHEDULE,
      edit ->
          edit.one(Schedule.class, schedule -> schedule.ok())
              .filter(schedule -> edit.untouched(schedule.operation().id()))
              .map(
                  schedule ->
                      edit.removeFrom(schedule.operation().queue(), schedule.operation().id()))),

  SCHEDULED_COMES_TWICE(
      Check.SCHEDULE,
      edit ->
          edit.one(Left.class, left -> edit.scheduled(left.operation().id()))
              .filter(left -> left.operation().queue().equals(ModelHistory.QUEUE))
              .map(edit::addLeft)),

  CANCELLED_COMES(
      Check.SCHEDULE,
      edit ->
          edit.one(Cancel.class, Of::ok)
              .map(
                  cancel ->
                      edit.left(
                          new Left(
                              cancel.operation().queue(),
                              cancel.operation().id(),
                              Edit.NUMBER,
                              Place.SCHEDULED)))),

  COUNT_WRONG(
      Check.COUNT,
      edit ->
          edit.one(Counted.class, _ -> true)
              .map(
                  counted ->
                      edit.replace(
                          counted.event(),
                          new Counted(
                              counted.operation().queue(),
                              counted.operation().place(),
                              counted.operation().count() + 1)))),

  ABANDONMENT_FORGOTTEN(
      Check.COUNT,
      edit ->
          edit.one(Receive.class, receive -> receive.operation().deliveryCount() > 0)
              .filter(receive -> edit.seenBefore(receive))
              .map(receive -> edit.replace(receive.event(), Edit.uncounted(receive.operation())))),

  SESSION_STATE_OLD(
      Check.SESSION_STATE,
      edit ->
          edit.one(GetState.class, get -> edit.written(get))
              .map(
                  get ->
                      edit.replace(
                          get.event(),
                          new GetState(get.operation().queue(), get.operation().session(), 0)))),

  RESOURCE_READ_OLD(
      Check.STALE_READ,
      edit ->
          edit.one(GetResource.class, get -> edit.acknowledgedBefore(get))
              .map(
                  get ->
                      edit.replace(get.event(), new GetResource(get.operation().resource(), 0)))),

  RESOURCE_NEVER_WRITTEN(
      Check.STALE_READ,
      edit ->
          edit.one(GetResource.class, _ -> true)
              .map(
                  get ->
                      edit.replace(
                          get.event(), new GetResource(get.operation().resource(), Edit.NUMBER)))),

  RUN_LOST(
      Check.RUN,
      edit ->
          edit.one(StartRun.class, Of::ok)
              .map(
                  start ->
                      edit.remove(
                          event ->
                              event.operation() instanceof FinishRun(_, var key)
                                  && key.equals(start.operation().key())))),

  STEP_WITH_ANOTHER_KEY(
      Check.RUN,
      edit ->
          edit.one(Step.class, _ -> true)
              .map(
                  step ->
                      edit.after(
                          step.event(),
                          new Step(
                              step.operation().workflow(),
                              step.operation().key(),
                              step.operation().step(),
                              "another")))),

  EVENT_LOST(
      Check.EVENT,
      edit ->
          edit.one(Publish.class, Of::ok)
              .map(
                  publish ->
                      edit.remove(
                          event ->
                              event.operation() instanceof Deliver(_, var subscription, var id)
                                  && subscription.equals("billing")
                                  && id.equals(publish.operation().id())))),

  EVENT_INVENTED(
      Check.EVENT,
      edit ->
          edit.one(Deliver.class, _ -> true)
              .map(
                  deliver ->
                      edit.after(
                          deliver.event(),
                          new Deliver(deliver.operation().topic(), "audit", "from nowhere"))));

  /** Makes the fault, where the history has a place for it. */
  @FunctionalInterface
  interface Plant {
    Optional<History> in(Edit edit);
  }

  private final Check finder;

  @SuppressWarnings("ImmutableEnumChecker") // a function without state
  private final Plant plant;

  Planted(Check finder, Plant plant) {
    this.finder = finder;
    this.plant = plant;
  }

  /** Returns the check that must find this fault. */
  Check finder() {
    return finder;
  }

  /** Returns the history with this fault, where it has a place for it. */
  Optional<History> in(History history, long seed) {
    return plant.in(new Edit(history, seed));
  }
}
