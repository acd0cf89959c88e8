package io.trunkline.workflows.definition.rule;

import io.trunkline.workflows.definition.ActionBody;
import io.trunkline.workflows.definition.ActionDefinition;
import io.trunkline.workflows.definition.DefinitionLimits;
import io.trunkline.workflows.definition.Problems;
import io.trunkline.workflows.definition.WorkflowDefinition;
import io.trunkline.workflows.expression.JsonPath;
import java.util.Collection;

/** Counts, name lengths and nesting (reference/workflows.md §9.1). */
final class LimitRule implements DefinitionRule {
  private final DefinitionLimits limits;

  LimitRule(DefinitionLimits limits) {
    this.limits = limits;
  }

  @Override
  public void check(WorkflowDefinition definition, String path, Problems problems) {
    count(definition.triggers().size(), limits.triggers(), path, "triggers", problems);
    count(definition.allActions().size(), limits.actions(), path, "actions", problems);
    count(definition.parameters().size(), limits.parameters(), path, "parameters", problems);
    count(definition.outputs().size(), limits.outputs(), path, "outputs", problems);
    String description = definition.source().path("description").asText("");
    if (description.length() > limits.descriptionLength()) {
      problems.add(
          JsonPath.property(path, "description"),
          "The description is longer than '%d' characters.".formatted(limits.descriptionLength()));
    }
    definition.triggers().forEach(trigger -> name(trigger.name(), trigger.path(), problems));
    definition
        .parameters()
        .forEach(
            parameter ->
                name(
                    parameter.name(),
                    JsonPath.property(path, "parameters", parameter.name()),
                    problems));
    definition.allActions().forEach(action -> action(action, problems));
    nesting(definition.actions().values(), 1, problems);
  }

  private static void count(int count, int limit, String path, String what, Problems problems) {
    if (count > limit) {
      problems.add(
          JsonPath.property(path, what),
          "The definition has '%d' %s; the limit is '%d'.".formatted(count, what, limit));
    }
  }

  private void name(String name, String path, Problems problems) {
    if (name.isEmpty() || name.length() > limits.nameLength()) {
      problems.add(
          path, "A name must have from 1 to '%d' characters.".formatted(limits.nameLength()));
    }
  }

  private void action(ActionDefinition action, Problems problems) {
    name(action.name(), action.path(), problems);
    if (action.body() instanceof ActionBody.Switch choice
        && choice.cases().size() > limits.switchCases()) {
      problems.add(
          JsonPath.property(action.path(), "cases"),
          "AllowedSwitchCaseLimitExceeded",
          "The action '%s' has '%d' cases; the limit is '%d'."
              .formatted(action.name(), choice.cases().size(), limits.switchCases()));
    }
  }

  private void nesting(Collection<ActionDefinition> level, int depth, Problems problems) {
    for (ActionDefinition action : level) {
      if (depth > limits.nesting()) {
        problems.add(
            action.path(),
            "The action '%s' is nested '%d' levels deep; the limit is '%d'."
                .formatted(action.name(), depth, limits.nesting()));
        return;
      }
      nesting(action.body().children(), depth + 1, problems);
    }
  }
}
