package io.trunkline.gateway.resource;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.swagger.v3.oas.models.OpenAPI;
import io.swagger.v3.oas.models.PathItem;
import io.swagger.v3.oas.models.examples.Example;
import io.swagger.v3.oas.models.media.Content;
import io.swagger.v3.oas.models.media.MediaType;
import io.swagger.v3.oas.models.parameters.Parameter;
import io.swagger.v3.oas.models.responses.ApiResponse;
import io.swagger.v3.parser.OpenAPIV3Parser;
import io.swagger.v3.parser.core.models.ParseOptions;
import io.swagger.v3.parser.core.models.SwaggerParseResult;
import io.trunkline.net.codec.Json;
import io.trunkline.net.codec.JsonException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What an OpenAPI 3 or Swagger 2.0 document says about an API ({@code reference/api-management.md
 * §7.1}).
 *
 * @param operations {@code [{name, properties}]}
 * @param serverUrl the first HTTPS server, or the first at all
 */
record OpenApiImport(String title, Optional<String> serverUrl, ArrayNode operations) {
  private static final int MAX_NAME = 76;

  /** Reads a Swagger 2.0 document in JSON. */
  static OpenApiImport readSwagger(String document, int maxBytes) {
    requireSize(document, maxBytes);
    JsonNode swagger;
    try {
      swagger = Json.parse(document);
    } catch (JsonException e) {
      throw Properties.invalid("value", "is not valid JSON: " + e.getMessage());
    }
    if (!swagger.path("swagger").asText().equals("2.0") || !swagger.path("paths").isObject()) {
      throw Properties.invalid("value", "is not a Swagger 2.0 document with paths.");
    }
    return read(Json.text(SwaggerDocument.toOpenApi(swagger)), Integer.MAX_VALUE);
  }

  /** Reads a document in JSON or YAML; nothing it refers to is fetched. */
  static OpenApiImport read(String document, int maxBytes) {
    requireSize(document, maxBytes);
    ParseOptions options = new ParseOptions();
    options.setResolve(false);
    SwaggerParseResult result = new OpenAPIV3Parser().readContents(document, null, options);
    OpenAPI api = result.getOpenAPI();
    if (api == null || api.getPaths() == null) {
      List<String> messages = result.getMessages() == null ? List.of() : result.getMessages();
      throw Properties.invalid(
          "value", "is not an OpenAPI 3 document with paths. " + String.join(" ", messages));
    }
    String title =
        api.getInfo() == null || api.getInfo().getTitle() == null
            ? "Imported API"
            : api.getInfo().getTitle();
    return new OpenApiImport(title, server(api), new Operations(api).all());
  }

  private static void requireSize(String document, int maxBytes) {
    if (document.getBytes(StandardCharsets.UTF_8).length > maxBytes) {
      throw Properties.invalid("value", "is larger than " + maxBytes + " bytes.");
    }
  }

  private static Optional<String> server(OpenAPI api) {
    List<String> urls = new ArrayList<>();
    if (api.getServers() != null) {
      api.getServers().forEach(server -> urls.add(server.getUrl()));
    }
    return urls.stream()
        .filter(url -> url.startsWith("https://"))
        .findFirst()
        .or(() -> urls.stream().filter(url -> url.startsWith("http://")).findFirst());
  }

  /** Collects the operations of a document. */
  private static final class Operations {
    private final OpenAPI api;
    private final ArrayNode all = Json.array();
    private final Set<String> names = new HashSet<>();

    Operations(OpenAPI api) {
      this.api = api;
    }

    ArrayNode all() {
      api.getPaths()
          .forEach(
              (path, item) ->
                  item.readOperationsMap()
                      .forEach((method, operation) -> add(path, item, method, operation)));
      return all;
    }

    private void add(
        String path,
        PathItem item,
        PathItem.HttpMethod method,
        io.swagger.v3.oas.models.Operation operation) {
      String given = operation.getOperationId();
      boolean named = given != null && !given.isBlank();
      String name = unique(normalized(named ? given : method + "-" + path));
      ObjectNode entry = all.addObject().put("name", name);
      ObjectNode properties = entry.putObject("properties");
      String summary = operation.getSummary();
      String title = summary != null && !summary.isBlank() ? summary : named ? given : name;
      properties
          .put("displayName", title.substring(0, Math.min(300, title.length())))
          .put("method", method.name());
      if (operation.getDescription() != null) {
        String text = operation.getDescription();
        properties.put("description", text.substring(0, Math.min(1000, text.length())));
      }
      addParameters(properties, path, parameters(item, operation));
      addResponses(properties, operation);
    }

