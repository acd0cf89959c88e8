package io.trunkline.gateway.expression;

import org.jspecify.annotations.Nullable;

/** What one evaluation works on: the context object, the local variables, the work left. */
final class Frame {
  private final Object context;
  private final @Nullable Object[] locals;
  private int stepsLeft;

  Frame(Object context, int locals, int maxSteps) {
    this.context = context;
    this.locals = new Object[locals];
    this.stepsLeft = maxSteps;
  }

  Object context() {
    return context;
  }

  @Nullable Object local(int slot) {
    return locals[slot];
  }

  void setLocal(int slot, @Nullable Object value) {
    locals[slot] = value;
  }

  /** Counts one round of a loop, so that an expression cannot hold a request forever. */
  void step() {
    if (--stepsLeft < 0) {
      throw new EvaluationException("The expression takes too many steps.");
    }
  }
}
