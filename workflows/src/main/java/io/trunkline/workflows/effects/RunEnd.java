package io.trunkline.workflows.effects;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.trunkline.net.codec.Json;
import io.trunkline.workflows.definition.ActionDefinition;
import io.trunkline.workflows.definition.OutputDefinition;
import io.trunkline.workflows.definition.Status;
import io.trunkline.workflows.expression.ExpressionException;
import io.trunkline.workflows.expression.value.ObjectProperties;
import io.trunkline.workflows.state.ActionKey;
import io.trunkline.workflows.state.ActionRecord;
import io.trunkline.workflows.state.Failure;
import io.trunkline.workflows.state.LoopRecord;
import io.trunkline.workflows.state.RunEvent;
import io.trunkline.workflows.state.RunRecord;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How runs end, and what becomes of the actions that had not (reference/workflows.md §5.2, §5.3,
 * §5.9).
 */
final class RunEnd {
  private RunEnd() {}

  /** All actions have ended. */
  static void reached(Round round, Status status) {
    JsonNode outputs = outputs(round);
    if (status == Status.SUCCEEDED) {
      round.add(new RunEvent.RunEnded(Status.SUCCEEDED, null, null, outputs));
    } else {
      round.add(
          new RunEvent.RunEnded(
              Status.FAILED,
              "ActionFailed",
              new Failure("ActionFailed", "An action failed. No dependent actions succeeded."),
              outputs));
    }
  }

  /** Somebody cancelled the run, or it has lasted too long. */
  static void asRequested(Round round) {
    stop(
        round,
        Outcome.skipped(
            "ActionSkipped", "ActionDependencyFailed", "The run ended before the action."));
    if (round.view().run().request() == RunRecord.Request.CANCEL) {
      round.add(
          new RunEvent.RunEnded(
              Status.CANCELLED,
              "WorkflowRunCancelled",
              new Failure("WorkflowRunCancelled", "The workflow run was cancelled."),
              null));
    } else {
      round.add(
          new RunEvent.RunEnded(
              Status.TIMED_OUT,
              "WorkflowRunTimedOut",
              new Failure("WorkflowRunTimedOut", "The workflow run lasted longer than it may."),
              null));
    }
  }

  /** A Terminate action ends the run (§4.9). */
  static void terminate(ActionDefinition action, ActionKey key, Round round) {
    JsonNode inputs = round.evaluate(action.inputs(), key);
    String asked = ObjectProperties.find(inputs, "runStatus").map(JsonNode::asText).orElse("");
    Status status = Status.parse(asked).orElse(Status.RUNNING);
    if (status != Status.SUCCEEDED && status != Status.FAILED && status != Status.CANCELLED) {
      throw new ExpressionException(
          "The 'runStatus' of action '%s' must be Succeeded, Failed or Cancelled, it is '%s'."
              .formatted(action.name(), asked));
    }
    round.clear();
    round.complete(action, key, Outcome.done(inputs, null));
    stop(round, new Outcome(Status.SKIPPED, "Terminated", null, null, null, List.of()), key);
    Failure error = status == Status.FAILED ? runError(inputs) : null;
    round.add(
        new RunEvent.RunEnded(
            status, error == null ? "Terminated" : error.code(), error, outputs(round)));
    round.close();
  }

  private static Failure runError(JsonNode inputs) {
    JsonNode error = ObjectProperties.find(inputs, "runError").orElse(Json.object());
    return new Failure(
        ObjectProperties.find(error, "code").map(JsonNode::asText).orElse("Terminated"),
        ObjectProperties.find(error, "message").map(JsonNode::asText).orElse(""));
  }

  /** Records that an action, and whatever it holds, does not run. */
  static void skip(ActionDefinition action, ActionKey key, Outcome why, Round round) {
    if (round.complete(action, key, why)) {
      skipChildren(action.body().children(), key.repetition(), round);
    }
  }

  /** Records that the actions of a scope do not run because the scope does not. */
  static void skipChildren(Collection<ActionDefinition> children, String repetition, Round round) {
    for (ActionDefinition child : children) {
      skip(
          child,
          new ActionKey(child.name(), repetition),
          Outcome.skipped(
              "ActionSkipped",
              "ActionDependencyFailed",
              "The execution of action '%s' is skipped: the scope that holds it did not run."
                  .formatted(child.name())),
          round);
    }
  }

  /** Cancels what runs inside an action and skips what has not begun there. */
  static void cancelChildren(ActionDefinition action, ActionKey key, Round round) {
    Outcome skipped =
        Outcome.skipped(
            "ActionSkipped",
            "ActionDependencyFailed",
            "The scope that holds the action ended before it.");
    if (action.type().isLoop()) {
      LoopRecord loop = round.view().loop(key);
      if (loop != null) {
        for (int index : loop.open()) {
          stop(action.body().children(), key.iteration(index), skipped, null, round);
        }
      }
    } else if (action.type().isScope()) {
      ActionRecord record = round.view().action(key);
      if (record != null) {
        stop(Branches.taken(action, record), key.repetition(), skipped, null, round);
      }
    }
  }

  private static void stop(Round round, Outcome skipped, ActionKey... except) {
    stop(
        round.version().definition().actions().values(),
        "",
        skipped,
        except.length == 0 ? null : except[0],
        round);
  }

  private static void stop(
      Collection<ActionDefinition> siblings,
      String repetition,
      Outcome skipped,
      @Nullable ActionKey except,
      Round round) {
    for (ActionDefinition action : siblings) {
      ActionKey key = new ActionKey(action.name(), repetition);
      ActionRecord record = round.view().action(key);
      if (key.equals(except)) {
        continue;
      }
      if (record == null) {
        round.complete(action, key, skipped);
        stop(action.body().children(), repetition, skipped, except, round);
      } else if (!record.status().ended()) {
        stopInside(action, record, skipped, except, round);
        round.complete(action, key, Outcome.cancelled());
      }
    }
  }

  private static void stopInside(
      ActionDefinition action,
      ActionRecord record,
      Outcome skipped,
      @Nullable ActionKey except,
      Round round) {
    if (!action.type().isLoop()) {
      stop(Branches.taken(action, record), record.key().repetition(), skipped, except, round);
      return;
    }
    LoopRecord loop = round.view().loop(record.key());
    if (loop != null) {
      for (int index : loop.open()) {
        stop(action.body().children(), record.key().iteration(index), skipped, except, round);
      }
    }
  }

  /** Returns {@code {name: {type, value | error}}}, or null where the definition has none. */
  private static @Nullable JsonNode outputs(Round round) {
    Collection<OutputDefinition> definitions = round.version().definition().outputs();
    if (definitions.isEmpty()) {
      return null;
    }
    ObjectNode outputs = Json.object();
    Place top = new Place("", List.of());
    for (OutputDefinition definition : definitions) {
      ObjectNode output = outputs.putObject(definition.name());
      output.put("type", definition.type().text());
      try {
        output.set("value", definition.value().evaluate(round.context(top)));
      } catch (ExpressionException e) {
        output
            .putObject("error")
            .put("code", "OutputParameterEvaluationFailed")
            .put("message", e.getMessage());
      }
    }
    return round.tooLarge(outputs) ? null : outputs;
  }
}
