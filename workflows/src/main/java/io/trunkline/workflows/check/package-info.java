/**
 * Says what of workflow files is not supported or looks wrong, without a node: for {@code trunkline
 * check} and for whoever stores definitions. What the engine refuses stands in {@code definition};
 * here stands what it takes and what then fails, or does something else than its author thought.
 */
@NullMarked
package io.trunkline.workflows.check;

import org.jspecify.annotations.NullMarked;
