package io.trunkline.workflows.connector;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.trunkline.net.codec.Json;
import io.trunkline.resources.Resource;
import io.trunkline.resources.ResourceId;
import io.trunkline.resources.ResourceTree;
import io.trunkline.workflows.expression.value.ObjectProperties;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The APIs of API Management services: a call of one is an HTTP request to the service's gateway.
 * Inputs: {@code {api{id}, method, pathTemplate{template, parameters}, queries?, headers?, body?,
 * subscriptionKey?}} (reference/workflows.md §4.5).
 */
public final class ManagedApis {
  /** Where inputs have the key of a subscription. */
  public static final String SUBSCRIPTION_KEY = "subscriptionKey";

  private static final String REVISION = ";rev=";

  private final ResourceTree resources;

  public ManagedApis(ResourceTree resources) {
    this.resources = resources;
  }

  /** Returns the request that inputs describe, their subscription's key among them. */
  public ObjectNode request(JsonNode inputs) {
    return request(inputs, text(inputs, SUBSCRIPTION_KEY).orElse(null));
  }

  /**
   * Returns the request that inputs describe, as {@link HttpRequest#of} reads it.
   *
   * @param key the subscription's key, null where none is shown
   * @throws ConnectorException 404 where there is no such API, 400 where the path has no value for
   *     a parameter of its template
   */
  public ObjectNode request(JsonNode inputs, @Nullable String key) {
    String id =
        ObjectProperties.find(inputs, "api")
            .flatMap(api -> ObjectProperties.find(api, "id"))
            .map(JsonNode::asText)
            .orElse("");
    Resource api = api(id);
    ResourceId service = api.id().parent().orElseThrow();
    String gateway =
        resources
            .get(service)
            .map(resource -> resources.view(resource).at("/properties/gatewayUrl").asText())
            .orElseThrow(() -> unknown(id));
    ObjectNode request = Json.object();
    ObjectNode headers = copy(inputs, "headers");
    ObjectNode queries = copy(inputs, "queries");
    String base = address(gateway, api, service, headers, queries);
    if (key != null) {
      headers.put(
          api.properties()
              .at("/subscriptionKeyParameterNames/header")
              .asText("Ocp-Apim-Subscription-Key"),
          key);
    }
    request.put("method", text(inputs, "method").orElse("GET"));
    request.put("uri", base + path(inputs));
    request.set("headers", headers);
    request.set("queries", queries);
    ObjectProperties.find(inputs, "body").ifPresent(body -> request.set("body", body));
    return request;
  }

  private Resource api(String id) {
    try {
      return resources.get(ResourceId.parse(id)).orElseThrow(() -> unknown(id));
    } catch (IllegalArgumentException e) {
      throw unknown(id);
    }
  }

  private static ConnectorException unknown(String id) {
    return new ConnectorException(
        404, "ApiNotFound", "There is no API '%s' in an API Management service.".formatted(id));
  }

  /** Returns where an API begins; its version goes where the version set says. */
  private String address(
      String gateway, Resource api, ResourceId service, ObjectNode headers, ObjectNode queries) {
    JsonNode properties = api.properties();
    StringBuilder address = new StringBuilder(gateway);
    append(address, properties.path("path").asText().replaceAll("^/+|/+$", ""));
    String version = properties.path("apiVersion").asText();
    if (!version.isEmpty()) {
      JsonNode set = versionSet(service, properties.path("apiVersionSetId").asText());
      switch (set.path("versioningScheme").asText().toLowerCase(Locale.ROOT)) {
        case "query" -> queries.put(set.path("versionQueryName").asText(), version);
        case "header" -> headers.put(set.path("versionHeaderName").asText(), version);
        default -> append(address, version);
      }
    }
    int revision = api.id().name().indexOf(REVISION);
    if (revision >= 0) {
      address.append(api.id().name().substring(revision));
    }
    return address.toString();
  }

  private JsonNode versionSet(ResourceId service, String id) {
    String name = id.substring(id.lastIndexOf('/') + 1);
    return resources
        .get(service.child("apiVersionSets", name))
        .map(Resource::properties)
        .map(JsonNode.class::cast)
        .orElseGet(Json::object);
  }

  private static void append(StringBuilder address, String segment) {
    if (!segment.isEmpty()) {
      address.append('/').append(segment);
    }
  }

  /** Returns the path below the API. Parameters stand in it as they are given, already encoded. */
  private static String path(JsonNode inputs) {
    JsonNode template = ObjectProperties.find(inputs, "pathTemplate").orElse(Json.object());
    JsonNode parameters = ObjectProperties.find(template, "parameters").orElse(Json.object());
    String text = text(template, "template").orElse("");
    StringBuilder path = new StringBuilder(text.isEmpty() || text.startsWith("/") ? "" : "/");
    int at = 0;
    for (int open = text.indexOf('{'); open >= 0; open = text.indexOf('{', at)) {
      int close = text.indexOf('}', open);
      if (close < 0) {
        break;
      }
      String name = text.substring(open + 1, close).replaceFirst("^\\*", "");
      path.append(text, at, open)
          .append(
              text(parameters, name)
                  .orElseThrow(
                      () ->
                          new ConnectorException(
                              400,
                              "BadRequest",
                              "The path template '%s' has no parameter '%s'."
                                  .formatted(text, name))));
      at = close + 1;
    }
    return path.append(text.substring(at)).toString();
  }

  private static ObjectNode copy(JsonNode inputs, String name) {
    return ObjectProperties.find(inputs, name)
        .filter(JsonNode::isObject)
        .map(found -> (ObjectNode) found.deepCopy())
        .orElseGet(Json::object);
  }

  private static Optional<String> text(JsonNode source, String name) {
    return ObjectProperties.find(source, name)
        .filter(value -> !value.isNull())
        .map(JsonNode::asText);
  }
}
