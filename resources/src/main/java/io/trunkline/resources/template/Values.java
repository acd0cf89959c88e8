package io.trunkline.resources.template;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.trunkline.net.codec.Json;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Questions about JSON values as the template language sees them. */
final class Values {
  private Values() {}

  /** Compares deeply: integers by value, texts with case, member names without. */
  static boolean same(JsonNode a, JsonNode b) {
    if (a.isNumber() && b.isNumber()) {
      return a.decimalValue().compareTo(b.decimalValue()) == 0;
    }
    if (a.getNodeType() != b.getNodeType() || a.size() != b.size()) {
      return false;
    }
    if (a.isArray()) {
      for (int i = 0; i < a.size(); i++) {
        if (!same(a.get(i), b.get(i))) {
          return false;
        }
      }
      return true;
    }
    if (a instanceof ObjectNode object) {
      for (Map.Entry<String, JsonNode> member : object.properties()) {
        Optional<JsonNode> other = member((ObjectNode) b, member.getKey());
        if (other.isEmpty() || !same(member.getValue(), other.get())) {
          return false;
        }
      }
      return true;
    }
    return a.equals(b);
  }

  /** Returns a member; its name compares without case. */
  static Optional<JsonNode> member(ObjectNode object, String name) {
    return key(object, name).map(object::get);
  }

  /** Returns the name of a member as it stands in the object. */
  static Optional<String> key(ObjectNode object, String name) {
    if (object.has(name)) {
      return Optional.of(name);
    }
    for (Map.Entry<String, JsonNode> member : object.properties()) {
      if (member.getKey().equalsIgnoreCase(name)) {
        return Optional.of(member.getKey());
      }
    }
    return Optional.empty();
  }

  /** Returns the text that {@code string()} and {@code concat()} make of a value. */
  static String text(JsonNode value) {
    return switch (value.getNodeType()) {
      case STRING -> value.asText();
      case BOOLEAN -> value.asBoolean() ? "True" : "False";
      case NULL, MISSING -> "";
      case ARRAY, OBJECT, NUMBER, BINARY, POJO -> Json.text(value);
    };
  }

  /** Returns what a value is, for messages. */
  static String kind(JsonNode value) {
    return switch (value.getNodeType()) {
      case STRING -> "a string";
      case BOOLEAN -> "a boolean";
      case NUMBER -> value.isIntegralNumber() ? "an integer" : "a decimal number";
      case ARRAY -> "an array";
      case OBJECT -> "an object";
      case NULL, MISSING, BINARY, POJO -> "null";
    };
  }

  static String fold(String name) {
    return name.toLowerCase(Locale.ROOT);
  }
}
