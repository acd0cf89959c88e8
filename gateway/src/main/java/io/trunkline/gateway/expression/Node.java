package io.trunkline.gateway.expression;

import org.jspecify.annotations.Nullable;

/** A part of a compiled expression. Immutable; shared by all requests. */
@FunctionalInterface
interface Node {
  /**
   * Computes the value.
   *
   * @throws EvaluationException when it cannot be computed
   */
  @Nullable Object evaluate(Frame frame);
}
