package io.trunkline.broker.filter;

import org.jspecify.annotations.Nullable;

/** A compiled value expression. */
@FunctionalInterface
interface Operand {
  /** Returns the value, null for unknown. */
  @Nullable Object value(FilterInput input);
}
