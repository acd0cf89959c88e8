package io.trunkline.workflows.effects;

import com.fasterxml.jackson.databind.JsonNode;
import io.trunkline.net.tracing.Trace;
import io.trunkline.workflows.definition.ActionBody;
import io.trunkline.workflows.definition.ActionDefinition;
import io.trunkline.workflows.definition.ActionType;
import io.trunkline.workflows.definition.Status;
import io.trunkline.workflows.expression.ExpressionException;
import io.trunkline.workflows.state.ActionKey;
import io.trunkline.workflows.state.ActionRecord;
import io.trunkline.workflows.state.RunEvent;
import io.trunkline.workflows.state.RunRecord;
import io.trunkline.workflows.state.RunView;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Decides what happens next in a run (reference/workflows.md §5.2): reads the definition and the
 * committed state, changes nothing. Deciding again on the same state is harmless, so a crash before
 * the commit costs nothing.
 */
final class RunDecider {
  private final Map<ActionType, InstantAction> instantActions;
  private final Map<ActionType, CallAction> callActions;
  private final Environment environment;
  private final LoopSteps loops;

  RunDecider(
      Map<ActionType, InstantAction> instantActions,
      Map<ActionType, CallAction> callActions,
      Environment environment) {
    this.instantActions = Map.copyOf(instantActions);
    this.callActions = Map.copyOf(callActions);
    this.environment = environment;
    this.loops = new LoopSteps(this);
  }

  /** Returns the next step; empty while the run waits for something. */
  List<RunEvent> decide(WorkflowVersion version, RunView view) {
    Round round = new Round(version, view, environment);
    decide(round);
    return List.copyOf(round.events());
  }

  /** Goes on from what a round has settled. */
  void decide(Round round) {
    try {
      do {
        look(round);
      } while (round.settle());
    } catch (RuntimeException e) {
      if (!round.hasSettled()) {
        throw e;
      }
      round.clear(); // What is settled is right; the next step meets the problem again.
    }
  }

  private void look(Round round) {
    RunRecord run = round.view().run();
    if (run.request() != RunRecord.Request.NONE) {
      RunEnd.asRequested(round);
    } else if (run.status() == Status.RUNNING) {
      Collection<ActionDefinition> top = round.version().definition().actions().values();
      if (advance(top, "", round)) {
        RunEnd.reached(round, ScopeStatus.of(top, "", round.view()));
      }
    }
  }

  /**
   * Looks at the actions of one scope.
   *
   * @return whether all of them have ended in the committed state
   */
  boolean advance(Collection<ActionDefinition> siblings, String repetition, Round round) {
    boolean ended = true;
    for (ActionDefinition action : siblings) {
      if (round.full()) {
        return false;
      }
      ActionKey key = new ActionKey(action.name(), repetition);
      ActionRecord record = round.view().action(key);
      if (record == null) {
        ended = false;
        beginWhenReady(action, key, round);
      } else if (!record.status().ended()) {
        ended = false;
        proceed(action, record, round);
      }
    }
    return ended;
  }

  private void beginWhenReady(ActionDefinition action, ActionKey key, Round round) {
    List<String> unmet = new ArrayList<>();
    for (Map.Entry<String, Set<Status>> condition : action.runAfter().entrySet()) {
      String name =
          round
              .version()
              .definition()
              .action(condition.getKey())
              .map(ActionDefinition::name)
              .orElse(condition.getKey());
      ActionRecord predecessor = round.view().action(new ActionKey(name, key.repetition()));
      if (predecessor == null || !predecessor.status().ended()) {
        return;
      }
      if (!condition.getValue().contains(predecessor.status())) {
        unmet.add(
            "the 'runAfter' condition for action '%s' is not satisfied: expected status values '%s', actual value '%s'"
                .formatted(
                    name,
                    condition.getValue().stream()
                        .map(Status::text)
                        .sorted()
                        .collect(Collectors.joining(", ")),
                    predecessor.status().text()));
      }
    }
    if (unmet.isEmpty()) {
      begin(action, key, round);
    } else {
      RunEnd.skip(
          action,
          key,
          Outcome.skipped(
              "ActionSkipped",
              "ActionConditionFailed",
              "The execution of action '%s' is skipped: %s."
                  .formatted(action.name(), String.join("; ", unmet))),
          round);
    }
  }

