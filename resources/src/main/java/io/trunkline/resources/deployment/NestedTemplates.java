package io.trunkline.resources.deployment;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.trunkline.net.codec.Json;
import java.util.Map;

/** The two ways in which nested templates are evaluated ({@code resource-manager.md §5.4}). */
final class NestedTemplates {
  private NestedTemplates() {}

  /** Returns whether a nested deployment's expressions belong to its own template. */
  static boolean inner(JsonNode properties) {
    return properties.at("/expressionEvaluationOptions/scope").asText("").equalsIgnoreCase("inner");
  }

  /** Returns evaluated JSON in which no text is taken for an expression again. */
  static JsonNode literal(JsonNode json) {
    return switch (json) {
      case TextNode text when text.asText().startsWith("[") ->
          TextNode.valueOf("[" + text.asText());
      case ArrayNode array -> {
        ArrayNode copy = Json.array();
        array.forEach(element -> copy.add(literal(element)));
        yield copy;
      }
      case ObjectNode object -> {
        ObjectNode copy = Json.object();
        for (Map.Entry<String, JsonNode> member : object.properties()) {
          copy.set(member.getKey(), literal(member.getValue()));
        }
        yield copy;
      }
      default -> json;
    };
  }
}
