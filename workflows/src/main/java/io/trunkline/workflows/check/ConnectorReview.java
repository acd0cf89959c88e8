package io.trunkline.workflows.check;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.trunkline.workflows.connector.Operation;
import io.trunkline.workflows.definition.ActionDefinition;
import io.trunkline.workflows.definition.ActionType;
import io.trunkline.workflows.definition.TriggerDefinition;
import io.trunkline.workflows.definition.TriggerType;
import io.trunkline.workflows.definition.WorkflowDefinition;
import io.trunkline.workflows.expression.JsonPath;
import io.trunkline.workflows.expression.value.ObjectProperties;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Connections that are not there, connectors and operations that do not run here. */
final class ConnectorReview implements Review {
  private static final Pattern CONNECTION =
      Pattern.compile("\\$connections'\\)\\s*\\??\\[\\s*'([^']+)'\\s*]");
  private static final Pattern EMBEDDED = Pattern.compile("@\\{[^}]*}");
  private static final Pattern NUMBERED = Pattern.compile("[-_]\\d+$");

  @Override
  public void look(
      WorkflowDefinition definition, String path, Surroundings around, Findings findings) {
    for (TriggerDefinition trigger : definition.triggers()) {
      JsonNode inputs = trigger.inputs().source();
      if (trigger.type() == TriggerType.SERVICE_PROVIDER) {
        builtIn(inputs, trigger.path(), around, findings);
      } else if (trigger.type() == TriggerType.API_CONNECTION
          || trigger.type() == TriggerType.API_CONNECTION_WEBHOOK) {
        managed(inputs, trigger.path(), around, findings);
      }
    }
    for (ActionDefinition action : definition.allActions()) {
      JsonNode inputs = action.inputs().source();
      if (action.type() == ActionType.SERVICE_PROVIDER) {
        builtIn(inputs, action.path(), around, findings);
      } else if (action.type() == ActionType.API_CONNECTION
          || action.type() == ActionType.API_CONNECTION_WEBHOOK) {
        managed(inputs, action.path(), around, findings);
      }
    }
  }

  private static void builtIn(
      JsonNode inputs, String path, Surroundings around, Findings findings) {
    JsonNode configuration = property(inputs, "serviceProviderConfiguration");
    String place = JsonPath.property(path, "inputs", "serviceProviderConfiguration");
    String reference = property(configuration, "connectionName").asText("");
    connection(reference, JsonPath.property(place, "connectionName"), around, findings);
    String connector = lastSegment(property(configuration, "serviceProviderId").asText(""));
    if (!around.connectors().has(connector)) {
      findings.unsupported(
          JsonPath.property(place, "serviceProviderId"),
          "The connector '%s' does not come with Trunkline; it has to be declared. There are: %s."
              .formatted(connector, String.join(", ", around.connectors().names())));
      return;
    }
    Operation.BuiltIn operation = Operation.builtIn(inputs);
    if (!around.connectors().offers(connector, operation)) {
      findings.unsupported(
          JsonPath.property(place, "operationId"),
          "The connector '%s' has no operation '%s', or it is not supported."
              .formatted(connector, operation.name()));
    }
  }

  private static void managed(
      JsonNode inputs, String path, Surroundings around, Findings findings) {
    JsonNode connection = property(property(inputs, "host"), "connection");
    String place = JsonPath.property(JsonPath.property(path, "inputs", "host"), "connection");
    String reference = property(connection, "referenceName").asText("");
    if (reference.isEmpty()) {
      Matcher matcher = CONNECTION.matcher(property(connection, "name").asText(""));
      reference = matcher.find() ? matcher.group(1) : "";
    }
    if (reference.isEmpty()) {
      return; // a name that is computed otherwise, or stands in the template
    }
    connection(reference, place, around, findings);
    String connector = api(reference, around);
    if (!around.connectors().has(connector)) {
      findings.suspicious(
          place,
          "The connector '%s' does not run here: what is called is the 'connectionRuntimeUrl' of the connection '%s', if it has one."
              .formatted(connector, reference));
      return;
    }
    JsonNode source = property(inputs, "path");
    if (source.isTextual() && property(inputs, "method").isTextual()) {
      String constant = EMBEDDED.matcher(source.textValue()).replaceAll("x");
      Operation.Managed written = Operation.managed(inputs);
      Operation.Managed operation =
          new Operation.Managed(
              inputs, written.method(), constant, written.queries(), written.body());
      if (!constant.startsWith("@") && !around.connectors().offers(connector, operation)) {
        findings.unsupported(
            JsonPath.property(path, "inputs", "path"),
            "The connector '%s' has no operation '%s', or it is not supported."
                .formatted(connector, operation.name()));
      }
    }
  }

  private static void connection(
      String reference, String place, Surroundings around, Findings findings) {
    if (around.connections().isPresent()
        && !reference.isEmpty()
        && !reference.contains("@")
        && ObjectProperties.find(around.connectionsOrNone(), reference).isEmpty()) {
      findings.unsupported(place, "The connection '%s' is not defined.".formatted(reference));
    }
  }

  /** Returns the connector of a connection: what it says itself, or what its name suggests. */
  private static String api(String reference, Surroundings around) {
    JsonNode entry =
        ObjectProperties.find(around.connectionsOrNone(), reference)
            .orElseGet(MissingNode::getInstance);
    String id = property(property(entry, "api"), "id").asText("");
    if (id.isEmpty()) {
      id = property(entry, "id").asText("");
    }
    String name = lastSegment(id.replaceAll("['\")\\]]+$", ""));
    if (name.isEmpty() || name.startsWith("[") || name.contains("'") || name.contains("(")) {
      name = NUMBERED.matcher(reference.toLowerCase(Locale.ROOT)).replaceAll("");
    }
    return name;
  }

  private static JsonNode property(JsonNode object, String name) {
    Optional<JsonNode> found =
        object.isObject() ? ObjectProperties.find(object, name) : Optional.empty();
    return found.orElseGet(MissingNode::getInstance);
  }

  private static String lastSegment(String id) {
    return id.substring(id.lastIndexOf('/') + 1).toLowerCase(Locale.ROOT);
  }
}
