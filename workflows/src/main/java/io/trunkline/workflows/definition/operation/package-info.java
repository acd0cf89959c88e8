/**
 * What the data-operation actions compute, as pure functions of their definition and a context
 * (reference/workflows.md §4.7).
 */
package io.trunkline.workflows.definition.operation;
