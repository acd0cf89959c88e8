package io.trunkline.workflows.state;

import com.fasterxml.jackson.databind.JsonNode;
import io.trunkline.workflows.definition.Status;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One execution of an action.
 *
 * @param inputs as evaluated when it started; null where it has none
 * @param trackingId constant over all attempts
 * @param work what the execution waits for while it runs
 * @param attempt number of the call that is under way or due, from 1; grows with retries and polls
 * @param outputs of an ended execution; of a running one, what its webhook was called back with
 * @param due whether the wait of {@link Work#WAIT}, or for a webhook's callback, is over
 * @param overtime whether {@code limit.timeout} has passed
 * @param retries attempts that failed and were or will be repeated
 * @param progress what a later call needs to know of the earlier ones, for example the address to
 *     poll
 */
public record ActionRecord(
    ActionKey key,
    Status status,
    @Nullable String code,
    @Nullable Failure error,
    @Nullable JsonNode inputs,
    @Nullable JsonNode outputs,
    @Nullable JsonNode trackedProperties,
    String trackingId,
    long startedAt,
    long endedAt,
    Work work,
    int attempt,
    boolean due,
    boolean overtime,
    List<Retry> retries,
    @Nullable JsonNode progress) {

  /** What a running action waits for. */
  public enum Work {
    /** A call to something outside, made from the outbox. */
    CALL,
    /** A timer. */
    WAIT,
    /** The actions inside it. */
    CHILDREN,
    NONE
  }

  /** An attempt that failed and was or will be repeated. */
  public record Retry(long startedAt, long endedAt, String code, @Nullable Failure error) {}

  public ActionRecord {
    retries = List.copyOf(retries);
  }

  static ActionRecord started(RunEvent.ActionStarted event, long now) {
    return new ActionRecord(
        event.key(),
        Status.RUNNING,
        null,
        null,
        event.inputs(),
        null,
        null,
        event.trackingId(),
        now,
        0,
        event.work(),
        1,
        false,
        false,
        List.of(),
        null);
  }

  /** Returns the record of an action that starts and ends in one event. */
  static ActionRecord instant(RunEvent.ActionCompleted event, long now) {
    return new ActionRecord(
        event.key(),
        event.status(),
        event.code(),
        event.error(),
        event.inputs(),
        event.outputs(),
        event.trackedProperties(),
        event.trackingId(),
        now,
        now,
        Work.NONE,
        1,
        false,
        false,
        List.of(),
        null);
  }

  ActionRecord completed(RunEvent.ActionCompleted event, long now) {
    JsonNode finalInputs = event.inputs() == null ? inputs : event.inputs();
    return new ActionRecord(
        key,
        event.status(),
        event.code(),
        event.error(),
        finalInputs,
        event.outputs(),
        event.trackedProperties(),
        trackingId,
        startedAt,
        now,
        work,
        attempt,
        due,
        overtime,
        retries,
        null);
  }

  ActionRecord retrying(Retry retry) {
    List<Retry> more = new ArrayList<>(retries);
    more.add(retry);
    return next(attempt + 1, false, overtime, more, progress);
  }

  ActionRecord pending(JsonNode nextProgress) {
    return next(attempt + 1, false, overtime, retries, nextProgress);
  }

  /** Returns an ended scope as it was while its actions ran. */
  ActionRecord reopened() {
    return new ActionRecord(
        key,
        Status.RUNNING,
        null,
        null,
        inputs,
        null,
        null,
        trackingId,
        startedAt,
        0,
        Work.CHILDREN,
        attempt,
        false,
        false,
        List.of(),
        null);
  }

  /** Returns the record as it would be with these outputs. */
  public ActionRecord answered(JsonNode answer) {
    return calledBack(answer);
  }

  ActionRecord calledBack(JsonNode received) {
    return new ActionRecord(
        key,
        status,
        code,
        error,
        inputs,
        received,
        trackedProperties,
        trackingId,
        startedAt,
        endedAt,
        work,
        attempt,
        true,
        overtime,
        retries,
        progress);
  }

  ActionRecord waitOver() {
    return next(attempt, true, overtime, retries, progress);
  }

  ActionRecord timeLimitReached() {
    return next(attempt, due, true, retries, progress);
  }

  private ActionRecord next(
      int nextAttempt,
      boolean nextDue,
      boolean nextOvertime,
      List<Retry> nextRetries,
      @Nullable JsonNode nextProgress) {
    return new ActionRecord(
        key,
        status,
        code,
        error,
        inputs,
        outputs,
        trackedProperties,
        trackingId,
        startedAt,
        endedAt,
        work,
        nextAttempt,
        nextDue,
        nextOvertime,
        nextRetries,
        nextProgress);
  }
}
