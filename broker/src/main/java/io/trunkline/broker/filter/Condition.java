package io.trunkline.broker.filter;

import org.jspecify.annotations.Nullable;

/** A compiled condition in three-valued logic. */
@FunctionalInterface
interface Condition {
  /** Returns true, false, or null for unknown. */
  @Nullable Boolean test(FilterInput input);
}
