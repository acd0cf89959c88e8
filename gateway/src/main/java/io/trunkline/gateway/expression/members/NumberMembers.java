package io.trunkline.gateway.expression.members;

import static io.trunkline.gateway.expression.TypeMembers.type;
import static io.trunkline.gateway.expression.members.Arguments.number;
import static io.trunkline.gateway.expression.members.Arguments.real;
import static io.trunkline.gateway.expression.members.Arguments.text;

import io.trunkline.gateway.expression.EvaluationException;
import io.trunkline.gateway.expression.Texts;
import io.trunkline.gateway.expression.TypeCatalog;
import io.trunkline.gateway.expression.TypeMembers;
import io.trunkline.gateway.expression.TypeMembers.Out;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** {@code int}, {@code long}, {@code double}, {@code decimal}, {@code bool} and {@code Math}. */
final class NumberMembers {
  private NumberMembers() {}

  static void addTo(TypeCatalog catalog) {
    catalog.add(
        parsed("int", Integer.class, Integer::valueOf)
            .staticProperty("int MaxValue", () -> Integer.MAX_VALUE)
            .staticProperty("int MinValue", () -> Integer.MIN_VALUE));
    catalog.add(
        parsed("long", Long.class, Long::valueOf)
            .staticProperty("long MaxValue", () -> Long.MAX_VALUE)
            .staticProperty("long MinValue", () -> Long.MIN_VALUE));
    catalog.add(parsed("double", Double.class, Double::valueOf));
    catalog.add(parsed("decimal", BigDecimal.class, BigDecimal::new));
    catalog.add(type("byte").representedBy(Integer.class));
    catalog.add(parsed("bool", Boolean.class, NumberMembers::flag));
    catalog.add(
        type("Math")
            .staticMethod("int Abs(int value)", a -> Math.abs(number(a, 0)))
            .staticMethod("double Abs(double value)", a -> Math.abs(real(a, 0)))
            .staticMethod("int Max(int a, int b)", a -> Math.max(number(a, 0), number(a, 1)))
            .staticMethod("double Max(double a, double b)", a -> Math.max(real(a, 0), real(a, 1)))
            .staticMethod("int Min(int a, int b)", a -> Math.min(number(a, 0), number(a, 1)))
            .staticMethod("double Min(double a, double b)", a -> Math.min(real(a, 0), real(a, 1)))
            .staticMethod("double Floor(double value)", a -> Math.floor(real(a, 0)))
            .staticMethod("double Ceiling(double value)", a -> Math.ceil(real(a, 0)))
            .staticMethod("double Pow(double a, double b)", a -> Math.pow(real(a, 0), real(a, 1)))
            .staticMethod("double Sqrt(double value)", a -> Math.sqrt(real(a, 0)))
            .staticMethod(
                "double Round(double value, int digits = x)",
                a ->
                    BigDecimal.valueOf(real(a, 0))
                        .setScale(number(a, 1, 0), RoundingMode.HALF_EVEN)
                        .doubleValue()));
  }

  private static TypeMembers parsed(
      String name, Class<?> represented, Function<String, Object> parse) {
    return type(name)
        .representedBy(represented)
        .property("bool HasValue", it -> true)
        .property(name + " Value", it -> it)
        .method(name + " GetValueOrDefault()", (it, a) -> it)
        .method("string ToString(string format)", (it, a) -> Texts.of(it, text(a, 0)))
        .method("int CompareTo(" + name + " other)", (it, a) -> compare(it, a[0]))
        .staticMethod(name + " Parse(string text)", a -> parse(text(a, 0), parse))
        .staticMethod(
            "bool TryParse(string text, out " + name + " value)",
            a -> tryParse((String) a[0], parse, (Out) a[1], name));
  }

  @SuppressWarnings("unchecked")
  private static int compare(Object first, @Nullable Object second) {
    return ((Comparable<Object>) first).compareTo(second);
  }

  private static Object parse(String text, Function<String, Object> parse) {
    try {
      return parse.apply(text.strip());
    } catch (NumberFormatException e) {
      throw new EvaluationException("Input string was not in a correct format.");
    }
  }

  private static boolean tryParse(
      @Nullable String text, Function<String, Object> parse, Out out, String name) {
    try {
      out.set(parse.apply(text == null ? "" : text.strip()));
      return true;
    } catch (NumberFormatException e) {
      out.set(name.equals("bool") ? (Object) false : name.equals("int") ? 0 : null);
      return false;
    }
  }

  private static Boolean flag(String text) {
    if (text.equalsIgnoreCase("true")) {
      return true;
    }
    if (text.equalsIgnoreCase("false")) {
      return false;
    }
    throw new NumberFormatException("not a bool");
  }
}
