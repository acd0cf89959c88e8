package io.trunkline.workflows.definition.rule;

import io.trunkline.workflows.definition.ActionDefinition;
import io.trunkline.workflows.definition.Problems;
import io.trunkline.workflows.definition.WorkflowDefinition;
import io.trunkline.workflows.expression.JsonPath;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Predecessors are siblings, and nothing waits for itself (reference/workflows.md §4.1). */
final class RunAfterRule implements DefinitionRule {
  @Override
  public void check(WorkflowDefinition definition, String path, Problems problems) {
    checkLevel(definition.actions(), definition, problems);
    for (ActionDefinition action : definition.allActions()) {
      for (Map<String, ActionDefinition> branch : action.body().branches()) {
        checkLevel(branch, definition, problems);
      }
    }
  }

  private static void checkLevel(
      Map<String, ActionDefinition> level, WorkflowDefinition definition, Problems problems) {
    boolean complete = true;
    for (ActionDefinition action : level.values()) {
      for (String name : action.runAfter().keySet()) {
        if (Siblings.find(level, name).isEmpty()) {
          complete = false;
          problems.add(place(action, name), missing(action, name, definition));
        }
      }
    }
    if (complete) {
      level.values().forEach(action -> refuseCycle(action, level, problems));
    }
  }

  private static String missing(
      ActionDefinition action, String name, WorkflowDefinition definition) {
    return definition.action(name).isEmpty()
        ? "The 'runAfter' property of the action '%s' refers to the action '%s', which is not defined."
            .formatted(action.name(), name)
        : "The 'runAfter' property of the action '%s' refers to the action '%s', which is not in the same scope."
            .formatted(action.name(), name);
  }

  private static void refuseCycle(
      ActionDefinition start, Map<String, ActionDefinition> level, Problems problems) {
    for (String name : start.runAfter().keySet()) {
      Optional<ActionDefinition> predecessor = Siblings.find(level, name);
      if (predecessor.isPresent() && reaches(predecessor.get(), start, level, new HashSet<>())) {
        problems.add(
            place(start, name),
            "The action '%s' waits for itself: its 'runAfter' property makes a cycle through '%s'."
                .formatted(start.name(), name));
        return;
      }
    }
  }

  @SuppressWarnings("ReferenceEquality") // an action is identical to itself only
  private static boolean reaches(
      ActionDefinition from,
      ActionDefinition target,
      Map<String, ActionDefinition> level,
      Set<String> seen) {
    if (from == target) {
      return true;
    }
    if (!seen.add(from.name())) {
      return false;
    }
    return from.runAfter().keySet().stream()
        .map(name -> Siblings.find(level, name))
        .flatMap(Optional::stream)
        .anyMatch(next -> reaches(next, target, level, seen));
  }

  private static String place(ActionDefinition action, String name) {
    return JsonPath.property(action.path(), "runAfter", name);
  }
}
