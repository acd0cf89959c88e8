package io.trunkline.workflows.definition.rule;

import io.trunkline.workflows.definition.DefinitionLimits;
import io.trunkline.workflows.definition.Problems;
import io.trunkline.workflows.definition.WorkflowDefinition;
import java.util.List;

/** All rules that look at more than one part of a definition. */
public final class DefinitionRules {
  private final List<DefinitionRule> rules;

  public DefinitionRules(DefinitionLimits limits) {
    this.rules = List.of(new RunAfterRule());
  }

  /** Notes everything that is wrong with {@code definition}, which stands at {@code path}. */
  public void check(WorkflowDefinition definition, String path, Problems problems) {
    rules.forEach(rule -> rule.check(definition, path, problems));
  }
}
