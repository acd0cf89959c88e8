package io.trunkline.broker.filter;

import io.trunkline.broker.EncodedValue;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The values of expressions and what operators do with them: integers are {@link Long}, other
 * numbers {@link Double}; null is unknown and makes every result unknown.
 */
final class Values {
  private Values() {}

  /** Brings a property of a message into the form that expressions work with. */
  static @Nullable Object normal(@Nullable Object value) {
    return switch (value) {
      case null -> null;
      case EncodedValue encoded -> normal(encoded.comparable());
      case Byte number -> number.longValue();
      case Short number -> number.longValue();
      case Integer number -> number.longValue();
      case Float number -> number.doubleValue();
      case Character character -> character.toString();
      default -> value;
    };
  }

  /** Compares two values of one kind; null where they are unknown or of different kinds. */
  static @Nullable Integer compare(@Nullable Object left, @Nullable Object right) {
    if (left instanceof Long a && right instanceof Long b) {
      return a.compareTo(b);
    }
    if (left instanceof Number a && right instanceof Number b) {
      return Double.compare(a.doubleValue(), b.doubleValue());
    }
    if (left instanceof String a && right instanceof String b) {
      return a.compareTo(b);
    }
    if (left instanceof Instant a && right instanceof Instant b) {
      return a.compareTo(b);
    }
    return null;
  }

  /** Returns whether two values are equal; null where that cannot be said. */
  static @Nullable Boolean equal(@Nullable Object left, @Nullable Object right) {
    if (left instanceof Boolean || left instanceof UUID) {
      return (right != null && right.getClass() == left.getClass()) ? left.equals(right) : null;
    }
    Integer order = compare(left, right);
    return order == null ? null : order == 0;
  }

  static @Nullable Object arithmetic(char operator, @Nullable Object left, @Nullable Object right) {
    if (left == null || right == null) {
      return null;
    }
    if (operator == '+' && left instanceof String a && right instanceof String b) {
      return a + b;
    }
    try {
      if (left instanceof Long a && right instanceof Long b) {
        return integers(operator, a, b);
      }
    } catch (ArithmeticException e) {
      throw new FilterException("Arithmetic failed: " + e.getMessage() + ".");
    }
    if (left instanceof Number a && right instanceof Number b) {
      return floats(operator, a.doubleValue(), b.doubleValue());
    }
    throw new FilterException(
        "Operator '%s' cannot be applied to %s and %s."
            .formatted(operator, kind(left), kind(right)));
  }

  private static long integers(char operator, long left, long right) {
    return switch (operator) {
      case '+' -> Math.addExact(left, right);
      case '-' -> Math.subtractExact(left, right);
      case '*' -> Math.multiplyExact(left, right);
      case '/' -> Math.divideExact(left, right);
      case '%' -> left % right;
      default -> throw new IllegalArgumentException("no operator: " + operator);
    };
  }

  private static double floats(char operator, double left, double right) {
    return switch (operator) {
      case '+' -> left + right;
      case '-' -> left - right;
      case '*' -> left * right;
      case '/' -> left / right;
      case '%' -> left % right;
      default -> throw new IllegalArgumentException("no operator: " + operator);
    };
  }

  /** Returns the type of a value as error messages name it. */
  static String kind(Object value) {
    return switch (value) {
      case Long _ -> "an integer";
      case Double _ -> "a number";
      case String _ -> "a string";
      case Boolean _ -> "a boolean";
      default -> "a " + value.getClass().getSimpleName();
    };
  }

  /** Returns a value as text, as LIKE and string properties see it. */
  static String text(Object value) {
    return value.toString();
  }
}
