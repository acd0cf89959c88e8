package io.trunkline.resources.template;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.LongNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.trunkline.net.codec.Json;
import io.trunkline.resources.template.TemplateFunction.Declared;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Functions that take lambdas. */
final class LambdaFunctions {
  static final List<Declared> DECLARED =
      List.of(
          new Declared("filter", 2, 2, LambdaFunctions::filter),
          new Declared("groupBy", 2, 3, LambdaFunctions::groupBy),
          new Declared("map", 2, 2, LambdaFunctions::map),
          new Declared("mapValues", 2, 2, LambdaFunctions::mapValues),
          new Declared("reduce", 3, 3, LambdaFunctions::reduce),
          new Declared("sort", 2, 2, LambdaFunctions::sort),
          new Declared("toObject", 2, 3, LambdaFunctions::toObject),
          new Declared("lambda", 1, 4, LambdaFunctions::misplaced),
          new Declared("lambdaVariables", 1, 1, a -> a.evaluator().lambdaVariable(a.text(0))));

  private LambdaFunctions() {}

  private static JsonNode misplaced(Arguments arguments) {
    throw arguments.fault("a lambda stands only as an argument of a function that takes one.");
  }

  private static JsonNode filter(Arguments arguments) {
    ArrayNode array = arguments.array(0);
    Lambda lambda = arguments.lambda(1);
    ArrayNode kept = Json.array();
    for (int i = 0; i < array.size(); i++) {
      if (lambda.test(array.get(i), LongNode.valueOf(i))) {
        kept.add(array.get(i));
      }
    }
    return kept;
  }

  private static JsonNode map(Arguments arguments) {
    ArrayNode array = arguments.array(0);
    Lambda lambda = arguments.lambda(1);
    ArrayNode mapped = Json.array();
    for (int i = 0; i < array.size(); i++) {
      mapped.add(lambda.apply(array.get(i), LongNode.valueOf(i)));
    }
    return mapped;
  }

  private static JsonNode mapValues(Arguments arguments) {
    Lambda lambda = arguments.lambda(1);
    ObjectNode mapped = Json.object();
    for (Map.Entry<String, JsonNode> member : arguments.object(0).properties()) {
      mapped.set(member.getKey(), lambda.apply(member.getValue()));
    }
    return mapped;
  }

  private static JsonNode reduce(Arguments arguments) {
    ArrayNode array = arguments.array(0);
    JsonNode result = arguments.value(1);
    Lambda lambda = arguments.lambda(2);
    for (int i = 0; i < array.size(); i++) {
      result = lambda.apply(result, array.get(i), LongNode.valueOf(i));
    }
    return result;
  }

  /**
   * Merge sort, because a lambda need not be a consistent comparator, which Java's sort refuses.
   */
  private static JsonNode sort(Arguments arguments) {
    List<JsonNode> values = new ArrayList<>();
    arguments.array(0).forEach(values::add);
    return ArrayFunctions.of(sorted(values, arguments.lambda(1)));
  }

  private static List<JsonNode> sorted(List<JsonNode> values, Lambda before) {
    if (values.size() < 2) {
      return values;
    }
    List<JsonNode> left = sorted(values.subList(0, values.size() / 2), before);
    List<JsonNode> right = sorted(values.subList(values.size() / 2, values.size()), before);
    List<JsonNode> merged = new ArrayList<>(values.size());
    int l = 0;
    int r = 0;
    while (l < left.size() && r < right.size()) {
      merged.add(before.test(right.get(r), left.get(l)) ? right.get(r++) : left.get(l++));
    }
    merged.addAll(left.subList(l, left.size()));
    merged.addAll(right.subList(r, right.size()));
    return merged;
  }

  private static JsonNode groupBy(Arguments arguments) {
    Lambda key = arguments.lambda(1);
    ObjectNode groups = Json.object();
    for (JsonNode value : arguments.array(0)) {
      String name = Values.text(key.apply(value));
      JsonNode member = arguments.has(2) ? arguments.lambda(2).apply(value) : value;
      groups.withArrayProperty(Values.key(groups, name).orElse(name)).add(member);
    }
    return groups;
  }

  private static JsonNode toObject(Arguments arguments) {
    Lambda key = arguments.lambda(1);
    ObjectNode object = Json.object();
    for (JsonNode value : arguments.array(0)) {
      String name = Values.text(key.apply(value));
      if (Values.key(object, name).isPresent()) {
        throw arguments.fault("the key '" + name + "' occurs twice.");
      }
      object.set(name, arguments.has(2) ? arguments.lambda(2).apply(value) : value);
    }
    return object;
  }
}
