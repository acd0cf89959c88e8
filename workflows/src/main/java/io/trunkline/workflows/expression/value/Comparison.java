package io.trunkline.workflows.expression.value;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.util.Iterator;
import java.util.Map;
import java.util.OptionalInt;

/** Equality and order of values (reference/workflows.md §2.4, Annex C no. 4). */
public final class Comparison {
  private Comparison() {}

  /**
   * Returns whether two values are equal: numbers by value, strings by code units, objects without
   * regard to the order of properties, a boolean also to its text {@code True} or {@code False} and
   * to the numbers 1 and 0. Null equals null only.
   */
  public static boolean areEqual(JsonNode left, JsonNode right) {
    ValueKind leftKind = ValueKind.of(left);
    ValueKind rightKind = ValueKind.of(right);
    if (leftKind.isNumber() && rightKind.isNumber()) {
      OptionalInt order = order(left, right);
      return order.isPresent() && order.getAsInt() == 0;
    }
    if (leftKind == ValueKind.BOOLEAN && rightKind != ValueKind.BOOLEAN) {
      return equalsBoolean(left.booleanValue(), right);
    }
    if (rightKind == ValueKind.BOOLEAN && leftKind != ValueKind.BOOLEAN) {
      return equalsBoolean(right.booleanValue(), left);
    }
    if (leftKind != rightKind) {
      return false;
    }
    return switch (leftKind) {
      case NULL -> true;
      case BOOLEAN -> left.booleanValue() == right.booleanValue();
      case STRING -> left.asText().equals(right.asText());
      case ARRAY -> areEqualArrays(left, right);
      case OBJECT -> areEqualObjects(left, right);
      case INTEGER, FLOAT, DECIMAL -> throw new IllegalStateException("compared above");
    };
  }

  private static boolean equalsBoolean(boolean value, JsonNode other) {
    return switch (ValueKind.of(other)) {
      case STRING -> other.asText().equals(value ? "True" : "False");
      case INTEGER, FLOAT, DECIMAL -> other.doubleValue() == (value ? 1 : 0);
      default -> false;
    };
  }

  private static boolean areEqualArrays(JsonNode left, JsonNode right) {
    if (left.size() != right.size()) {
      return false;
    }
    Iterator<JsonNode> others = right.iterator();
    for (JsonNode element : left) {
      if (!areEqual(element, others.next())) {
        return false;
      }
    }
    return true;
  }

  private static boolean areEqualObjects(JsonNode left, JsonNode right) {
    if (left.size() != right.size()) {
      return false;
    }
    for (Map.Entry<String, JsonNode> property : left.properties()) {
      JsonNode other = right.get(property.getKey());
      if (other == null || !areEqual(property.getValue(), other)) {
        return false;
      }
    }
    return true;
  }

  /** Returns whether two values have an order: both numbers or both strings. */
  public static boolean areOrdered(JsonNode left, JsonNode right) {
    ValueKind leftKind = ValueKind.of(left);
    ValueKind rightKind = ValueKind.of(right);
    return (leftKind.isNumber() && rightKind.isNumber())
        || (leftKind == ValueKind.STRING && rightKind == ValueKind.STRING);
  }

  /**
   * Returns the order of two numbers or two strings, empty if one is not a number (NaN).
   *
   * @throws IllegalArgumentException unless {@link #areOrdered}
   */
  public static OptionalInt order(JsonNode left, JsonNode right) {
    if (!areOrdered(left, right)) {
      throw new IllegalArgumentException("values without order");
    }
    if (left.isTextual()) {
      return OptionalInt.of(left.textValue().compareTo(right.textValue()));
    }
    ValueKind leftKind = ValueKind.of(left);
    ValueKind rightKind = ValueKind.of(right);
    if (leftKind == ValueKind.INTEGER && rightKind == ValueKind.INTEGER) {
      return OptionalInt.of(Long.compare(left.longValue(), right.longValue()));
    }
    double leftFloat = left.doubleValue();
    double rightFloat = right.doubleValue();
    if (Double.isNaN(leftFloat) || Double.isNaN(rightFloat)) {
      return OptionalInt.empty();
    }
    if (leftKind != ValueKind.FLOAT && rightKind != ValueKind.FLOAT) {
      return OptionalInt.of(exact(left).compareTo(exact(right)));
    }
    return OptionalInt.of(Double.compare(leftFloat + 0.0, rightFloat + 0.0));
  }

  private static BigDecimal exact(JsonNode number) {
    return number.decimalValue();
  }
}
