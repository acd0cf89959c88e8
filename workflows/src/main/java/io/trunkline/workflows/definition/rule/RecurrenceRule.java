package io.trunkline.workflows.definition.rule;

import io.trunkline.workflows.definition.Problems;
import io.trunkline.workflows.definition.TriggerDefinition;
import io.trunkline.workflows.definition.TriggerType;
import io.trunkline.workflows.definition.WorkflowDefinition;
import io.trunkline.workflows.definition.schedule.Recurrence;
import io.trunkline.workflows.expression.JsonPath;
import io.trunkline.workflows.expression.Template;

/** Triggers that follow the clock say when (reference/workflows.md §3.5, §3.6). */
final class RecurrenceRule implements DefinitionRule {
  @Override
  public void check(WorkflowDefinition definition, String path, Problems problems) {
    for (TriggerDefinition trigger : definition.triggers()) {
      String place = JsonPath.property(trigger.path(), "recurrence");
      if (trigger.recurrence().isEmpty() && trigger.type().needsRecurrence()) {
        problems.add(
            place,
            "InvalidWorkflowTriggerRecurrence",
            "The trigger '%s' of the type '%s' needs a 'recurrence'."
                .formatted(trigger.name(), trigger.type().text()));
      }
      trigger
          .recurrence()
          .filter(Template::isConstant)
          .ifPresent(recurrence -> check(trigger, recurrence, place, problems));
    }
  }

  private static void check(
      TriggerDefinition trigger, Template template, String place, Problems problems) {
    try {
      Recurrence recurrence = Recurrence.from(template.source());
      if (trigger.type() == TriggerType.SLIDING_WINDOW && recurrence.schedule().isPresent()) {
        problems.add(
            place, "InvalidSlidingWindowTriggerRecurrence", "A sliding window has no 'schedule'.");
      }
    } catch (IllegalArgumentException e) {
      problems.add(place, "InvalidWorkflowTriggerRecurrence", e.getMessage());
    }
  }
}
