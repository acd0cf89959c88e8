package io.trunkline.workflows.definition.rule;

import io.trunkline.workflows.definition.ActionDefinition;
import io.trunkline.workflows.definition.Problems;
import io.trunkline.workflows.definition.WorkflowDefinition;
import java.util.Collection;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/** References are flat, so a name occurs once in all scopes (reference/workflows.md §1.2). */
final class UniqueNameRule implements DefinitionRule {
  @Override
  public void check(WorkflowDefinition definition, String path, Problems problems) {
    check(definition.actions().values(), new HashMap<>(), problems);
  }

  private static void check(
      Collection<ActionDefinition> level, Map<String, String> places, Problems problems) {
    for (ActionDefinition action : level) {
      String first = places.putIfAbsent(action.name().toLowerCase(Locale.ROOT), action.path());
      if (first != null) {
        problems.add(
            action.path(),
            "The action name '%s' is not unique: it is also used at '%s'."
                .formatted(action.name(), first));
      }
      check(action.body().children(), places, problems);
    }
  }
}
