package io.trunkline.server.node;

import com.fasterxml.jackson.databind.JsonNode;
import io.trunkline.net.codec.Json;
import io.trunkline.net.codec.LimitsJson;
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
  private static final String BROKER_LIMITS = "brokerLimits";
  private static final String PORTS = "ports";
  private static final String AMQP_LIMITS = "amqpLimits";
  private static final String ASKS_FOR_CERTIFICATES = "asksForCertificates";

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
          BROKER_LIMITS,
          AMQP_LIMITS,
          PORTS,
          ASKS_FOR_CERTIFICATES,
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
      String problem =
          switch (field.getKey()) {
            case WORKFLOW_LIMITS, BROKER_LIMITS, AMQP_LIMITS, PORTS ->
                null; // they say themselves what is wrong with them
            case ASKS_FOR_CERTIFICATES ->
                field.getValue().isBoolean() ? null : "must be true or false";
            default -> field.getValue().isTextual() ? null : "must be a text";
          };
      if (problem != null) {
        throw new IllegalArgumentException(
            file + ": the field '" + field.getKey() + "' " + problem);
      }
    }
    String emulatorConfig = json.path("emulatorConfig").asText("");
    return new NodeConfig(
        defaults.dataDirectory(),
        json.path("bindAddress").asText(defaults.bindAddress()),
        json.path("publicHost").asText(defaults.publicHost()),
        ports(file, json, defaults.ports()),
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
        limits(file, json, WORKFLOW_LIMITS, defaults.workflowLimits()),
        limits(file, json, BROKER_LIMITS, defaults.brokerLimits()),
        limits(file, json, AMQP_LIMITS, defaults.amqpLimits()),
        json.path(ASKS_FOR_CERTIFICATES).asBoolean(defaults.asksForCertificates()),
        new Peering(
            json.path("zone").asText(defaults.peering().zone()),
            json.path("nodeHost").asText(defaults.peering().host()),
            defaults.peering().learner(),
            defaults.peering().join()));
  }

  private static <T extends Record> T limits(Path file, JsonNode json, String field, T defaults) {
    try {
      return json.has(field) ? LimitsJson.with(defaults, json.path(field)) : defaults;
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(file + ": the field '" + field + "' " + e.getMessage(), e);
    }
  }

  private static DoorPorts ports(Path file, JsonNode json, DoorPorts defaults) {
    DoorPorts ports = limits(file, json, PORTS, defaults);
    try {
      return ports.requireValid();
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(file + ": the field '" + PORTS + "' " + e.getMessage(), e);
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
