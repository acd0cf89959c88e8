package io.trunkline.workflows.definition.rule;

import io.trunkline.workflows.definition.ActionDefinition;
import io.trunkline.workflows.definition.ActionType;
import io.trunkline.workflows.definition.OperationOption;
import io.trunkline.workflows.definition.Problems;
import io.trunkline.workflows.definition.TriggerDefinition;
import io.trunkline.workflows.definition.TriggerType;
import io.trunkline.workflows.definition.WorkflowDefinition;
import java.util.Optional;

/** Where a Response and a Terminate may stand (reference/workflows.md §3.10, §3.11, §4.4, §4.9). */
final class PlacementRule implements DefinitionRule {
  @Override
  public void check(WorkflowDefinition definition, String path, Problems problems) {
    for (ActionDefinition action : definition.allActions()) {
      if (action.type() == ActionType.RESPONSE) {
        refuseInLoop(action, definition, problems);
        response(action, definition, problems);
      } else if (action.type() == ActionType.TERMINATE) {
        refuseInLoop(action, definition, problems);
      }
    }
  }

  private static void refuseInLoop(
      ActionDefinition action, WorkflowDefinition definition, Problems problems) {
    Optional<ActionDefinition> holder = definition.parent(action.name());
    while (holder.isPresent()) {
      if (holder.get().type().isLoop()) {
        problems.add(
            action.path(),
            "The action '%s' of the type '%s' cannot be inside of the loop '%s'."
                .formatted(action.name(), action.type().text(), holder.get().name()));
        return;
      }
      holder = definition.parent(holder.get().name());
    }
  }

  private static void response(
      ActionDefinition response, WorkflowDefinition definition, Problems problems) {
    for (TriggerDefinition trigger : definition.triggers()) {
      if (trigger.type() == TriggerType.BATCH) {
        refuse(response, "WorkflowUnsupportedBatchTriggerForResponseAction", trigger, problems);
      } else if (trigger.type() == TriggerType.RECURRENCE
          || trigger.type() == TriggerType.SLIDING_WINDOW) {
        refuse(
            response, "WorkflowUnsupportedRecurrenceTriggerForResponseAction", trigger, problems);
      } else if (trigger.splitOn().isPresent()
          && !response.settings().has(OperationOption.ASYNCHRONOUS)) {
        refuse(response, "WorkflowUnsupportedSplitOnTriggerForResponseAction", trigger, problems);
      }
    }
  }

  private static void refuse(
      ActionDefinition response, String code, TriggerDefinition trigger, Problems problems) {
    problems.add(
        response.path(),
        code,
        "The response action '%s' cannot be used with the trigger '%s' of the type '%s'%s."
            .formatted(
                response.name(),
                trigger.name(),
                trigger.type().text(),
                trigger.splitOn().isPresent() ? " that splits its outputs" : ""));
  }
}
