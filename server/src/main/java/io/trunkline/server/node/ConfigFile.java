package io.trunkline.server.node;

import com.fasterxml.jackson.databind.JsonNode;
import io.trunkline.net.codec.Json;
import io.trunkline.workflows.effects.WorkflowLimits;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.Set;

/**
 * Reads a node's configuration file: JSON, comments allowed, every field optional. A field that is
 * not known is refused, so that a typing error does not go unnoticed.
 */
public final class ConfigFile {
  private static final String WORKFLOW_LIMITS = "workflowLimits";

  private static final Set<String> FIELDS =
      Set.of(
          "bindAddress",
          "publicHost",
          "tenantId",
          "subscriptionId",
          "resourceGroup",
          "location",
          "defaultNamespace",
          "emulatorConfig",
          "eventRetryWait",
          "noListenerEventInterval",
          WORKFLOW_LIMITS,
          "zone",
          "nodeHost");

  private ConfigFile() {}

  /**
   * Returns {@code defaults} with what the file says.
   *
   * @throws IllegalArgumentException naming the file, the field and what is wrong with it
   */
  public static NodeConfig read(Path file, NodeConfig defaults) {
    JsonNode json;
    try {
      json = Json.parseLenient(Files.readAllBytes(file));
    } catch (IOException e) {
      throw new IllegalArgumentException(file + " cannot be read: " + e.getMessage(), e);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(file + " is not valid JSON: " + e.getMessage(), e);
    }
    for (var field : json.properties()) {
      if (!FIELDS.contains(field.getKey())) {
        throw new IllegalArgumentException(
            file + " has the unknown field '" + field.getKey() + "'; known are " + FIELDS);
      }
      if (!field.getValue().isTextual() && !field.getKey().equals(WORKFLOW_LIMITS)) {
        throw new IllegalArgumentException(
            file + ": the field '" + field.getKey() + "' must be a text");
      }
    }
    String emulatorConfig = json.path("emulatorConfig").asText("");
    return new NodeConfig(
        defaults.dataDirectory(),
        json.path("bindAddress").asText(defaults.bindAddress()),
        json.path("publicHost").asText(defaults.publicHost()),
        defaults.portOffset(),
        defaults.dev(),
        json.path("tenantId").asText(defaults.tenantId()),
        json.path("subscriptionId").asText(defaults.subscriptionId()),
        json.path("resourceGroup").asText(defaults.resourceGroup()),
        json.path("location").asText(defaults.location()),
        json.path("defaultNamespace").asText(defaults.defaultNamespace()),
        emulatorConfig.isEmpty() ? null : file.resolveSibling(emulatorConfig),
        duration(file, json, "eventRetryWait"),
        duration(file, json, "noListenerEventInterval"),
        workflowLimits(file, json.path(WORKFLOW_LIMITS), defaults.workflowLimits()),
        new Peering(
            json.path("zone").asText(defaults.peering().zone()),
            json.path("nodeHost").asText(defaults.peering().host()),
            defaults.peering().join()));
  }

  private static WorkflowLimits workflowLimits(Path file, JsonNode given, WorkflowLimits defaults) {
    try {
      return given.isMissingNode() ? defaults : defaults.with(given);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          file + ": the field '" + WORKFLOW_LIMITS + "' " + e.getMessage(), e);
    }
  }

  private static Duration duration(Path file, JsonNode json, String field) {
    String text = json.path(field).asText("");
    if (text.isEmpty()) {
      return null;
    }
    try {
      return Duration.parse(text);
    } catch (DateTimeParseException e) {
      throw new IllegalArgumentException(
          file + ": the field '" + field + "' must be a duration such as PT1S, not " + text, e);
    }
  }
}
