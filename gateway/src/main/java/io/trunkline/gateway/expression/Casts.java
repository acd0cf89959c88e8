package io.trunkline.gateway.expression;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.trunkline.net.codec.Json;
import java.math.BigDecimal;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Explicit and implicit conversions, among them those of Newtonsoft's {@code JToken}. */
public final class Casts {
  private Casts() {}

  /** Returns {@code (target) value}; classes other than the basic ones are checked by the node. */
  static @Nullable Object cast(@Nullable Object value, CsType target) {
    if (value == null) {
      return null;
    }
    return switch (target.name()) {
      case "string" ->
          switch (value) {
            case String text -> text;
            case JsonNode node when node.isNull() -> null;
            case JsonNode node when node.isValueNode() -> Texts.of(node);
            default -> throw invalid(value, target);
          };
      case "int" -> (int) whole(value, target);
      case "long" -> whole(value, target);
      case "byte" -> (int) (whole(value, target) & 0xFF);
      case "char" -> (char) whole(value, target);
      case "double" -> decimal(value, target).doubleValue();
      case "decimal" -> decimal(value, target);
      case "bool" ->
          switch (value) {
            case Boolean flag -> flag;
            case BooleanNode node -> node.booleanValue();
            case TextNode node when node.textValue().equalsIgnoreCase("true") -> true;
            case TextNode node when node.textValue().equalsIgnoreCase("false") -> false;
            default -> throw invalid(value, target);
          };
      case "DateTime", "DateTimeOffset" ->
          switch (value) {
            case OffsetDateTime time -> time;
            case TextNode node -> Times.parse(node.textValue());
            default -> throw invalid(value, target);
          };
      case "Guid" ->
          switch (value) {
            case UUID guid -> guid;
            case TextNode node -> UUID.fromString(node.textValue());
            default -> throw invalid(value, target);
          };
      case "JToken" -> value instanceof JsonProperty ? value : token(value);
      default -> value;
    };
  }

  /**
   * Returns a token as a value of the wanted type: {@code ToObject<T>}.
   *
   * @throws EvaluationException when it is not one
   */
  public static @Nullable Object fromToken(@Nullable JsonNode node, CsType target) {
    if (node == null || node.isNull()) {
      return null;
    }
    if (node instanceof ArrayNode array && target.arguments().size() == 1) {
      List<Object> items = new ArrayList<>();
      array.forEach(item -> items.add(fromToken(item, target.arguments().getFirst())));
      return items;
    }
    if (node instanceof ObjectNode object && target.arguments().size() == 2) {
      Map<Object, Object> map = new LinkedHashMap<>();
      object
          .properties()
          .forEach(p -> map.put(p.getKey(), fromToken(p.getValue(), target.arguments().get(1))));
      return map;
    }
    return cast(node, target);
  }

  /** Returns a value as a JSON tree: Newtonsoft's {@code JToken.FromObject}. */
  public static JsonNode token(@Nullable Object value) {
    return switch (value) {
      case null -> Json.mapper().nullNode();
      case JsonNode node -> node;
      case JsonProperty property -> Json.object().set(property.name(), property.value());
      case OffsetDateTime time -> TextNode.valueOf(Formats.time(time, "yyyy-MM-dd'T'HH:mm:ssK"));
      case UUID guid -> TextNode.valueOf(guid.toString());
      case Character character -> TextNode.valueOf(character.toString());
      default -> Json.mapper().valueToTree(value);
    };
  }

  private static long whole(Object value, CsType target) {
    return switch (value) {
      case Character character -> character;
      case Double number -> number.longValue();
      case BigDecimal number -> number.longValue();
      case Number number -> number.longValue();
      default -> decimal(value, target).longValue();
    };
  }

  private static BigDecimal decimal(Object value, CsType target) {
    if (Operators.isNumber(value)) {
      return Operators.decimal(Operators.number(value));
    }
    if (value instanceof JsonNode node && node.isNumber()) {
      return node.decimalValue();
    }
    if (value instanceof TextNode node) {
      try {
        return new BigDecimal(node.textValue().strip());
      } catch (NumberFormatException e) {
        throw new EvaluationException("Input string was not in a correct format.");
      }
    }
    throw invalid(value, target);
  }

  static EvaluationException invalid(Object value, CsType target) {
    return new EvaluationException(
        "Unable to cast object of type '"
            + value.getClass().getSimpleName()
            + "' to type '"
            + target
            + "'.");
  }
}
