package io.trunkline.gateway.expression.members;

import static io.trunkline.gateway.expression.TypeMembers.type;
import static io.trunkline.gateway.expression.members.Arguments.items;
import static io.trunkline.gateway.expression.members.Arguments.number;
import static io.trunkline.gateway.expression.members.Arguments.text;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.ValueNode;
import io.trunkline.gateway.expression.Casts;
import io.trunkline.gateway.expression.CsType;
import io.trunkline.gateway.expression.EvaluationException;
import io.trunkline.gateway.expression.JsonProperty;
import io.trunkline.gateway.expression.Texts;
import io.trunkline.gateway.expression.TypeCatalog;
import io.trunkline.gateway.expression.TypeMembers;
import io.trunkline.net.codec.Json;
import io.trunkline.net.codec.JsonException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Newtonsoft.Json: tokens, and {@code JsonConvert}. */
final class JsonMembers {
  private JsonMembers() {}

  static void addTo(TypeCatalog catalog) {
    catalog.add(
        type("Formatting")
            .staticProperty("Formatting None", () -> "None")
            .staticProperty("Formatting Indented", () -> "Indented"));
    catalog.add(tokens());
    catalog.add(type("JContainer", "JToken").representedBy(JsonNode.class));
    catalog.add(objects());
    catalog.add(arrays());
    catalog.add(
        type("JValue", "JToken")
            .representedBy(ValueNode.class)
            .constructor("JValue New(object value)", a -> Casts.token(a[0]))
            .property("object Value", it -> plain((JsonNode) it)));
    catalog.add(
        type("JProperty", "JToken")
            .representedBy(JsonProperty.class)
            .constructor(
                "JProperty New(string name, object value)",
                a -> new JsonProperty(text(a, 0), Casts.token(a[1])))
            .property("string Name", it -> ((JsonProperty) it).name())
            .property("JToken Value", it -> ((JsonProperty) it).value()));
    catalog.add(
        type("JsonConvert")
            .staticMethod("string SerializeObject(object value)", a -> Json.text(Casts.token(a[0])))
            .staticMethod(
                "string SerializeObject(object value, Formatting formatting)",
                a -> json(Casts.token(a[0]), a[1]))
            .staticMethod(
                "T DeserializeObject<T>(string json, TypeOf<T> type = x)",
                a -> Casts.fromToken(parse(text(a, 0)), (CsType) a[1]))
            .staticMethod("JToken DeserializeObject(string json)", a -> parse(text(a, 0))));
  }

  private static TypeMembers tokens() {
    return type("JToken", "IEnumerable<JToken>")
        .representedBy(JsonNode.class)
        .method("JToken Item(string key)", (it, a) -> child(it, a[0]))
        .method("JToken Item(int index)", (it, a) -> element(it, number(a, 0)))
        .method("JToken SelectToken(string path)", (it, a) -> select((JsonNode) it, text(a, 0)))
        .method(
            "T Value<T>(string key, TypeOf<T> type = x)",
            (it, a) -> Casts.fromToken(child(it, a[0]), (CsType) a[1]))
        .method(
            "T Value<T>(TypeOf<T> type = x)",
            (it, a) -> Casts.fromToken((JsonNode) it, (CsType) a[0]))
        .method(
            "T ToObject<T>(TypeOf<T> type = x)",
            (it, a) -> Casts.fromToken((JsonNode) it, (CsType) a[0]))
        .method("string ToString(Formatting formatting)", (it, a) -> json((JsonNode) it, a[0]))
        .method("IEnumerable<JToken> Children()", (it, a) -> items(it))
        .method("JToken DeepClone()", (it, a) -> ((JsonNode) it).deepCopy())
        .method("bool SetItem(string key, JToken value)", JsonMembers::set)
        .property("bool HasValues", it -> !((JsonNode) it).isEmpty())
        .property("string Type", it -> kind((JsonNode) it))
        .staticMethod("JToken Parse(string json)", a -> parse(text(a, 0)))
        .staticMethod("JToken FromObject(object value)", a -> Casts.token(a[0]));
  }

  private static TypeMembers objects() {
    return type("JObject", "JContainer")
        .representedBy(ObjectNode.class)
        .constructor("JObject New(params object[] content)", a -> object(items(a[0])))
        .property("int Count", it -> ((ObjectNode) it).size())
        .method("bool Add(string key, JToken value)", JsonMembers::set)
        .method(
            "bool Add(JProperty property)",
            (it, a) -> {
              JsonProperty property = (JsonProperty) a[0];
              return set(it, new Object[] {property.name(), property.value()});
            })
        .method("bool Remove(string key)", (it, a) -> ((ObjectNode) it).remove(text(a, 0)) != null)
        .method("bool ContainsKey(string key)", (it, a) -> ((ObjectNode) it).has(text(a, 0)))
        .method("JToken GetValue(string key)", (it, a) -> child(it, a[0]))
        .method("IEnumerable<JProperty> Properties()", (it, a) -> properties((ObjectNode) it))
        .method(
            "JProperty Property(string key)",
            (it, a) -> {
              JsonNode value = child(it, a[0]);
              return value == null ? null : new JsonProperty(text(a, 0), value);
            })
        .method(
            "bool Merge(JObject other)",
            (it, a) -> {
              ((ObjectNode) it).setAll((ObjectNode) a[0]);
              return true;
            })
        .staticMethod("JObject Parse(string json)", a -> typed(parse(text(a, 0)), ObjectNode.class))
        .staticMethod(
            "JObject FromObject(object value)", a -> typed(Casts.token(a[0]), ObjectNode.class));
  }

