package io.trunkline.gateway.resource;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.trunkline.net.codec.Json;
import java.util.Map;
import java.util.Set;

/**
 * Turns a Swagger 2.0 document into the parts of OpenAPI 3 that an import reads: servers, paths,
 * parameters, bodies and answers. References to schemas stay as they are.
 */
final class SwaggerDocument {
  private static final Set<String> SCHEMA =
      Set.of("type", "format", "items", "default", "enum", "minimum", "maximum", "pattern");

  private SwaggerDocument() {}

  static ObjectNode toOpenApi(JsonNode swagger) {
    ObjectNode api = Json.object().put("openapi", "3.0.1");
    api.set("info", swagger.path("info"));
    ArrayNode servers = api.putArray("servers");
    if (swagger.hasNonNull("host")) {
      ArrayNode schemes = Json.array();
      swagger.path("schemes").forEach(schemes::add);
      if (schemes.isEmpty()) {
        schemes.add("https");
      }
      schemes.forEach(
          scheme ->
              servers
                  .addObject()
                  .put(
                      "url",
                      scheme.asText()
                          + "://"
                          + swagger.path("host").asText()
                          + swagger.path("basePath").asText("").replaceAll("/+$", "")));
    }
    ObjectNode paths = api.putObject("paths");
    for (Map.Entry<String, JsonNode> path : swagger.path("paths").properties()) {
      ObjectNode item = paths.putObject(path.getKey());
      for (Map.Entry<String, JsonNode> field : path.getValue().properties()) {
        if (field.getKey().equals("parameters")) {
          item.set("parameters", parameters(field.getValue(), swagger));
        } else if (field.getValue().isObject()) {
          item.set(field.getKey(), operation(field.getValue(), swagger));
        }
      }
    }
    return api;
  }

  private static ObjectNode operation(JsonNode given, JsonNode swagger) {
    ObjectNode operation = Json.object();
    for (String name : Set.of("operationId", "summary", "description", "tags")) {
      if (given.has(name)) {
        operation.set(name, given.path(name));
      }
    }
    operation.set("parameters", parameters(given.path("parameters"), swagger));
    for (JsonNode declared : given.path("parameters")) {
      JsonNode parameter = referred(declared, swagger);
      if (parameter.path("in").asText().equals("body")) {
        ObjectNode body = operation.putObject("requestBody");
        body.put("required", parameter.path("required").asBoolean());
        content(body, types(given, swagger, "consumes"), parameter.path("schema"));
      }
    }
    ObjectNode responses = operation.putObject("responses");
    for (Map.Entry<String, JsonNode> response : given.path("responses").properties()) {
      ObjectNode answer = responses.putObject(response.getKey());
      answer.put("description", response.getValue().path("description").asText(""));
      if (response.getValue().has("schema")) {
        content(answer, types(given, swagger, "produces"), response.getValue().path("schema"));
      }
    }
    return operation;
  }

  private static JsonNode referred(JsonNode parameter, JsonNode swagger) {
    String reference = parameter.path("$ref").asText("");
    return reference.startsWith("#/parameters/")
        ? swagger.path("parameters").path(reference.substring("#/parameters/".length()))
        : parameter;
  }

  private static ArrayNode parameters(JsonNode given, JsonNode swagger) {
    ArrayNode parameters = Json.array();
    for (JsonNode declared : given) {
      JsonNode one = referred(declared, swagger);
      if (Set.of("query", "path", "header").contains(one.path("in").asText())) {
        ObjectNode parameter = parameters.addObject();
        ObjectNode schema = Json.object();
        for (Map.Entry<String, JsonNode> field : one.properties()) {
          (SCHEMA.contains(field.getKey()) ? schema : parameter)
              .set(field.getKey(), field.getValue());
        }
        parameter.set("schema", schema);
      }
    }
    return parameters;
  }

  private static JsonNode types(JsonNode operation, JsonNode swagger, String name) {
    JsonNode types = operation.has(name) ? operation.path(name) : swagger.path(name);
    return types.isEmpty() ? Json.array().add("application/json") : types;
  }

  private static void content(ObjectNode target, JsonNode types, JsonNode schema) {
    ObjectNode content = target.putObject("content");
    types.forEach(type -> content.putObject(type.asText()).set("schema", schema));
  }
}
