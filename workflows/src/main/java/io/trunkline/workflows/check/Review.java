package io.trunkline.workflows.check;

import io.trunkline.workflows.definition.WorkflowDefinition;

/** Looks at a valid definition for one kind of thing that its author should know. */
@FunctionalInterface
interface Review {
  /**
   * Notes what it finds.
   *
   * @param path where the definition stands in its document
   */
  void look(WorkflowDefinition definition, String path, Surroundings around, Findings findings);
}
