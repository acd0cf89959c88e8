package io.trunkline.workflows.expression.function;

import static io.trunkline.workflows.expression.function.TemplateFunction.ANY;
import static io.trunkline.workflows.expression.function.TemplateFunction.pure;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.trunkline.net.codec.Json;
import io.trunkline.workflows.expression.value.Comparison;
import io.trunkline.workflows.expression.value.JsonText;
import io.trunkline.workflows.expression.value.ValueKind;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** {@code union} and {@code intersection} of arrays or objects (reference/workflows.md §2.2). */
final class SetFunctions {
  private SetFunctions() {}

  static List<TemplateFunction> all() {
    return List.of(
        pure("union", 2, ANY, SetFunctions::union),
        pure("intersection", 2, ANY, SetFunctions::intersection));
  }

  private static JsonNode union(Arguments arguments) {
    if (areObjects(arguments)) {
      ObjectNode result = Json.object();
      // Setting a property again keeps its first position.
      arguments.all().forEach(object -> result.setAll((ObjectNode) object));
      return result;
    }
    ArrayNode result = Json.array();
    Set<String> seen = new HashSet<>();
    for (JsonNode array : arguments.all()) {
      for (JsonNode element : array) {
        if (seen.add(identity(element))) {
          result.add(element);
        }
      }
    }
    return result;
  }

  private static JsonNode intersection(Arguments arguments) {
    return areObjects(arguments) ? commonProperties(arguments) : commonElements(arguments);
  }

  private static JsonNode commonProperties(Arguments arguments) {
    ObjectNode result = Json.object();
    for (Map.Entry<String, JsonNode> property : arguments.get(0).properties()) {
      boolean common =
          arguments.all().stream()
              .allMatch(
                  object ->
                      object.has(property.getKey())
                          && Comparison.areEqual(
                              object.get(property.getKey()), property.getValue()));
      if (common) {
        result.set(property.getKey(), property.getValue());
      }
    }
    return result;
  }

  private static JsonNode commonElements(Arguments arguments) {
    List<Set<String>> others = arguments.all().stream().skip(1).map(SetFunctions::ids).toList();
    ArrayNode result = Json.array();
    Set<String> seen = new HashSet<>();
    for (JsonNode element : arguments.get(0)) {
      String id = identity(element);
      if (others.stream().allMatch(other -> other.contains(id)) && seen.add(id)) {
        result.add(element);
      }
    }
    return result;
  }

  private static Set<String> ids(JsonNode array) {
    Set<String> ids = new HashSet<>();
    array.forEach(element -> ids.add(identity(element)));
    return ids;
  }

  /** Equal values have one identity; whole floats equal integers, objects ignore order. */
  private static String identity(JsonNode value) {
    return switch (ValueKind.of(value)) {
      case FLOAT, DECIMAL -> number(value);
      case ARRAY -> value.valueStream().map(SetFunctions::identity).toList().toString();
      case OBJECT ->
          value
              .propertyStream()
              .sorted(Map.Entry.comparingByKey())
              .map(property -> quoted(property.getKey()) + ":" + identity(property.getValue()))
              .toList()
              .toString();
      default -> JsonText.of(value);
    };
  }

  private static String quoted(String name) {
    return JsonText.of(TextNode.valueOf(name));
  }

  private static String number(JsonNode value) {
    double number = value.doubleValue();
    return Double.isFinite(number)
        ? value.decimalValue().stripTrailingZeros().toPlainString()
        : JsonText.of(value);
  }

  private static boolean areObjects(Arguments arguments) {
    ValueKind kind = arguments.kind(0);
    if (kind != ValueKind.ARRAY && kind != ValueKind.OBJECT) {
      throw arguments.wrongType(0, "an array or object");
    }
    for (int index = 1; index < arguments.size(); index++) {
      if (arguments.kind(index) != kind) {
        throw arguments.wrongType(index, kind == ValueKind.ARRAY ? "an array" : "an object");
      }
    }
    return kind == ValueKind.OBJECT;
  }
}
