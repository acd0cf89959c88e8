package io.trunkline.workflows.definition.rule;

import io.trunkline.workflows.definition.Problems;
import io.trunkline.workflows.definition.WorkflowDefinition;

/** One thing that must hold for a definition as a whole. */
interface DefinitionRule {
  /** Notes what is wrong; {@code path} is the place of the definition in its document. */
  void check(WorkflowDefinition definition, String path, Problems problems);
}
