package io.trunkline.workflows.effects;

import io.trunkline.workflows.connector.CallResult;
import io.trunkline.workflows.definition.ActionDefinition;

/** An action that takes no time, or its stand-in. */
record StandInInstant(InstantAction action, StandIns standIns) implements InstantAction {
  @Override
  public Outcome run(ActionDefinition definition, RunContext context) {
    return standIns
        .of(definition.name(), context.place().repetition(), 1)
        .map(standIn -> StandInResults.of(standIn, definition.name(), context))
        .map(result -> outcome(result, definition, context))
        .orElseGet(() -> action.run(definition, context));
  }

  private static Outcome outcome(
      CallResult result, ActionDefinition definition, RunContext context) {
    CallResult.Decided decided =
        result instanceof CallResult.Answer answer
            ? StandInResults.decided(answer)
            : (CallResult.Decided) result;
    return StandInResults.outcome(decided, definition.inputs().evaluate(context));
  }
}