  private static TypeMembers arrays() {
    return type("JArray", "JContainer")
        .representedBy(ArrayNode.class)
        .constructor("JArray New(params object[] content)", a -> array(items(a[0])))
        .property("int Count", it -> ((ArrayNode) it).size())
        .method("bool Add(JToken value)", (it, a) -> ((ArrayNode) it).add((JsonNode) a[0]) != null)
        .staticMethod("JArray Parse(string json)", a -> typed(parse(text(a, 0)), ArrayNode.class))
        .staticMethod(
            "JArray FromObject(object value)", a -> typed(Casts.token(a[0]), ArrayNode.class));
  }

  private static JsonNode parse(String json) {
    try {
      return Json.parse(json);
    } catch (JsonException e) {
      throw new EvaluationException("Error reading JSON: " + e.getMessage());
    }
  }

  private static <T extends JsonNode> T typed(JsonNode node, Class<T> wanted) {
    if (!wanted.isInstance(node)) {
      throw new EvaluationException("The JSON is not " + wanted.getSimpleName() + ".");
    }
    return wanted.cast(node);
  }

  private static @Nullable JsonNode child(@Nullable Object token, @Nullable Object key) {
    return ((JsonNode) token).get((String) key);
  }

  private static JsonNode element(@Nullable Object token, int index) {
    JsonNode element = ((JsonNode) token).get(index);
    if (element == null) {
      throw new EvaluationException("Index was out of range.");
    }
    return element;
  }

  /** Follows a path of names and indexes: {@code a.b[0]['c d']}, with or without {@code $}. */
  private static @Nullable JsonNode select(JsonNode root, String path) {
    JsonNode node = root;
    String dotted =
        path.replaceFirst("^\\$\\.?", "").replaceAll("\\[['\"]?([^]'\"]*)['\"]?]", ".$1");
    for (String step : dotted.split("\\.", -1)) {
      if (!step.isEmpty() && node != null) {
        node =
            node.isArray() && step.matches("\\d+")
                ? node.get(Integer.parseInt(step))
                : node.get(step);
      }
    }
    return node;
  }

  private static Object set(Object token, @Nullable Object[] a) {
    ((ObjectNode) token).set(text(a, 0), Casts.token(a[1]));
    return true;
  }

  private static ObjectNode object(List<Object> content) {
    ObjectNode object = Json.object();
    for (Object item : content) {
      switch (item) {
        case JsonProperty property -> object.set(property.name(), property.value());
        case ObjectNode other -> object.setAll(other);
        case null, default -> throw new EvaluationException("A JObject is made of JProperty.");
      }
    }
    return object;
  }

  private static ArrayNode array(List<Object> content) {
    ArrayNode array = Json.array();
    for (Object item : content) {
      if (item instanceof List<?> list) {
        list.forEach(element -> array.add(Casts.token(element)));
      } else {
        array.add(Casts.token(item));
      }
    }
    return array;
  }

  private static List<Object> properties(ObjectNode object) {
    List<Object> properties = new ArrayList<>();
    object.properties().forEach(p -> properties.add(new JsonProperty(p.getKey(), p.getValue())));
    return properties;
  }

  private static String json(JsonNode node, @Nullable Object formatting) {
    return "Indented".equals(formatting) ? Texts.indentedJson(node) : Json.text(node);
  }

  /** Returns what a token holds: a text, number, flag or null; containers as they are. */
  private static @Nullable Object plain(@Nullable JsonNode node) {
    if (node == null || node.isNull()) {
      return null;
    }
    if (node.isTextual()) {
      return node.textValue();
    }
    if (node.isBoolean()) {
      return node.booleanValue();
    }
    return node.isNumber() ? node.numberValue() : node;
  }

  private static String kind(JsonNode node) {
    return switch (node.getNodeType()) {
      case NUMBER -> node.isIntegralNumber() ? "Integer" : "Float";
      default -> {
        String name = node.getNodeType().name().toLowerCase(Locale.ROOT);
        yield Character.toUpperCase(name.charAt(0)) + name.substring(1);
      }
    };
  }
}
