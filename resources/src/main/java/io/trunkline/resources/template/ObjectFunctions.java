package io.trunkline.resources.template;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.trunkline.net.codec.Json;
import io.trunkline.net.codec.JsonException;
import io.trunkline.resources.template.TemplateFunction.Declared;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Functions of objects. Member names compare without case and keep the case of the first. */
final class ObjectFunctions {
  private static final int ANY = Integer.MAX_VALUE;

  static final List<Declared> DECLARED =
      List.of(
          new Declared("createObject", 0, ANY, ObjectFunctions::createObject),
          new Declared("intersection", 2, ANY, ObjectFunctions::intersection),
          new Declared("items", 1, 1, ObjectFunctions::items),
          new Declared("json", 1, 1, ObjectFunctions::json),
          new Declared("objectKeys", 1, 1, ObjectFunctions::objectKeys),
          new Declared("shallowMerge", 1, 1, ObjectFunctions::shallowMerge),
          new Declared("tryGet", 2, ANY, ObjectFunctions::tryGet),
          new Declared("union", 1, ANY, ObjectFunctions::union));

  private ObjectFunctions() {}

  private static JsonNode createObject(Arguments arguments) {
    if (arguments.count() % 2 != 0) {
      throw arguments.fault("every key needs a value.");
    }
    ObjectNode object = Json.object();
    for (int i = 0; i < arguments.count(); i += 2) {
      object.set(arguments.text(i), arguments.value(i + 1));
    }
    return object;
  }

  private static JsonNode intersection(Arguments arguments) {
    JsonNode result = arguments.value(0);
    for (int i = 1; i < arguments.count(); i++) {
      JsonNode other = arguments.value(i);
      if (result instanceof ArrayNode left && other instanceof ArrayNode right) {
        List<JsonNode> shared =
            left.valueStream()
                .filter(item -> right.valueStream().anyMatch(same -> Values.same(item, same)))
                .toList();
        result = ArrayFunctions.distinct(shared);
      } else if (result instanceof ObjectNode left && other instanceof ObjectNode right) {
        ObjectNode shared = Json.object();
        for (Map.Entry<String, JsonNode> member : left.properties()) {
          if (Values.member(right, member.getKey())
              .filter(value -> Values.same(value, member.getValue()))
              .isPresent()) {
            shared.set(member.getKey(), member.getValue());
          }
        }
        result = shared;
      } else {
        throw arguments.wrong(i, "an array or an object, as the first one is", other);
      }
    }
    return result;
  }

  private static JsonNode items(Arguments arguments) {
    ArrayNode items = Json.array();
    arguments
        .object(0)
        .propertyStream()
        .sorted(Map.Entry.comparingByKey())
        .forEach(
            member -> {
              ObjectNode item = items.addObject();
              item.put("key", member.getKey());
              item.set("value", member.getValue());
            });
    return items;
  }

  private static JsonNode json(Arguments arguments) {
    String text = arguments.text(0);
    try {
      return Json.parse(text);
    } catch (JsonException e) {
      throw arguments.fault("the argument is no JSON: " + e.getMessage());
    }
  }

  private static JsonNode objectKeys(Arguments arguments) {
    ArrayNode keys = Json.array();
    arguments.object(0).propertyStream().map(Map.Entry::getKey).sorted().forEach(keys::add);
    return keys;
  }

  private static JsonNode shallowMerge(Arguments arguments) {
    ObjectNode merged = Json.object();
    for (JsonNode object : arguments.array(0)) {
      if (!object.isObject()) {
        throw arguments.wrong(0, "an array of objects", object);
      }
      for (Map.Entry<String, JsonNode> member : object.properties()) {
        set(merged, member.getKey(), member.getValue());
      }
    }
    return merged;
  }

  private static JsonNode tryGet(Arguments arguments) {
    JsonNode value = arguments.value(0);
    for (JsonNode key : arguments.values(1)) {
      Optional<JsonNode> found = Evaluator.find(value, key);
      if (found.isEmpty()) {
        return NullNode.instance;
      }
      value = found.get();
    }
    return value;
  }

  private static JsonNode union(Arguments arguments) {
    List<JsonNode> values = arguments.values();
    if (values.getFirst() instanceof ArrayNode) {
      ArrayNode all = Json.array();
      for (int i = 0; i < values.size(); i++) {
        if (!(values.get(i) instanceof ArrayNode array)) {
          throw arguments.wrong(i, "an array, as the first one is", values.get(i));
        }
        all.addAll(array);
      }
      return ArrayFunctions.distinct(all);
    }
    ObjectNode merged = Json.object();
    for (int i = 0; i < values.size(); i++) {
      if (!(values.get(i) instanceof ObjectNode object)) {
        throw arguments.wrong(i, "an object, as the first one is", values.get(i));
      }
      merge(merged, object);
    }
    return merged;
  }

  /** Merges recursively: objects member by member, anything else is replaced. */
  private static void merge(ObjectNode into, ObjectNode from) {
    for (Map.Entry<String, JsonNode> member : from.properties()) {
      Optional<JsonNode> before = Values.member(into, member.getKey());
      if (before.isPresent()
          && before.get() instanceof ObjectNode left
          && member.getValue() instanceof ObjectNode right) {
        ObjectNode both = left.deepCopy();
        merge(both, right);
        set(into, member.getKey(), both);
      } else {
        set(into, member.getKey(), member.getValue());
      }
    }
  }

  private static void set(ObjectNode into, String name, JsonNode value) {
    into.set(Values.key(into, name).orElse(name), value);
  }
}
