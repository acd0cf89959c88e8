/**
 * Workflow definitions as an immutable, validated model (reference/workflows.md §1, §3, §4): {@link
 * io.trunkline.workflows.definition.DefinitionParser} reads JSON and gives either a {@link
 * io.trunkline.workflows.definition.WorkflowDefinition} or every {@link
 * io.trunkline.workflows.definition.Problem} it found.
 */
package io.trunkline.workflows.definition;
