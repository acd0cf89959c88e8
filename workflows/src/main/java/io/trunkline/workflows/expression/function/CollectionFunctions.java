package io.trunkline.workflows.expression.function;

import static io.trunkline.workflows.expression.function.TemplateFunction.ANY;
import static io.trunkline.workflows.expression.function.TemplateFunction.pure;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.trunkline.net.codec.Json;
import io.trunkline.workflows.expression.value.Comparison;
import io.trunkline.workflows.expression.value.ObjectProperties;
import io.trunkline.workflows.expression.value.ValueKind;
import io.trunkline.workflows.expression.value.ValueText;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;

/** Functions on strings, arrays and objects alike (reference/workflows.md §2.2). */
final class CollectionFunctions {
  private CollectionFunctions() {}

  static List<TemplateFunction> all() {
    return List.of(
        pure("contains", 2, 2, CollectionFunctions::contains),
        pure("empty", 1, 1, CollectionFunctions::empty),
        pure("length", 1, 1, CollectionFunctions::length),
        pure("first", 1, 1, arguments -> end(arguments, true)),
        pure("last", 1, 1, arguments -> end(arguments, false)),
        pure("join", 2, 2, CollectionFunctions::join),
        pure("skip", 2, 2, CollectionFunctions::skip),
        pure("take", 2, 2, CollectionFunctions::take),
        pure("chunk", 2, 2, CollectionFunctions::chunk),
        pure("sort", 1, 2, CollectionFunctions::sort),
        pure("reverse", 1, 1, CollectionFunctions::reverse),
        pure("array", 1, 1, arguments -> Json.array().add(arguments.get(0))),
        pure("createArray", 1, ANY, arguments -> Json.array().addAll(arguments.all())));
  }

  private static JsonNode contains(Arguments arguments) {
    JsonNode collection = arguments.get(0);
    return switch (arguments.kind(0)) {
      case STRING -> BooleanNode.valueOf(collection.asText().contains(arguments.text(1)));
      case ARRAY ->
          BooleanNode.valueOf(
              collection
                  .valueStream()
                  .anyMatch(element -> Comparison.areEqual(element, arguments.get(1))));
      case OBJECT -> BooleanNode.valueOf(collection.has(arguments.plainText(1)));
      default -> throw arguments.wrongType(0, "a string, array or object");
    };
  }

  private static JsonNode empty(Arguments arguments) {
    return switch (arguments.kind(0)) {
      case NULL -> BooleanNode.TRUE;
      case STRING -> BooleanNode.valueOf(arguments.plainText(0).isEmpty());
      case ARRAY, OBJECT -> BooleanNode.valueOf(arguments.get(0).isEmpty());
      default -> throw arguments.wrongType(0, "a string, array or object");
    };
  }

  private static JsonNode length(Arguments arguments) {
    return switch (arguments.kind(0)) {
      case STRING -> IntNode.valueOf(arguments.plainText(0).length());
      case ARRAY -> IntNode.valueOf(arguments.array(0).size());
      default -> throw arguments.wrongType(0, "a string or array");
    };
  }

  private static JsonNode end(Arguments arguments, boolean first) {
    JsonNode collection = arguments.get(0);
    return switch (arguments.kind(0)) {
      case STRING -> {
        String text = collection.asText();
        if (text.isEmpty()) {
          yield collection;
        }
        yield TextNode.valueOf(first ? text.substring(0, 1) : text.substring(text.length() - 1));
      }
      case ARRAY ->
          collection.isEmpty()
              ? NullNode.getInstance()
              : collection.get(first ? 0 : collection.size() - 1);
      default -> throw arguments.wrongType(0, "a string or array");
    };
  }

  private static JsonNode join(Arguments arguments) {
    StringBuilder result = new StringBuilder();
    String delimiter = arguments.text(1);
    String separator = "";
    for (JsonNode element : arguments.array(0)) {
      result.append(separator).append(ValueText.of(element));
      separator = delimiter;
      StringFunctions.refuseLongResult(arguments, result.length());
    }
    return TextNode.valueOf(result.toString());
  }

