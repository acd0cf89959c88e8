/** Workflows on a whole node, beside unmodified clients. */
@org.jspecify.annotations.NullMarked
package io.trunkline.compat.workflow;
