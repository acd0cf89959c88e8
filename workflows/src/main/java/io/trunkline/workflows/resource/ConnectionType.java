package io.trunkline.workflows.resource;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.trunkline.resources.Resource;
import io.trunkline.resources.ResourceException;
import io.trunkline.resources.ResourceId;
import io.trunkline.workflows.connector.Connectors;
import io.trunkline.workflows.expression.value.ObjectProperties;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * {@code Microsoft.Web/connections}: where and as whom a connector works ({@code
 * reference/resource-manager.md §9}).
 */
public final class ConnectionType implements TreeOnlyType {
  public static final String NAME = "Microsoft.Web/connections";

  /** Settings that are never shown. */
  private static final Set<String> SECRETS =
      Set.of(
          "connectionString",
          "password",
          "accessKey",
          "api_key",
          "token",
          "sshPrivateKey",
          "token:clientSecret");

  private final Connectors connectors;

  ConnectionType(Connectors connectors) {
    this.connectors = connectors;
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public Set<String> apiVersions() {
    return Set.of("2016-06-01", "2018-07-01-preview");
  }

  @Override
  public ObjectNode prepare(ResourceId id, ObjectNode requested, Optional<Resource> existing) {
    ObjectNode body = requested.deepCopy();
    if (!(body.path("properties") instanceof ObjectNode properties)) {
      throw ResourceException.badRequest(
          "InvalidApiConnection", "The connection '%s' has no 'properties'.".formatted(id.name()));
    }
    properties.remove(List.of("createdTime", "changedTime", "statuses", "testLinks"));
    String connector = connector(properties);
    if (connector.isEmpty()) {
      throw new ResourceException(
          400,
          "InvalidApiConnection",
          "The connection '%s' names no connector ('properties.api.id').".formatted(id.name()),
          "properties.api.id");
    }
    existing.ifPresent(before -> keepSecret(before, properties));
    if (connector.equals("servicebus") && !reachable(properties)) {
      throw new ResourceException(
          400,
          "InvalidApiConnection",
          "A servicebus connection needs 'parameterValues.connectionString', or 'parameterValueSet'"
              + " with 'namespaceEndpoint'.",
          "properties.parameterValueSet");
    }
    return body;
  }

  @Override
  public ObjectNode view(Resource resource) {
    ObjectNode view = TreeOnlyType.super.view(resource);
    ObjectNode properties = (ObjectNode) view.path("properties");
    properties.remove("parameterValues");
    if (properties.at("/parameterValueSet/values") instanceof ObjectNode values) {
      SECRETS.forEach(name -> ObjectProperties.findName(values, name).ifPresent(values::remove));
    }
    ObjectNode status = properties.putArray("statuses").addObject();
    String connector = connector(properties);
    if (served(properties, connector)) {
      status.put("status", "Connected");
    } else {
      // It deploys, so that the rest of a template does; actions that use it fail by name.
      status.put("status", "Error").put("target", connector);
      status
          .putObject("error")
          .put("code", "NotImplemented")
          .put("message", "The connector '%s' is not supported.".formatted(connector));
    }
    return view;
  }

  private boolean served(JsonNode properties, String connector) {
    return properties.at("/api/id").asText().toLowerCase(Locale.ROOT).contains("/customapis/")
        || connectors.has(connector);
  }

  private static String connector(JsonNode properties) {
    String api = properties.at("/api/id").asText();
    return api.substring(api.lastIndexOf('/') + 1).toLowerCase(Locale.ROOT);
  }

  /** A client that puts back what it read does not wipe out the secret that it was not shown. */
  private static void keepSecret(Resource before, ObjectNode properties) {
    JsonNode values = before.properties().path("parameterValues");
    if (values.isObject()
        && !properties.has("parameterValues")
        && !properties.has("parameterValueSet")) {
      properties.set("parameterValues", values);
    }
  }

  private static boolean reachable(ObjectNode properties) {
    JsonNode set = properties.at("/parameterValueSet/values");
    return ObjectProperties.find(properties.path("parameterValues"), "connectionString").isPresent()
        || ObjectProperties.find(set, "connectionString").isPresent()
        || ObjectProperties.find(set, "namespaceEndpoint").isPresent();
  }
}