  private void begin(ActionDefinition action, ActionKey key, Round round) {
    try {
      if (action.type().isLoop()) {
        loops.begin(action, key, round);
      } else if (action.type().isScope()) {
        beginScope(action, key, round);
      } else {
        beginOperation(action, key, round);
      }
    } catch (ExpressionException e) {
      fail(action, key, Round.failed(e), round);
    }
  }

  /** Records a failed start; what it would have held is skipped. */
  void fail(ActionDefinition action, ActionKey key, Outcome outcome, Round round) {
    if (round.complete(action, key, outcome) && !action.type().isLoop()) {
      RunEnd.skipChildren(action.body().children(), key.repetition(), round);
    }
  }

  private void beginOperation(ActionDefinition action, ActionKey key, Round round) {
    RunContext context = round.context(key);
    if (action.type() == ActionType.TERMINATE) {
      RunEnd.terminate(action, key, round);
    } else if (action.type() == ActionType.WAIT) {
      beginWait(action, key, round);
    } else if (action.settings().runtime().staticResult().isPresent()) {
      round.complete(action, key, StaticResults.of(action, context, round.version()));
    } else if (instantActions.containsKey(action.type())) {
      try (Trace span = round.span(action, key)) {
        Outcome outcome = instantActions.get(action.type()).run(action, context);
        if (outcome.status() == Status.FAILED) {
          span.failed(outcome.code());
        }
        round.complete(action, key, outcome);
      }
    } else if (callActions.containsKey(action.type())) {
      JsonNode inputs = callActions.get(action.type()).inputs(action, context);
      if (!round.tooLarge(inputs)) {
        round.start(action, key, inputs, ActionRecord.Work.CALL, 0);
      } else {
        // Completing it with a value beyond the limits records the failure that says so.
        round.complete(action, key, Outcome.ok(inputs, null));
      }
    } else {
      round.complete(
          action,
          key,
          Outcome.failed(
              "WorkflowRunActionTypeUnsupported",
              "Actions of type '%s' are not supported.".formatted(action.type().text())));
    }
  }

  private void beginWait(ActionDefinition action, ActionKey key, Round round) {
    JsonNode inputs = round.evaluate(action.inputs(), key);
    long dueAt = WaitTimes.dueAt(inputs, environment.clock().instant());
    if (dueAt <= environment.now()) {
      round.complete(action, key, Outcome.ok(inputs, null));
    } else {
      round.start(action, key, inputs, ActionRecord.Work.WAIT, dueAt);
    }
  }

  private void beginScope(ActionDefinition action, ActionKey key, Round round) {
    Branches.Choice choice = Branches.choose(action, round.context(key));
    round.start(action, key, choice.inputs(), ActionRecord.Work.CHILDREN, 0);
    for (ActionDefinition other : choice.others()) {
      RunEnd.skip(
          other,
          new ActionKey(other.name(), key.repetition()),
          Outcome.skipped(
              "ActionSkipped",
              "ActionBranchingConditionNotSatisfied",
              "The execution of action '%s' is skipped: the branching condition for this action is not satisfied."
                  .formatted(other.name())),
          round);
    }
    advance(choice.taken(), key.repetition(), round);
  }

  private void proceed(ActionDefinition action, ActionRecord record, Round round) {
    if (record.overtime()) {
      RunEnd.cancelChildren(action, record.key(), round);
      round.complete(action, record.key(), Outcome.timedOut());
    } else if (record.work() == ActionRecord.Work.WAIT) {
      if (record.due()) {
        round.complete(action, record.key(), Outcome.ok(null, null));
      }
    } else if (record.work() == ActionRecord.Work.CALL) {
      if (record.due() && record.outputs() != null) {
        round.complete(action, record.key(), Outcome.ok(null, record.outputs()));
      }
    } else if (action.type().isLoop()) {
      loops.proceed(action, record, round);
    } else if (action.type().isScope()) {
      Collection<ActionDefinition> taken = Branches.taken(action, record);
      String repetition = record.key().repetition();
      if (advance(taken, repetition, round)) {
        JsonNode outputs = action.body() instanceof ActionBody.Switch ? record.inputs() : null;
        round.complete(
            action,
            record.key(),
            Outcome.ofScope(ScopeStatus.of(taken, repetition, round.view()), outputs));
      }
    }
  }
}
