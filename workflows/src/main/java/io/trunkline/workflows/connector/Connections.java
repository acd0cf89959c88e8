package io.trunkline.workflows.connector;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.trunkline.net.codec.Json;
import io.trunkline.resources.Resource;
import io.trunkline.resources.ResourceId;
import io.trunkline.resources.ResourceTree;
import io.trunkline.workflows.expression.value.ObjectProperties;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Finds what a workflow's connections stand for: entries of {@code $connections}, which name
 * resources ({@code reference/resource-manager.md §9}), and those of a Standard app's {@code
 * connections.json}, which say it themselves (reference/workflows.md §8.3).
 */
public final class Connections {
  private final ResourceTree resources;

  public Connections(ResourceTree resources) {
    this.resources = resources;
  }

  /**
   * Finds a connection.
   *
   * @param connections the workflow's {@code $connections}
   * @param reference resource id of the connection, or its key in {@code connections}
   * @param workflowId ARM id of the workflow, whose identity is used unless the entry names another
   * @throws ConnectorException 404 {@code ApiConnectionNotFound}
   */
  public Connection find(JsonNode connections, String reference, String workflowId) {
    JsonNode entry = entry(connections, reference);
    String identity =
        ObjectProperties.find(entry, "connectionProperties")
            .flatMap(value -> ObjectProperties.find(value, "authentication"))
            .flatMap(value -> ObjectProperties.find(value, "identity"))
            .map(JsonNode::asText)
            .orElse(workflowId);
    Optional<String> provider = text(entry, "serviceProvider", "id");
    if (provider.isPresent()) {
      return new Connection(
          reference,
          lastSegment(provider.get()),
          settings(ObjectProperties.find(entry, "parameterValues").orElse(Json.object())),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          identity);
    }
    Optional<String> runtimeUrl =
        ObjectProperties.find(entry, "connectionRuntimeUrl")
            .map(JsonNode::asText)
            .filter(url -> !url.isEmpty());
    Optional<Resource> resource = resource(entry, reference);
    if (resource.isEmpty() && runtimeUrl.isEmpty()) {
      throw new ConnectorException(
          404,
          "ApiConnectionNotFound",
          "The API connection '%s' could not be found.".formatted(connectionId(entry, reference)));
    }
    String api =
        text(entry, "api", "id")
            .or(() -> ObjectProperties.find(entry, "id").map(JsonNode::asText))
            .or(() -> resource.map(one -> one.properties().at("/api/id").asText()))
            .orElse("");
    // A connection that is deployed here wins over an address in somebody's cloud.
    return new Connection(
        resource.map(one -> one.id().toString()).orElse(reference),
        lastSegment(api),
        settings(resource.map(Connections::values).orElseGet(Json::object)),
        ObjectProperties.find(entry, "authentication"),
        resource.isPresent() ? Optional.empty() : runtimeUrl,
        customApi(api),
        identity);
  }

  private static Parameters settings(JsonNode values) {
    return new Parameters(values, "setting");
  }

  private Optional<JsonNode> customApi(String api) {
    return api.toLowerCase(Locale.ROOT).contains("/customapis/")
        ? parsed(api).flatMap(resources::get).map(Resource::properties)
        : Optional.empty();
  }

  private Optional<Resource> resource(JsonNode entry, String reference) {
    return parsed(connectionId(entry, reference)).flatMap(resources::get);
  }

  private static String connectionId(JsonNode entry, String reference) {
    return ObjectProperties.find(entry, "connectionId")
        .map(JsonNode::asText)
        .or(() -> text(entry, "connection", "id"))
        .orElse(reference);
  }

  private static Optional<ResourceId> parsed(String id) {
    try {
      return Optional.of(ResourceId.parse(id));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  /** Finds an entry of {@code $connections} by its key or by the connection it names. */
  private static JsonNode entry(JsonNode connections, String reference) {
    if (connections.isObject()) {
      Optional<JsonNode> byKey = ObjectProperties.find(connections, reference);
      if (byKey.isPresent()) {
        return byKey.get();
      }
      for (Map.Entry<String, JsonNode> entry : connections.properties()) {
        if (ObjectProperties.find(entry.getValue(), "connectionId")
            .filter(id -> id.asText().equalsIgnoreCase(reference))
            .isPresent()) {
          return entry.getValue();
        }
      }
    }
    return MissingNode.getInstance();
  }

  /** Returns {@code parameterValues}, or the values of {@code parameterValueSet}. */
  private static ObjectNode values(Resource resource) {
    ObjectNode values = Json.object();
    resource
        .properties()
        .at("/parameterValueSet/values")
        .properties()
        .forEach(
            one ->
                ObjectProperties.find(one.getValue(), "value")
                    .ifPresent(value -> values.set(one.getKey(), value)));
    resource
        .properties()
        .path("parameterValues")
        .properties()
        .forEach(one -> values.set(one.getKey(), one.getValue()));
    return values;
  }

  private static Optional<String> text(JsonNode entry, String outer, String inner) {
    return ObjectProperties.find(entry, outer)
        .flatMap(value -> ObjectProperties.find(value, inner))
        .map(JsonNode::asText);
  }

  private static String lastSegment(String id) {
    return id.substring(id.lastIndexOf('/') + 1).toLowerCase(Locale.ROOT);
  }
}
