/**
 * Template deployments ({@code reference/resource-manager.md §4, §5}): a document is read and
 * checked, its parameters are validated, its resources are expanded and ordered, and only then is
 * the first of them put.
 *
 * <pre>
 *   JSON ─▶ TemplateReader ─▶ Template ─▶ Parameters ─▶ Expansion ─▶ Plan ─▶ DeploymentRun ─▶ tree
 * </pre>
 */
package io.trunkline.resources.deployment;
