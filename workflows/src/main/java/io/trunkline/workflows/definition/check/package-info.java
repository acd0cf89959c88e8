/**
 * Says what of a workflow file is supported, without a node: for {@code trunkline check} and for
 * whoever stores definitions.
 */
package io.trunkline.workflows.definition.check;
