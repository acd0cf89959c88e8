package io.trunkline.resources.template;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.LongNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.trunkline.net.codec.Json;
import io.trunkline.resources.template.TemplateFunction.Declared;
import java.util.List;
import java.util.stream.IntStream;

/** Functions of arrays, and of what is like an array: texts, objects' members. */
final class ArrayFunctions {
  private static final int ANY = Integer.MAX_VALUE;
  private static final int MAX_RANGE = 10_000;

  static final List<Declared> DECLARED =
      List.of(
          new Declared("array", 1, 1, a -> a.value(0).isArray() ? a.value(0) : of(a.values())),
          new Declared("createArray", 0, ANY, a -> of(a.values())),
          new Declared("concat", 1, ANY, ArrayFunctions::concat),
          new Declared("contains", 2, 2, ArrayFunctions::contains),
          new Declared("distinct", 1, 1, a -> distinct(a.array(0))),
          new Declared("empty", 1, 1, ArrayFunctions::empty),
          new Declared("first", 1, 1, a -> end(a, true)),
          new Declared("last", 1, 1, a -> end(a, false)),
          new Declared("flatten", 1, 1, ArrayFunctions::flatten),
          new Declared("indexOf", 2, 2, a -> indexOf(a, true)),
          new Declared("lastIndexOf", 2, 2, a -> indexOf(a, false)),
          new Declared("indexFromEnd", 2, 2, a -> fromEnd(a, false)),
          new Declared("tryIndexFromEnd", 2, 2, a -> fromEnd(a, true)),
          new Declared("join", 2, 2, ArrayFunctions::join),
          new Declared("length", 1, 1, ArrayFunctions::length),
          new Declared("range", 2, 2, ArrayFunctions::range),
          new Declared("skip", 2, 2, ArrayFunctions::skip),
          new Declared("take", 2, 2, ArrayFunctions::take));

  private ArrayFunctions() {}

  static ArrayNode of(List<JsonNode> values) {
    return Json.array().addAll(values);
  }

  private static JsonNode concat(Arguments arguments) {
    List<JsonNode> values = arguments.values();
    if (values.getFirst().isArray()) {
      ArrayNode joined = Json.array();
      for (int i = 0; i < values.size(); i++) {
        if (!(values.get(i) instanceof ArrayNode array)) {
          throw arguments.wrong(i, "an array, as the first one is", values.get(i));
        }
        joined.addAll(array);
      }
      return joined;
    }
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < values.size(); i++) {
      if (values.get(i).isContainerNode()) {
        throw arguments.wrong(i, "a string, as the first one is", values.get(i));
      }
      text.append(Values.text(values.get(i)));
    }
    return TextNode.valueOf(text.toString());
  }

  private static JsonNode contains(Arguments arguments) {
    JsonNode container = arguments.value(0);
    JsonNode item = arguments.value(1);
    boolean found =
        switch (container) {
          case ArrayNode array -> position(array, item, true) >= 0;
          case ObjectNode object -> Values.key(object, Values.text(item)).isPresent();
          case TextNode text -> text.asText().contains(Values.text(item));
          default -> throw arguments.wrong(0, "an array, an object or a string", container);
        };
    return BooleanNode.valueOf(found);
  }

  static ArrayNode distinct(Iterable<JsonNode> values) {
    ArrayNode distinct = Json.array();
    for (JsonNode value : values) {
      if (position(distinct, value, true) < 0) {
        distinct.add(value);
      }
    }
    return distinct;
  }

  private static JsonNode empty(Arguments arguments) {
    JsonNode value = arguments.value(0);
    if (!value.isNull() && !value.isContainerNode() && !value.isTextual()) {
      throw arguments.wrong(0, "an array, an object, a string or null", value);
    }
    return BooleanNode.valueOf(value.isTextual() ? value.asText().isEmpty() : value.isEmpty());
  }

  private static JsonNode end(Arguments arguments, boolean first) {
    JsonNode value = arguments.value(0);
    if (value.isArray()) {
      return value.isEmpty() ? NullNode.instance : value.get(first ? 0 : value.size() - 1);
    }
    String text = arguments.text(0);
    int at = first ? 0 : text.length() - 1;
    return TextNode.valueOf(text.isEmpty() ? "" : text.substring(at, at + 1));
  }

  private static JsonNode flatten(Arguments arguments) {
    ArrayNode flat = Json.array();
    for (JsonNode inner : arguments.array(0)) {
      if (!(inner instanceof ArrayNode array)) {
        throw arguments.wrong(0, "an array of arrays", inner);
      }
      flat.addAll(array);
    }
    return flat;
  }

  private static JsonNode indexOf(Arguments arguments, boolean first) {
    JsonNode container = arguments.value(0);
    if (container instanceof ArrayNode array) {
      return LongNode.valueOf(position(array, arguments.value(1), first));
    }
    String text = Values.fold(arguments.text(0));
    String part = Values.fold(arguments.text(1));
    return LongNode.valueOf(first ? text.indexOf(part) : text.lastIndexOf(part));
  }

  private static int position(ArrayNode array, JsonNode item, boolean first) {
    IntStream found = IntStream.range(0, array.size()).filter(i -> Values.same(array.get(i), item));
    return (first ? found.findFirst() : found.reduce((a, b) -> b)).orElse(-1);
  }

  private static JsonNode fromEnd(Arguments arguments, boolean lenient) {
    ArrayNode array = arguments.array(0);
    long index = array.size() - arguments.integer(1);
    if (index < 0 || index >= array.size()) {
      if (lenient) {
        return NullNode.instance;
      }
      throw arguments.fault("there is no element " + arguments.integer(1) + " from the end.");
    }
    return array.get((int) index);
  }

  private static JsonNode join(Arguments arguments) {
    String delimiter = arguments.text(1);
    List<String> texts = arguments.array(0).valueStream().map(Values::text).toList();
    return TextNode.valueOf(String.join(delimiter, texts));
  }

  private static JsonNode length(Arguments arguments) {
    JsonNode value = arguments.value(0);
    if (value.isContainerNode()) {
      return LongNode.valueOf(value.size());
    }
    return LongNode.valueOf(arguments.text(0).length());
  }

  private static JsonNode range(Arguments arguments) {
    long start = arguments.integer(0);
    long count = arguments.integer(1);
    if (count < 0 || count > MAX_RANGE || start + count > Integer.MAX_VALUE) {
      throw arguments.fault(
          "the count has to be from 0 to " + MAX_RANGE + ", the end at most 2147483647.");
    }
    ArrayNode range = Json.array();
    for (long i = start; i < start + count; i++) {
      range.add(i);
    }
    return range;
  }

  private static JsonNode skip(Arguments arguments) {
    int count = Math.max(arguments.count(1), 0);
    if (arguments.value(0) instanceof ArrayNode array) {
      return of(array.valueStream().skip(count).toList());
    }
    String text = arguments.text(0);
    return TextNode.valueOf(text.substring(Math.min(count, text.length())));
  }

  private static JsonNode take(Arguments arguments) {
    int count = Math.max(arguments.count(1), 0);
    if (arguments.value(0) instanceof ArrayNode array) {
      return of(array.valueStream().limit(count).toList());
    }
    String text = arguments.text(0);
    return TextNode.valueOf(text.substring(0, Math.min(count, text.length())));
  }
}
