package io.trunkline.workflows.resource.site;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.trunkline.net.codec.Json;
import io.trunkline.resources.ResourceException;
import io.trunkline.workflows.definition.DefinitionLimits;
import io.trunkline.workflows.definition.TriggerDefinition;
import io.trunkline.workflows.definition.WorkflowDefinition;
import io.trunkline.workflows.resource.DefinitionCheck;
import io.trunkline.workflows.standard.StandardApp;
import java.util.List;
import java.util.Optional;

/** Says whether a workflow of an app can run: {@code properties.health}. */
final class SiteHealth {
  private SiteHealth() {}

  /** Returns {@code {state, error?}}. */
  static ObjectNode of(
      JsonNode document, DefinitionLimits limits, List<StandardApp.Problem> settings) {
    WorkflowDefinition definition =
        DefinitionCheck.standard(document.path("definition"), "$.definition", limits);
    Optional<ResourceException> unsupported = unsupported(definition);
    if (unsupported.isPresent()) {
      return unhealthy(unsupported.get().code(), unsupported.get().getMessage());
    }
    String text = Json.text(document);
    for (StandardApp.Problem problem : settings) {
      // A connection or parameter that nobody uses hurts nobody.
      if (text.contains("\"" + problem.name() + "\"")
          || text.contains("'" + problem.name() + "'")) {
        return unhealthy("InvalidAppSetting", problem.toString());
      }
    }
    return Json.object().put("state", "Healthy");
  }

  /** Returns why no trigger of the workflow can fire. */
  static Optional<ResourceException> unsupported(WorkflowDefinition definition) {
    for (TriggerDefinition trigger : definition.triggers()) {
      try {
        DefinitionCheck.requireSupported(trigger);
      } catch (ResourceException e) {
        return Optional.of(e);
      }
    }
    return Optional.empty();
  }

  private static ObjectNode unhealthy(String code, String message) {
    ObjectNode health = Json.object().put("state", "Unhealthy");
    health.putObject("error").put("code", code).put("message", message);
    return health;
  }
}
