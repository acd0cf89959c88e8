package io.trunkline.workflows.effects;

import com.fasterxml.jackson.databind.JsonNode;
import io.trunkline.workflows.definition.Status;
import io.trunkline.workflows.state.Failure;
import io.trunkline.workflows.state.RunEvent;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How an action ended.
 *
 * @param inputs null keeps the inputs of its start
 * @param more what else happened: a variable changed, the caller was answered
 */
record Outcome(
    Status status,
    String code,
    @Nullable Failure error,
    @Nullable JsonNode inputs,
    @Nullable JsonNode outputs,
    List<RunEvent> more) {

  /** The code of actions that have no HTTP-like result (§4.1). */
  static final String NOT_SPECIFIED = "NotSpecified";

  Outcome {
    more = List.copyOf(more);
  }

  /** An action that worked, with code {@code OK}. */
  static Outcome ok(@Nullable JsonNode inputs, @Nullable JsonNode outputs) {
    return new Outcome(Status.SUCCEEDED, "OK", null, inputs, outputs, List.of());
  }

  /** An action that worked, with code {@code NotSpecified}. */
  static Outcome done(@Nullable JsonNode inputs, @Nullable JsonNode outputs, RunEvent... more) {
    return new Outcome(Status.SUCCEEDED, NOT_SPECIFIED, null, inputs, outputs, List.of(more));
  }

  static Outcome failed(String code, String message) {
    return failed(code, message, null);
  }

  static Outcome failed(String code, String message, @Nullable JsonNode inputs) {
    return new Outcome(Status.FAILED, code, new Failure(code, message), inputs, null, List.of());
  }

  static Outcome skipped(String code, String errorCode, String message) {
    return new Outcome(
        Status.SKIPPED, code, new Failure(errorCode, message), null, null, List.of());
  }

  static Outcome cancelled() {
    return new Outcome(
        Status.CANCELLED,
        "ActionCancelled",
        new Failure("ActionCancelled", "The action was cancelled."),
        null,
        null,
        List.of());
  }

  static Outcome timedOut() {
    return new Outcome(
        Status.TIMED_OUT,
        "ActionTimedOut",
        new Failure("ActionTimedOut", "The action lasted longer than its time limit."),
        null,
        null,
        List.of());
  }

  /** A scope whose actions ended as {@code status}. */
  static Outcome ofScope(Status status, @Nullable JsonNode outputs) {
    return switch (status) {
      case SUCCEEDED -> done(null, outputs);
      case TIMED_OUT -> timedOut();
      default ->
          new Outcome(
              Status.FAILED,
              "ActionFailed",
              new Failure("ActionFailed", "An action failed. No dependent actions succeeded."),
              null,
              outputs,
              List.of());
    };
  }
}
