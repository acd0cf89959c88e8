package io.trunkline.workflows.connector;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.trunkline.identity.Caller;
import io.trunkline.identity.InvalidCredentialException;
import io.trunkline.resources.Resource;
import io.trunkline.resources.ResourceId;
import io.trunkline.resources.ResourceTree;
import io.trunkline.workflows.expression.value.ObjectProperties;
import java.net.URI;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Finds what a workflow's {@code $connections} stand for ({@code reference/resource-manager.md
 * §9}).
 */
public final class Connections {
  private final ResourceTree resources;
  private final IdentityPort identities;
  private final ServiceBusPort serviceBus;

  public Connections(ResourceTree resources, IdentityPort identities, ServiceBusPort serviceBus) {
    this.resources = resources;
    this.identities = identities;
    this.serviceBus = serviceBus;
  }

  /**
   * Returns the connector of a connection: the last segment of its {@code api.id}, lower-case.
   *
   * @param reference resource id of the connection, or its key in {@code $connections}
   */
  public String api(JsonNode connections, String reference) {
    JsonNode entry = entry(connections, reference);
    String api =
        ObjectProperties.find(entry, "id")
            .map(JsonNode::asText)
            .orElseGet(() -> resource(entry, reference).properties().at("/api/id").asText());
    return api.substring(api.lastIndexOf('/') + 1).toLowerCase(Locale.ROOT);
  }

  /**
   * Returns the namespace and the caller of a Service Bus connection. A managed identity is the
   * workflow's own unless the entry names a user-assigned one.
   *
   * @param workflowId ARM id of the workflow
   * @throws ConnectorException 400 {@code InvalidApiConnection}, 404 {@code ApiConnectionNotFound},
   *     401 when the identity does not exist or the key is wrong
   */
  public ServiceBusConnection serviceBus(
      JsonNode connections, String reference, String workflowId) {
    JsonNode entry = entry(connections, reference);
    Resource resource = resource(entry, reference);
    JsonNode properties = resource.properties();
    String connectionString = parameter(properties, "connectionString").orElse("");
    if (!connectionString.isEmpty()) {
      return new ServiceBusConnection(
          host(endpointOf(connectionString)), serviceBus.callerOf(connectionString));
    }
    String endpoint =
        parameter(properties, "namespaceEndpoint")
            .orElseThrow(
                () ->
                    new ConnectorException(
                        400,
                        "InvalidApiConnection",
                        "The connection '%s' has neither a 'connectionString' nor a 'namespaceEndpoint'."
                            .formatted(resource.id())));
    String identity =
        ObjectProperties.find(entry, "connectionProperties")
            .flatMap(value -> ObjectProperties.find(value, "authentication"))
            .flatMap(value -> ObjectProperties.find(value, "identity"))
            .map(JsonNode::asText)
            .orElse(workflowId);
    return new ServiceBusConnection(host(endpoint), managedIdentity(identity));
  }

  private Caller managedIdentity(String identity) {
    try {
      return identities.caller(identity, "https://servicebus.azure.net");
    } catch (InvalidCredentialException e) {
      throw new ConnectorException(
          401,
          "Unauthorized",
          "The managed identity '%s' cannot be used: %s".formatted(identity, e.getMessage()));
    }
  }

  private Resource resource(JsonNode entry, String reference) {
    String id =
        ObjectProperties.find(entry, "connectionId").map(JsonNode::asText).orElse(reference);
    Optional<Resource> resource;
    try {
      resource = resources.get(ResourceId.parse(id));
    } catch (IllegalArgumentException e) {
      resource = Optional.empty();
    }
    return resource.orElseThrow(
        () ->
            new ConnectorException(
                404,
                "ApiConnectionNotFound",
                "The API connection '%s' could not be found.".formatted(id)));
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

  private static Optional<String> parameter(JsonNode properties, String name) {
    return ObjectProperties.find(properties.path("parameterValues"), name)
        .or(
            () ->
                ObjectProperties.find(properties.at("/parameterValueSet/values"), name)
                    .flatMap(value -> ObjectProperties.find(value, "value")))
        .map(JsonNode::asText);
  }

  private static String endpointOf(String connectionString) {
    for (String part : connectionString.split(";", -1)) {
      if (part.regionMatches(true, 0, "Endpoint=", 0, 9)) {
        return part.substring(9);
      }
    }
    throw new ConnectorException(
        400, "InvalidApiConnection", "The connection string has no 'Endpoint'.");
  }

  private static String host(String endpoint) {
    String text = endpoint.strip();
    if (!text.contains("://")) {
      text = "sb://" + text;
    }
    try {
      String host = URI.create(text).getHost();
      if (host != null) {
        return host;
      }
    } catch (IllegalArgumentException e) {
      // Told below, without the reason: it would repeat the endpoint.
    }
    throw new ConnectorException(
        400,
        "InvalidApiConnection",
        "'%s' is not the endpoint of a Service Bus namespace.".formatted(endpoint));
  }
}
