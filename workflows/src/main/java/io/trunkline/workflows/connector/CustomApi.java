package io.trunkline.workflows.connector;

import com.fasterxml.jackson.databind.JsonNode;
import io.trunkline.workflows.expression.value.ObjectProperties;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A custom connector: an OpenAPI document (2.0 or 3.x) in {@code properties.swagger} of a {@code
 * Microsoft.Web/customApis} resource. The document says where the service is and how callers prove
 * who they are; the connection has the key, the name and password, or the token.
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
                    invalid(
                        "The custom connector of the connection '%s' has no 'swagger'."
                            .formatted(connection.name())));
    Optional<String> serviceUrl =
        ObjectProperties.find(properties, "backendService")
            .flatMap(backend -> ObjectProperties.find(backend, "serviceUrl"))
            .map(JsonNode::asText)
            .filter(url -> !url.isEmpty());
    return new CustomApi(document, serviceUrl, connection);
  }

  /** Returns the operation that a call means. */
  CustomOperation operation(String method, String path) {
    return CustomOperation.find(document, method, path);
  }

  /**
   * Returns where the service is, without a slash at the end of a 2.0 base path.
   *
   * @throws ConnectorException 400 {@code InvalidSwagger} where the document does not say
   */
  String baseAddress(CustomOperation operation) {
    if (serviceUrl.isPresent()) {
      return serviceUrl.get();
    }
    Optional<JsonNode> server = operation.server();
    if (server.isPresent()) {
      String url = filled(server.get());
      if (!url.contains("://")) {
        throw invalid(
            "The server '%s' of the custom connector '%s' is not an absolute address: give the connector a 'backendService.serviceUrl'."
                .formatted(url, connection.name()));
      }
      return url;
    }
    String host = document.path("host").asText("");
    if (host.isEmpty()) {
      throw invalid(
          "The document of the custom connector '%s' names no host.".formatted(connection.name()));
    }
    String scheme = document.at("/schemes/0").asText("https");
    return scheme + "://" + host + document.path("basePath").asText("").replaceAll("/+$", "");
  }

  /** Puts values into a server's address: the connection's, or the variables' defaults. */
  private String filled(JsonNode server) {
    String url = server.path("url").asText();
    for (Map.Entry<String, JsonNode> variable : server.path("variables").properties()) {
      String value =
          connection
              .settings()
              .text(variable.getKey())
              .orElse(variable.getValue().path("default").asText());
      url = url.replace("{" + variable.getKey() + "}", value);
    }
    return url;
  }

  /**
   * Returns what the security schemes of an operation and the connection's settings add to a call.
   * A key stands in the setting with the scheme's name, or in {@code api_key}.
   */
  RemoteCredentials.Applied credentials(CustomOperation operation) {
    Map<String, String> headers = new LinkedHashMap<>();
    Map<String, String> queries = new LinkedHashMap<>();
    Optional<Set<String>> wanted = operation.schemes();
    JsonNode schemes =
        document.has("securityDefinitions")
            ? document.path("securityDefinitions")
            : document.at("/components/securitySchemes");
    for (Map.Entry<String, JsonNode> scheme : schemes.properties()) {
      if (wanted.isEmpty() || wanted.get().contains(scheme.getKey())) {
        apply(scheme.getKey(), scheme.getValue(), headers, queries);
      }
    }
    return new RemoteCredentials.Applied(headers, queries);
  }

  private void apply(
      String name, JsonNode scheme, Map<String, String> headers, Map<String, String> queries) {
    Parameters settings = connection.settings();
    String type = scheme.path("type").asText().toLowerCase(Locale.ROOT);
    String kind = scheme.path("scheme").asText().toLowerCase(Locale.ROOT);
    if (type.equals("apikey")) {
      settings
          .text(name)
          .or(() -> settings.text("api_key"))
          .ifPresent(key -> applyKey(scheme, key, headers, queries));
    } else if (type.equals("basic") || (type.equals("http") && kind.equals("basic"))) {
      settings.text("username").ifPresent(user -> headers.put("Authorization", basic(user)));
    } else if (type.equals("http") || type.equals("oauth2") || type.equals("openidconnect")) {
      settings
          .text(name)
          .or(() -> settings.text("token"))
          .ifPresent(token -> headers.put("Authorization", "Bearer " + token));
    }
  }

  private static void applyKey(
      JsonNode scheme, String key, Map<String, String> headers, Map<String, String> queries) {
    String field = scheme.path("name").asText();
    switch (scheme.path("in").asText().toLowerCase(Locale.ROOT)) {
      case "query" -> queries.put(field, key);
      case "cookie" -> headers.merge("Cookie", field + "=" + key, (a, b) -> a + "; " + b);
      default -> headers.put(field, key);
    }
  }

  private String basic(String name) {
    String pair = name + ":" + connection.settings().text("password").orElse("");
    return "Basic " + Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8));
  }

  private static ConnectorException invalid(String message) {
    return new ConnectorException(400, "InvalidSwagger", message);
  }

  /** Leaves the document and its secrets out. */
  @Override
  public String toString() {
    return "CustomApi[" + connection.name() + "]";
  }
}
