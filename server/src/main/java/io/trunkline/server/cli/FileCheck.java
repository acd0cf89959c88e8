package io.trunkline.server.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.trunkline.broker.wire.emulator.EmulatorConfig;
import io.trunkline.gateway.GatewayConfig;
import io.trunkline.gateway.policy.PolicyCheck;
import io.trunkline.net.codec.Json;
import io.trunkline.net.codec.JsonException;
import io.trunkline.resources.ControlPlaneSettings.Limits;
import io.trunkline.resources.ResourceId;
import io.trunkline.resources.deployment.TemplateCheck;
import io.trunkline.workflows.definition.DefinitionLimits;
import io.trunkline.workflows.definition.check.WorkflowChecker;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Finds out what kind of file it is and has the room that knows it check it. */
final class FileCheck {
  private static final ResourceId ANY_GROUP = ResourceId.resourceGroup("any", "any");

  private FileCheck() {}

  /** Returns what is not supported, a line each; nothing where all is. */
  static List<String> check(byte[] content, String name) {
    String text = new String(content, StandardCharsets.UTF_8).strip();
    if (text.startsWith("<") || name.toLowerCase(Locale.ROOT).endsWith(".xml")) {
      return PolicyCheck.check(text, GatewayConfig.defaults());
    }
    JsonNode json;
    try {
      json = Json.parseLenient(content);
    } catch (JsonException e) {
      return List.of("not valid JSON: " + e.getMessage());
    }
    List<String> problems = new ArrayList<>();
    boolean known = false;
    if (json.path("$schema").asText().contains("deploymentTemplate.json")) {
      known = true;
      TemplateCheck.check(json, SupportedTypes.all(), Limits.defaults())
          .forEach(problem -> problems.add(problem.path() + ": " + problem.message()));
    }
    if (json.has("UserConfig")) {
      known = true;
      try {
        EmulatorConfig.read(content, ANY_GROUP, "local");
      } catch (IllegalArgumentException e) {
        problems.add(e.getMessage());
      }
    }
    if (WorkflowChecker.isWorkflow(json)) {
      known = true;
      new WorkflowChecker(DefinitionLimits.DEFAULT)
          .check(json)
          .forEach(problem -> problems.add(problem.toString()));
    }
    return known
        ? problems
        : List.of(
            "is neither an ARM template, nor a workflow definition, nor a policy document, nor an"
                + " emulator's Config.json");
  }
}
