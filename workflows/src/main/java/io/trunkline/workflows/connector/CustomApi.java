package io.trunkline.workflows.connector;

import com.fasterxml.jackson.databind.JsonNode;
import io.trunkline.workflows.expression.value.ObjectProperties;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * A custom connector: an OpenAPI document (2.0 or 3.x) in {@code properties.swagger} of a {@code
 * Microsoft.Web/customApis} resource. The document says where the service is and how callers prove
 * who they are; the connection has the key, or the name and password.
 */
record CustomApi(JsonNode document, Optional<String> serviceUrl, Connection connection) {

  /**
   * Reads the custom connector behind a connection.
   *
   * @throws ConnectorException 400 {@code InvalidSwagger} where there is no document
   */
  static CustomApi of(Connection connection) {
    JsonNode properties = connection.api().orElseThrow();
    JsonNode document =
        ObjectProperties.find(properties, "swagger")
            .filter(JsonNode::isObject)
            .orElseThrow(
                () ->
                    new ConnectorException(
                        400,
                        "InvalidSwagger",
                        "The custom connector of the connection '%s' has no 'swagger'."
                            .formatted(connection.name())));
    Optional<String> serviceUrl =
        ObjectProperties.find(properties, "backendService")
            .flatMap(backend -> ObjectProperties.find(backend, "serviceUrl"))
            .map(JsonNode::asText)
            .filter(url -> !url.isEmpty());
    return new CustomApi(document, serviceUrl, connection);
  }

  /** Returns where the service is, without a slash at the end of a 2.0 base path. */
  String baseAddress() {
    if (serviceUrl.isPresent()) {
      return serviceUrl.get();
    }
    String server = document.at("/servers/0/url").asText("");
    if (!server.isEmpty()) {
      return server;
    }
    String host = document.path("host").asText("");
    if (host.isEmpty()) {
      throw new ConnectorException(
          400,
          "InvalidSwagger",
          "The document of the custom connector '%s' names no host.".formatted(connection.name()));
    }
    String scheme = document.at("/schemes/0").asText("https");
    return scheme + "://" + host + document.path("basePath").asText("").replaceAll("/+$", "");
  }

  /** Returns what the document's security schemes and the connection's settings add to a call. */
  RemoteCredentials.Applied credentials() {
    Map<String, String> headers = new LinkedHashMap<>();
    Map<String, String> queries = new LinkedHashMap<>();
    JsonNode schemes =
        document.has("securityDefinitions")
            ? document.path("securityDefinitions")
            : document.at("/components/securitySchemes");
    for (JsonNode scheme : schemes) {
      String type = scheme.path("type").asText().toLowerCase(Locale.ROOT);
      if (type.equals("apikey")) {
        connection
            .settings()
            .text("api_key")
            .ifPresent(
                key ->
                    (scheme.path("in").asText().equalsIgnoreCase("query") ? queries : headers)
                        .put(scheme.path("name").asText(), key));
      } else if (type.equals("basic")
          || (type.equals("http") && scheme.path("scheme").asText().equalsIgnoreCase("basic"))) {
        connection
            .settings()
            .text("username")
            .ifPresent(name -> headers.put("Authorization", basic(name)));
      } else if (type.equals("http") || type.equals("oauth2")) {
        connection
            .settings()
            .text("token")
            .ifPresent(token -> headers.put("Authorization", "Bearer " + token));
      }
    }
    return new RemoteCredentials.Applied(headers, queries);
  }

  private String basic(String name) {
    String pair = name + ":" + connection.settings().text("password").orElse("");
    return "Basic " + Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8));
  }

  /** Leaves the document and its secrets out. */
  @Override
  public String toString() {
    return "CustomApi[" + connection.name() + "]";
  }
}
