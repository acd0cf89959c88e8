/**
 * The resource types of workflows: {@code Microsoft.Logic/workflows} with its triggers, histories,
 * versions, runs and actions, and {@code Microsoft.Web/connections}.
 */
@NullMarked
package io.trunkline.workflows.resource;

import org.jspecify.annotations.NullMarked;
