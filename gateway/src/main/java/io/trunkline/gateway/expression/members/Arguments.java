package io.trunkline.gateway.expression.members;

import io.trunkline.gateway.expression.EvaluationException;
import io.trunkline.gateway.expression.TypeMembers.Lambda;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Takes arguments as what they are. */
final class Arguments {
  private Arguments() {}

  static String text(@Nullable Object[] arguments, int index) {
    if (arguments[index] == null) {
      throw new EvaluationException("Value cannot be null.");
    }
    return (String) arguments[index];
  }

  static int number(@Nullable Object[] arguments, int index) {
    return (Integer) arguments[index];
  }

  static int number(@Nullable Object[] arguments, int index, int otherwise) {
    return arguments[index] == null ? otherwise : (Integer) arguments[index];
  }

  static double real(@Nullable Object[] arguments, int index) {
    return ((Number) arguments[index]).doubleValue();
  }

  static Lambda lambda(@Nullable Object[] arguments, int index) {
    return (Lambda) arguments[index];
  }

  /** Returns whether a comparison ignores case, by its {@code StringComparison}. */
  static boolean ignoresCase(@Nullable Object[] arguments, int index) {
    return index < arguments.length
        && arguments[index] instanceof String comparison
        && comparison.endsWith("IgnoreCase");
  }

  /** Returns the elements of anything that can be iterated. */
  static List<Object> items(@Nullable Object value) {
    return switch (value) {
      case null -> throw new EvaluationException("Value cannot be null.");
      case Map<?, ?> map -> new ArrayList<>(map.entrySet());
      case byte[] bytes -> {
        List<Object> items = new ArrayList<>(bytes.length);
        for (byte item : bytes) {
          items.add(item & 0xFF);
        }
        yield items;
      }
      case String text -> {
        List<Object> items = new ArrayList<>(text.length());
        text.chars().forEach(c -> items.add((char) c));
        yield items;
      }
      case Iterable<?> iterable -> {
        List<Object> items = new ArrayList<>();
        iterable.forEach(items::add);
        yield items;
      }
      default -> throw new EvaluationException("The value cannot be iterated.");
    };
  }
}