  private static JsonNode skip(Arguments arguments) {
    ArrayNode array = arguments.array(0);
    return part(array, count(arguments), array.size());
  }

  private static JsonNode take(Arguments arguments) {
    int count = count(arguments);
    if (arguments.get(0).isTextual()) {
      String text = arguments.plainText(0);
      return TextNode.valueOf(text.substring(0, Math.min(count, text.length())));
    }
    if (!arguments.get(0).isArray()) {
      throw arguments.wrongType(0, "a string or array");
    }
    return part(arguments.array(0), 0, count);
  }

  private static int count(Arguments arguments) {
    long count = arguments.integer(1);
    if (count < 0) {
      throw arguments.wrongValue(1, "the count must not be negative");
    }
    return (int) Math.min(count, Integer.MAX_VALUE);
  }

  private static ArrayNode part(ArrayNode array, int from, int to) {
    ArrayNode result = Json.array();
    for (int index = from; index < Math.min(to, array.size()); index++) {
      result.add(array.get(index));
    }
    return result;
  }

  private static JsonNode chunk(Arguments arguments) {
    int size = arguments.smallInteger(1);
    if (size < 1) {
      throw arguments.wrongValue(1, "the size must be at least 1");
    }
    ArrayNode chunks = Json.array();
    if (arguments.get(0).isArray()) {
      ArrayNode array = arguments.array(0);
      for (long from = 0; from < array.size(); from += size) {
        chunks.add(part(array, (int) from, (int) Math.min(from + size, array.size())));
      }
      return chunks;
    }
    if (!arguments.get(0).isTextual()) {
      throw arguments.wrongType(0, "a string or array");
    }
    String text = arguments.plainText(0);
    for (long from = 0; from < text.length(); from += size) {
      chunks.add(text.substring((int) from, (int) Math.min(from + size, text.length())));
    }
    return chunks;
  }

  private static JsonNode sort(Arguments arguments) {
    List<JsonNode> elements = new ArrayList<>(arguments.array(0).valueStream().toList());
    if (arguments.has(1)) {
      String name = arguments.plainText(1);
      elements.sort(Comparator.comparing(element -> property(element, name), order(arguments)));
    } else {
      elements.sort(order(arguments));
    }
    return Json.array().addAll(elements);
  }

  private static JsonNode property(JsonNode element, String name) {
    return element.isObject()
        ? ObjectProperties.find(element, name).orElse(NullNode.getInstance())
        : NullNode.getInstance();
  }

  /** Nulls, booleans, numbers, strings, each kind in its own order; others cannot be sorted. */
  private static Comparator<JsonNode> order(Arguments arguments) {
    return (left, right) -> {
      int leftRank = rank(arguments, left);
      int rightRank = rank(arguments, right);
      if (leftRank != rightRank) {
        return Integer.compare(leftRank, rightRank);
      }
      return switch (ValueKind.of(left)) {
        case NULL -> 0;
        case BOOLEAN -> Boolean.compare(left.booleanValue(), right.booleanValue());
        default ->
            Comparison.order(left, right)
                .orElseGet(() -> Double.compare(left.doubleValue(), right.doubleValue()));
      };
    };
  }

  private static int rank(Arguments arguments, JsonNode value) {
    return switch (ValueKind.of(value)) {
      case NULL -> 0;
      case BOOLEAN -> 1;
      case INTEGER, FLOAT, DECIMAL -> 2;
      case STRING -> 3;
      case ARRAY, OBJECT ->
          throw arguments.wrongValue(
              0, "arrays and objects have no order; name a property of simple values");
    };
  }

  private static JsonNode reverse(Arguments arguments) {
    List<JsonNode> elements = new ArrayList<>(arguments.array(0).valueStream().toList());
    Collections.reverse(elements);
    return Json.array().addAll(elements);
  }
}
