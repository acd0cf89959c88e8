package io.trunkline.workflows.check;

import com.fasterxml.jackson.databind.JsonNode;
import io.trunkline.workflows.definition.ActionBody;
import io.trunkline.workflows.definition.ActionDefinition;
import io.trunkline.workflows.definition.ActionType;
import io.trunkline.workflows.definition.Status;
import io.trunkline.workflows.definition.SwitchCase;
import io.trunkline.workflows.definition.WorkflowDefinition;
import io.trunkline.workflows.expression.JsonPath;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Actions that can never run. */
final class ReachReview implements Review {
  @Override
  public void look(
      WorkflowDefinition definition, String path, Surroundings around, Findings findings) {
    level(definition.actions(), true, findings);
    for (ActionDefinition action : definition.allActions()) {
      action.body().branches().forEach(branch -> level(branch, false, findings));
      if (action.body() instanceof ActionBody.Switch choice) {
        cases(action, choice, findings);
      }
    }
  }

  private static void level(Map<String, ActionDefinition> level, boolean top, Findings findings) {
    Map<ActionDefinition, String> dead = new LinkedHashMap<>();
    boolean found = true;
    while (found) {
      found = false;
      for (ActionDefinition action : level.values()) {
        Optional<String> reason =
            dead.containsKey(action) ? Optional.empty() : reason(action, level, dead, top);
        if (reason.isPresent()) {
          dead.put(action, reason.get());
          found = true;
        }
      }
    }
    dead.forEach(
        (action, reason) ->
            findings.suspicious(
                JsonPath.property(action.path(), "runAfter"),
                "The action '%s' never runs: %s.".formatted(action.name(), reason)));
  }

  private static Optional<String> reason(
      ActionDefinition action,
      Map<String, ActionDefinition> level,
      Map<ActionDefinition, String> dead,
      boolean top) {
    for (Map.Entry<String, Set<Status>> entry : action.runAfter().entrySet()) {
      Optional<ActionDefinition> predecessor = find(level, entry.getKey());
      if (entry.getValue().isEmpty()) {
        return Optional.of("it waits for '%s' without a status".formatted(entry.getKey()));
      }
      if (predecessor.isEmpty()) {
        continue;
      }
      ActionDefinition before = predecessor.get();
      boolean skippedOnly = entry.getValue().equals(Set.of(Status.SKIPPED));
      if (before.type() == ActionType.TERMINATE && !entry.getValue().contains(Status.SKIPPED)) {
        return Optional.of("'%s' ends the run".formatted(before.name()));
      }
      if (dead.containsKey(before) && !entry.getValue().contains(Status.SKIPPED)) {
        return Optional.of("'%s' never runs".formatted(before.name()));
      }
      if (top && before.runAfter().isEmpty() && skippedOnly) {
        return Optional.of("'%s' is never skipped".formatted(before.name()));
      }
    }
    return Optional.empty();
  }

  private static Optional<ActionDefinition> find(Map<String, ActionDefinition> level, String name) {
    return level.values().stream()
        .filter(action -> action.name().equalsIgnoreCase(name))
        .findFirst();
  }

  private static void cases(ActionDefinition action, ActionBody.Switch choice, Findings findings) {
    Map<JsonNode, String> seen = new HashMap<>();
    for (SwitchCase one : choice.cases().values()) {
      String first = seen.putIfAbsent(one.value(), one.name());
      if (first != null) {
        findings.suspicious(
            JsonPath.property(JsonPath.property(action.path(), "cases", one.name()), "case"),
            "The case '%s' never runs: the case '%s' has the same value."
                .formatted(one.name(), first));
      }
    }
  }
}
