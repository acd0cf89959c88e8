/**
 * Standard apps as resources: {@code Microsoft.Web/sites} of the kind {@code workflowapp}, their
 * settings and their workflows (reference/workflows.md §7.1, §8).
 */
@NullMarked
package io.trunkline.workflows.resource.site;

import org.jspecify.annotations.NullMarked;
