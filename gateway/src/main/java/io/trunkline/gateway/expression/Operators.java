package io.trunkline.gateway.expression;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.math.MathContext;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What the operators do with values; integers wrap around, as C# does unless told otherwise. */
final class Operators {
  private Operators() {}

  static Object apply(String operator, @Nullable Object left, @Nullable Object right) {
    return switch (operator) {
      case "==" -> same(left, right);
      case "!=" -> !same(left, right);
      case "<" -> compare(left, right) < 0;
      case ">" -> compare(left, right) > 0;
      case "<=" -> compare(left, right) <= 0;
      case ">=" -> compare(left, right) >= 0;
      case "&" -> Boolean.logicalAnd((Boolean) needed(left), (Boolean) needed(right));
      case "|" -> Boolean.logicalOr((Boolean) needed(left), (Boolean) needed(right));
      case "+" -> add(left, right);
      case "-" -> subtract(left, right);
      default -> arithmetic(operator, number(left), number(right));
    };
  }

  /** Returns whether two values are equal; numbers compare by value whatever their types. */
  static boolean same(@Nullable Object left, @Nullable Object right) {
    if (isNumber(left) && isNumber(right)) {
      return compare(left, right) == 0;
    }
    if (left instanceof JsonNode node && node.isValueNode() && right instanceof String text) {
      return node.isTextual() && node.textValue().equals(text);
    }
    if (right instanceof JsonNode && left instanceof String) {
      return same(right, left);
    }
    return Objects.equals(left, right);
  }

  @SuppressWarnings("unchecked")
  static int compare(@Nullable Object left, @Nullable Object right) {
    if (isNumber(left) && isNumber(right)) {
      Number a = number(left);
      Number b = number(right);
      if (a instanceof Double || b instanceof Double) {
        return Double.compare(a.doubleValue(), b.doubleValue());
      }
      return decimal(a).compareTo(decimal(b));
    }
    return ((Comparable<Object>) needed(left)).compareTo(needed(right));
  }

  private static Object add(@Nullable Object left, @Nullable Object right) {
    if (left instanceof String || right instanceof String) {
      return Texts.of(left) + Texts.of(right);
    }
    if (left instanceof OffsetDateTime time && right instanceof Duration span) {
      return time.plus(span);
    }
    if (left instanceof Duration first && right instanceof Duration second) {
      return first.plus(second);
    }
    return arithmetic("+", number(left), number(right));
  }

  private static Object subtract(@Nullable Object left, @Nullable Object right) {
    if (left instanceof OffsetDateTime later && right instanceof OffsetDateTime earlier) {
      return Duration.between(earlier, later);
    }
    if (left instanceof OffsetDateTime time && right instanceof Duration span) {
      return time.minus(span);
    }
    if (left instanceof Duration first && right instanceof Duration second) {
      return first.minus(second);
    }
    return arithmetic("-", number(left), number(right));
  }

  private static Number arithmetic(String operator, Number left, Number right) {
    if (left instanceof BigDecimal || right instanceof BigDecimal) {
      return decimals(operator, decimal(left), decimal(right));
    }
    if (left instanceof Double || right instanceof Double) {
      return doubles(operator, left.doubleValue(), right.doubleValue());
    }
    if (left instanceof Long || right instanceof Long) {
      return longs(operator, left.longValue(), right.longValue());
    }
    return (int) longs(operator, left.intValue(), right.intValue());
  }

  private static long longs(String operator, long left, long right) {
    if (right == 0 && (operator.equals("/") || operator.equals("%"))) {
      throw new EvaluationException("Attempted to divide by zero.");
    }
    return switch (operator) {
      case "+" -> left + right;
      case "-" -> left - right;
      case "*" -> left * right;
      case "/" -> left / right;
      default -> left % right;
    };
  }

  private static double doubles(String operator, double left, double right) {
    return switch (operator) {
      case "+" -> left + right;
      case "-" -> left - right;
      case "*" -> left * right;
      case "/" -> left / right;
      default -> left % right;
    };
  }

  private static BigDecimal decimals(String operator, BigDecimal left, BigDecimal right) {
    return switch (operator) {
      case "+" -> left.add(right);
      case "-" -> left.subtract(right);
      case "*" -> left.multiply(right);
      case "/" -> left.divide(right, MathContext.DECIMAL128);
      default -> left.remainder(right);
    };
  }

  static boolean isNumber(@Nullable Object value) {
    return value instanceof Number || value instanceof Character;
  }

  static Number number(@Nullable Object value) {
    return switch (needed(value)) {
      case Character character -> (int) character;
      case Number number -> number;
      default -> throw new EvaluationException("A number is needed, not '" + value + "'.");
    };
  }

  static BigDecimal decimal(Number number) {
    return number instanceof BigDecimal decimal ? decimal : new BigDecimal(number.toString());
  }

  /** Refuses null as .NET does. */
  static Object needed(@Nullable Object value) {
    if (value == null) {
      throw new EvaluationException("Object reference not set to an instance of an object.");
    }
    return value;
  }
}
