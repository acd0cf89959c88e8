/**
 * The control shard's machine: which resources are wanted and how far they are, and the history of
 * deployments. The only code that changes either; deterministic.
 */
package io.trunkline.resources.state;
