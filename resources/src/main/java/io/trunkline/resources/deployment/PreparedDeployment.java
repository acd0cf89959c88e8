package io.trunkline.resources.deployment;

import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * A deployment that was found to be sound and could start.
 *
 * @param parameters values by name, defaults evaluated
 * @param scope may not read state
 */
record PreparedDeployment(
    DeploymentTarget target,
    Template template,
    ObjectNode parameters,
    TemplateScope scope,
    Plan plan) {}
