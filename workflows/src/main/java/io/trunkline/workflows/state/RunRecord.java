package io.trunkline.workflows.state;

import com.fasterxml.jackson.databind.JsonNode;
import io.trunkline.workflows.definition.Status;
import org.jspecify.annotations.Nullable;

/**
 * The head of a run.
 *
 * @param version version of the definition that the run started with and stays on
 * @param trigger name of the trigger that fired
 * @param createdAt when the trigger fired, in milliseconds since the epoch like every time here
 * @param startedAt when the run left the waiting queue, 0 while it waits
 * @param endedAt 0 while it has not ended
 * @param origin trigger-history entry that the run belongs to
 * @param traceparent W3C trace context of the run's span
 * @param revision grows with every command that changes the run
 * @param reply how the caller of a Request trigger stands
 * @param request what has been asked of the run from outside
 */
public record RunRecord(
    RunRef ref,
    String version,
    String trigger,
    Status status,
    @Nullable String code,
    @Nullable Failure error,
    long createdAt,
    long startedAt,
    long endedAt,
    String clientTrackingId,
    String trackingId,
    String origin,
    String traceparent,
    long revision,
    Reply reply,
    Request request,
    @Nullable JsonNode outputs) {

  /** How the caller of a Request trigger stands. */
  public enum Reply {
    /** Nobody waits. */
    NONE,
    AWAITED,
    GIVEN,
    OVERDUE
  }

  /** What has been asked of a run from outside. */
  public enum Request {
    NONE,
    CANCEL,
    /** The run has lasted as long as it may. */
    TIME_OUT
  }

  RunRecord started(long now) {
    return with(Status.RUNNING, code, error, now, endedAt, reply, request, outputs);
  }

  RunRecord replied(Reply next) {
    return with(status, code, error, startedAt, endedAt, next, request, outputs);
  }

  RunRecord requested(Request next) {
    return with(status, code, error, startedAt, endedAt, reply, next, outputs);
  }

  RunRecord ended(RunEvent.RunEnded event, long now) {
    long begun = startedAt == 0 ? now : startedAt;
    return with(
        event.status(), event.code(), event.error(), begun, now, reply, request, event.outputs());
  }

  RunRecord touched() {
    return new RunRecord(
        ref,
        version,
        trigger,
        status,
        code,
        error,
        createdAt,
        startedAt,
        endedAt,
        clientTrackingId,
        trackingId,
        origin,
        traceparent,
        revision + 1,
        reply,
        request,
        outputs);
  }

  private RunRecord with(
      Status nextStatus,
      @Nullable String nextCode,
      @Nullable Failure nextError,
      long nextStartedAt,
      long nextEndedAt,
      Reply nextReply,
      Request nextRequest,
      @Nullable JsonNode nextOutputs) {
    return new RunRecord(
        ref,
        version,
        trigger,
        nextStatus,
        nextCode,
        nextError,
        createdAt,
        nextStartedAt,
        nextEndedAt,
        clientTrackingId,
        trackingId,
        origin,
        traceparent,
        revision,
        nextReply,
        nextRequest,
        nextOutputs);
  }
}
