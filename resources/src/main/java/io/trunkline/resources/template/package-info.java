/**
 * The expression language of deployment templates ({@code reference/resource-manager.md §5.2, §6}):
 * text → {@link io.trunkline.resources.template.Expression} → JSON value. It knows nothing of
 * documents, resources or the tree: what an expression can refer to comes from a {@link
 * io.trunkline.resources.template.Scope}.
 */
package io.trunkline.resources.template;
