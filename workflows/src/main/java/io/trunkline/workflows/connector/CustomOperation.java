package io.trunkline.workflows.connector;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.trunkline.net.codec.Json;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The operation of an OpenAPI document that a call means: the one whose path template fits best.
 * Workflows build paths, queries and headers themselves; the document says how the body is written
 * and which security schemes apply.
 *
 * @param path the path item, missing where none fits
 * @param operation below it, missing where there is none of this method
 */
record CustomOperation(JsonNode document, JsonNode path, JsonNode operation) {
  private static final String FORM = "application/x-www-form-urlencoded";

  static CustomOperation find(JsonNode document, String method, String path) {
    String asked = path.replaceAll("[?#].*", "");
    JsonNode best = MissingNode.getInstance();
    int bestLiterals = -1;
    for (Map.Entry<String, JsonNode> item : document.path("paths").properties()) {
      int literals = literals(item.getKey(), asked);
      boolean has = item.getValue().has(method.toLowerCase(Locale.ROOT));
      if (has && literals > bestLiterals) {
        best = item.getValue();
        bestLiterals = literals;
      }
    }
    return new CustomOperation(document, best, best.path(method.toLowerCase(Locale.ROOT)));
  }

  /** Returns how many segments are equal, or -1 where the template does not fit. */
  private static int literals(String template, String path) {
    String[] wanted = template.split("/", -1);
    String[] given = path.split("/", -1);
    if (wanted.length != given.length) {
      return -1;
    }
    int literals = 0;
    for (int i = 0; i < wanted.length; i++) {
      if (wanted[i].equals(given[i])) {
        literals++;
      } else if (!wanted[i].contains("{")) {
        return -1;
      }
    }
    return literals;
  }

  /**
   * Returns the names of the security schemes that may be used: those of the operation, of the
   * document, or all where neither says; none where the operation is open to everybody.
   */
  Optional<Set<String>> schemes() {
    JsonNode security =
        operation.has("security") ? operation.path("security") : document.path("security");
    if (!security.isArray()) {
      return Optional.empty();
    }
    Set<String> names = new HashSet<>();
    security.forEach(alternative -> alternative.fieldNames().forEachRemaining(names::add));
    return Optional.of(names);
  }

  /** Returns the server of the operation or its path (OpenAPI 3), where they have their own. */
  Optional<JsonNode> server() {
    return List.of(operation, path, document).stream()
        .map(place -> place.at("/servers/0"))
        .filter(JsonNode::isObject)
        .findFirst();
  }

  /** Writes a body as the operation takes it: an object becomes a form where it takes only that. */
  HttpContent body(JsonNode value) {
    boolean plain = value.isObject() && !value.has("$content") && !value.has(Multipart.PARTS);
    return plain && takesForm()
        ? new HttpContent(FORM, form(value).getBytes(StandardCharsets.UTF_8))
        : HttpContent.encode(value);
  }

  private boolean takesForm() {
    JsonNode consumes =
        operation.has("consumes") ? operation.path("consumes") : document.path("consumes");
    JsonNode content = operation.at("/requestBody/content");
    if (content.isObject()) {
      return content.has(FORM) && !content.has("application/json");
    }
    boolean fields =
        operation
            .path("parameters")
            .valueStream()
            .anyMatch(parameter -> parameter.path("in").asText().equals("formData"));
    return fields
        && (consumes.isEmpty()
            || consumes.valueStream().anyMatch(type -> type.asText().equals(FORM)));
  }

  private static String form(JsonNode value) {
    List<String> fields = new ArrayList<>();
    value
        .properties()
        .forEach(
            field -> {
              if (field.getValue().isArray()) {
                field.getValue().forEach(one -> fields.add(pair(field.getKey(), one)));
              } else if (!field.getValue().isNull()) {
                fields.add(pair(field.getKey(), field.getValue()));
              }
            });
    return String.join("&", fields);
  }

  private static String pair(String name, JsonNode value) {
    String text = value.isValueNode() ? value.asText() : Json.text(value);
    return URLEncoder.encode(name, StandardCharsets.UTF_8)
        + "="
        + URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  /** Leaves the document out. */
  @Override
  public String toString() {
    return "CustomOperation[" + operation.path("operationId").asText() + "]";
  }
}
