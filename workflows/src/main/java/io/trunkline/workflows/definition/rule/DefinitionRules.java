package io.trunkline.workflows.definition.rule;

import io.trunkline.workflows.definition.DefinitionLimits;
import io.trunkline.workflows.definition.Problems;
import io.trunkline.workflows.definition.WorkflowDefinition;
import java.util.List;

/** All rules that look at more than one part of a definition. */
public final class DefinitionRules {
  private static final int MOST_ACTIONS_CHECKED = 2_000;

  private final DefinitionRule limits;
  private final List<DefinitionRule> rules;

  public DefinitionRules(DefinitionLimits limits, boolean parametersElsewhere) {
    this.rules =
        List.of(
            new UniqueNameRule(),
            new RunAfterRule(),
            new ReferenceRule(parametersElsewhere),
            new VariableRule(limits),
            new PlacementRule(),
            new SettingRule(limits),
            new RecurrenceRule());
    this.limits = new LimitRule(limits);
  }

  /** Notes everything that is wrong with {@code definition}, which stands at {@code path}. */
  public void check(WorkflowDefinition definition, String path, Problems problems) {
    limits.check(definition, path, problems);
    // The other rules do work that grows with the size of a definition.
    if (definition.allActions().size() <= MOST_ACTIONS_CHECKED) {
      rules.forEach(rule -> rule.check(definition, path, problems));
    }
  }
}