    private List<Parameter> parameters(
        PathItem item, io.swagger.v3.oas.models.Operation operation) {
      Map<String, Parameter> byName = new LinkedHashMap<>();
      List<Parameter> declared = new ArrayList<>();
      if (item.getParameters() != null) {
        declared.addAll(item.getParameters());
      }
      if (operation.getParameters() != null) {
        declared.addAll(operation.getParameters());
      }
      for (Parameter parameter : declared) {
        Parameter resolved = resolved(parameter);
        byName.put(resolved.getIn() + " " + resolved.getName(), resolved);
      }
      return List.copyOf(byName.values());
    }

    private Parameter resolved(Parameter parameter) {
      if (parameter.get$ref() == null) {
        return parameter;
      }
      String prefix = "#/components/parameters/";
      Parameter target =
          parameter.get$ref().startsWith(prefix)
                  && api.getComponents() != null
                  && api.getComponents().getParameters() != null
              ? api.getComponents()
                  .getParameters()
                  .get(parameter.get$ref().substring(prefix.length()))
              : null;
      if (target == null) {
        throw Properties.invalid(
            "value", "refers to '" + parameter.get$ref() + "', which is not in the document.");
      }
      return target;
    }

    private static void addParameters(
        ObjectNode properties, String path, List<Parameter> parameters) {
      StringBuilder template = new StringBuilder(path);
      ArrayNode templated = properties.putArray("templateParameters");
      ArrayNode query = Json.array();
      ArrayNode headers = Json.array();
      for (Parameter parameter : parameters) {
        boolean required = Boolean.TRUE.equals(parameter.getRequired());
        switch (String.valueOf(parameter.getIn())) {
          case "path" -> describe(templated.addObject(), parameter, true);
          case "query" -> {
            if (required) {
              describe(templated.addObject(), parameter, true);
              template
                  .append(template.indexOf("?") < 0 ? '?' : '&')
                  .append(parameter.getName())
                  .append("={")
                  .append(parameter.getName())
                  .append('}');
            } else {
              describe(query.addObject(), parameter, false);
            }
          }
          case "header" -> describe(headers.addObject(), parameter, required);
          default -> {} // cookies are not supported
        }
      }
      properties.put("urlTemplate", template.toString());
      ObjectNode request = properties.putObject("request");
      request.set("queryParameters", query);
      request.set("headers", headers);
    }

    private static void describe(ObjectNode node, Parameter parameter, boolean required) {
      String type = parameter.getSchema() == null ? null : parameter.getSchema().getType();
      node.put("name", parameter.getName())
          .put("type", type == null ? "string" : type)
          .put("required", required);
      if (parameter.getDescription() != null) {
        node.put("description", parameter.getDescription());
      }
      if (parameter.getSchema() != null && parameter.getSchema().getDefault() != null) {
        node.put("defaultValue", parameter.getSchema().getDefault().toString());
      }
    }

    private static void addResponses(
        ObjectNode properties, io.swagger.v3.oas.models.Operation operation) {
      ArrayNode responses = properties.putArray("responses");
      if (operation.getResponses() == null) {
        return;
      }
      operation
          .getResponses()
          .forEach(
              (status, response) -> {
                if (status.matches("[1-5]\\d\\d")) {
                  addResponse(responses.addObject(), Integer.parseInt(status), response);
                }
              });
    }

    private static void addResponse(ObjectNode node, int status, ApiResponse response) {
      node.put("statusCode", status);
      if (response.getDescription() != null) {
        node.put("description", response.getDescription());
      }
      ArrayNode representations = node.putArray("representations");
      Content content = response.getContent();
      if (content != null) {
        content.forEach((type, media) -> addMedia(representations.addObject(), type, media));
      }
    }

    private static void addMedia(ObjectNode node, String type, MediaType media) {
      ObjectNode examples = node.put("contentType", type).putObject("examples");
      if (media.getExample() != null) {
        examples.putObject("default").set("value", json(media.getExample()));
      }
      if (media.getExamples() != null) {
        for (Map.Entry<String, Example> example : media.getExamples().entrySet()) {
          examples.putObject(example.getKey()).set("value", json(example.getValue().getValue()));
        }
      }
    }

    private static JsonNode json(Object value) {
      return Json.mapper().valueToTree(value);
    }

    private String unique(String name) {
      String candidate = name;
      for (int i = 1; !names.add(candidate); i++) {
        candidate = name + "-" + i;
      }
      return candidate;
    }
  }

  /** Returns an operation id as resource name. */
  static String normalized(String operationId) {
    String dashed =
        operationId
            .toLowerCase(Locale.ROOT)
            .replaceAll("[^\\p{L}\\p{Nd}]+", "-")
            .replaceAll("^-+|-+$", "");
    return dashed.length() <= MAX_NAME
        ? dashed
        : dashed.substring(0, MAX_NAME).replaceAll("-+$", "");
  }
}
