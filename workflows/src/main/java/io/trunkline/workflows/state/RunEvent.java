package io.trunkline.workflows.state;

import com.fasterxml.jackson.databind.JsonNode;
import io.trunkline.workflows.definition.Status;
import org.jspecify.annotations.Nullable;

/** Something that happened in a run. {@link RunApplier} says what each changes. */
public sealed interface RunEvent {

  /**
   * What stands behind it was decided at this time, in milliseconds since the epoch. Where a
   * command has none, as those of older versions, everything happened at the time of the command.
   */
  record TimePassed(long at) implements RunEvent {}

  /** A run left the queue of its trigger. */
  record RunStarted() implements RunEvent {}

  /**
   * An action began and will take longer than this event.
   *
   * @param dueAt when the timer of {@link ActionRecord.Work#WAIT} ends; 0 otherwise
   * @param timeLimitAt when {@code limit.timeout} has passed, or 0
   */
  record ActionStarted(
      ActionKey key,
      @Nullable JsonNode inputs,
      String trackingId,
      ActionRecord.Work work,
      long dueAt,
      long timeLimitAt)
      implements RunEvent {}

  /**
   * An action came to its end; or an action that takes no time began and ended.
   *
   * @param inputs null keeps those of the start
   */
  record ActionCompleted(
      ActionKey key,
      Status status,
      String code,
      @Nullable Failure error,
      @Nullable JsonNode inputs,
      @Nullable JsonNode outputs,
      @Nullable JsonNode trackedProperties,
      String trackingId)
      implements RunEvent {}

  /** A call failed and is to be repeated. */
  record AttemptFailed(ActionKey key, ActionRecord.Retry retry, long dueAt) implements RunEvent {}

  /** A call was accepted and its result is to be asked for later. */
  record CallPending(ActionKey key, JsonNode progress, long dueAt) implements RunEvent {}

  /**
   * A webhook is subscribed to: the action waits to be called back.
   *
   * @param progress may hold the request that takes the subscription back, see {@link
   *     WorkKeys.Unsubscribe}
   */
  record CallbackAwaited(ActionKey key, JsonNode progress) implements RunEvent {}

  /** The action was called back. */
  record CallbackReceived(ActionKey key, JsonNode outputs) implements RunEvent {}

  /** The wait of an action is over: time to call again, or to complete. */
  record WaitOver(ActionKey key, int attempt) implements RunEvent {}

  /** An action has lasted longer than its {@code limit.timeout}. */
  record TimeLimitReached(ActionKey key) implements RunEvent {}

  /**
   * A loop began.
   *
   * @param count how many items there are; null, as older versions wrote, to count them
   * @param items the array of a Foreach; null for an Until
   */
  record LoopStarted(ActionKey key, @Nullable Integer count, @Nullable JsonNode items)
      implements RunEvent {}

  record IterationStarted(ActionKey key, int index) implements RunEvent {}

  record IterationEnded(ActionKey key, int index, Status status, String code) implements RunEvent {}

  /** A variable was initialised or got a new value. */
  record VariableChanged(VariableRecord variable) implements RunEvent {}

  /** A Response action answered the caller. */
  record ResponseGiven(int statusCode, @Nullable JsonNode headers, @Nullable JsonNode body)
      implements RunEvent {}

  /** The caller of the Request trigger has waited as long as it may. */
  record ResponseOverdue() implements RunEvent {}

  /** Somebody asked to cancel the run, or it has lasted as long as it may. */
  record EndRequested(RunRecord.Request request) implements RunEvent {}

  record RunEnded(
      Status status, @Nullable String code, @Nullable Failure error, @Nullable JsonNode outputs)
      implements RunEvent {}
}
