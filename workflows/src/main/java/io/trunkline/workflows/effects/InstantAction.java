package io.trunkline.workflows.effects;

import io.trunkline.workflows.definition.ActionDefinition;

/**
 * A type of action that takes no time: it computes, and the step that records it is all it does.
 */
@FunctionalInterface
interface InstantAction {
  /**
   * Computes how the action ends.
   *
   * @throws io.trunkline.workflows.expression.ExpressionException to fail it as an invalid template
   */
  Outcome run(ActionDefinition action, RunContext context);
}
