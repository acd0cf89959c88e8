package io.trunkline.camel;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.trunkline.camel.Declaration.Bean;
import io.trunkline.camel.Declaration.Operation;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Reads declarations; what it does not know it refuses, so that a typing error is noticed. */
final class DeclarationReader {
  private static final Set<String> CONNECTOR =
      Set.of("connector", "description", "beans", "operations", "triggers");
  private static final Set<String> BEAN = Set.of("class", "properties");
  private static final Set<String> OPERATION =
      Set.of(
          "description",
          "endpoint",
          "options",
          "body",
          "headers",
          "reply",
          "marshal",
          "unmarshal",
          "result");
  private static final JsonNode WHOLE_BODY = TextNode.valueOf("{body}");

  private DeclarationReader() {}

  /**
   * Reads one.
   *
   * @throws IllegalArgumentException saying where it is wrong
   */
  static Declaration read(JsonNode json) {
    String name = json.path("connector").asText("").toLowerCase(Locale.ROOT);
    if (!name.matches("[a-z0-9][-a-z0-9_.]*")) {
      throw new IllegalArgumentException(
          "a declaration needs a 'connector': letters, digits, '-', '_' and '.'");
    }
    requireKnown(json, CONNECTOR, name);
    Map<String, Bean> beans = new LinkedHashMap<>();
    json.path("beans").properties().forEach(one -> beans.put(one.getKey(), bean(one, name)));
    Map<String, Operation> operations = operations(json.path("operations"), name, false);
    Map<String, Operation> triggers = operations(json.path("triggers"), name, true);
    if (operations.isEmpty() && triggers.isEmpty()) {
      throw new IllegalArgumentException("'" + name + "' declares no operation and no trigger");
    }
    return new Declaration(name, beans, operations, triggers);
  }

  private static Bean bean(Map.Entry<String, JsonNode> declared, String name) {
    String place = name + ".beans." + declared.getKey();
    requireKnown(declared.getValue(), BEAN, place);
    return new Bean(
        text(declared.getValue(), "class", place), fields(declared.getValue().path("properties")));
  }

  private static Map<String, Operation> operations(JsonNode declared, String name, boolean waits) {
    Map<String, Operation> operations = new LinkedHashMap<>();
    for (Map.Entry<String, JsonNode> one : declared.properties()) {
      String place = name + "." + (waits ? "triggers." : "operations.") + one.getKey();
      JsonNode given = one.getValue();
      requireKnown(given, OPERATION, place);
      operations.put(
          one.getKey().toLowerCase(Locale.ROOT),
          new Operation(
              one.getKey(),
              text(given, "endpoint", place),
              fields(given.path("options")),
              Optional.ofNullable(given.get("body")),
              fields(given.path("headers")),
              given.path("reply").asBoolean(false),
              Optional.ofNullable(given.get("marshal")).map(JsonNode::asText),
              Optional.ofNullable(given.get("unmarshal")).map(JsonNode::asText),
              Optional.ofNullable(given.get("result")).orElse(WHOLE_BODY)));
    }
    return operations;
  }

  private static Map<String, JsonNode> fields(JsonNode object) {
    Map<String, JsonNode> fields = new LinkedHashMap<>();
    object.properties().forEach(one -> fields.put(one.getKey(), one.getValue()));
    return fields;
  }

  private static String text(JsonNode object, String field, String place) {
    String text = object.path(field).asText("");
    if (text.isEmpty()) {
      throw new IllegalArgumentException("'" + place + "' needs '" + field + "'");
    }
    return text;
  }

  private static void requireKnown(JsonNode object, Set<String> known, String place) {
    if (!object.isObject()) {
      throw new IllegalArgumentException("'" + place + "' must be an object");
    }
    for (Map.Entry<String, JsonNode> field : object.properties()) {
      if (!known.contains(field.getKey())) {
        throw new IllegalArgumentException(
            "'%s' has the unknown field '%s'; known are %s"
                .formatted(place, field.getKey(), known.stream().sorted().toList()));
      }
    }
  }
}
