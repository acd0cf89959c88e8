package io.trunkline.workflows.expression.function;

import static io.trunkline.workflows.expression.function.TemplateFunction.ANY;
import static io.trunkline.workflows.expression.function.TemplateFunction.contextual;
import static io.trunkline.workflows.expression.function.TemplateFunction.pure;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.DoubleNode;
import com.fasterxml.jackson.databind.node.LongNode;
import io.trunkline.net.codec.Json;
import io.trunkline.workflows.expression.EvaluationContext;
import io.trunkline.workflows.expression.value.DecimalValue;
import io.trunkline.workflows.expression.value.ValueKind;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.List;
import java.util.function.BinaryOperator;
import java.util.function.DoubleBinaryOperator;
import java.util.function.LongBinaryOperator;

/**
 * Arithmetic (reference/workflows.md §2.7). The widest kind of the two operands decides: decimal
 * before float before integer; integers that overflow are an error.
 */
final class MathFunctions {
  private static final int MAXIMUM_RANGE = 100_000;

  private MathFunctions() {}

  static List<TemplateFunction> all() {
    return List.of(
        arithmetic("add", Math::addExact, Double::sum, BigDecimal::add),
        arithmetic("sub", Math::subtractExact, (a, b) -> a - b, BigDecimal::subtract),
        arithmetic("mul", Math::multiplyExact, (a, b) -> a * b, BigDecimal::multiply),
        arithmetic("div", Math::divideExact, (a, b) -> a / b, MathFunctions::divided),
        arithmetic("mod", (a, b) -> a % b, (a, b) -> a % b, BigDecimal::remainder),
        pure("pow", 2, 2, MathFunctions::power),
        pure("max", 1, ANY, arguments -> extreme(arguments, 1)),
        pure("min", 1, ANY, arguments -> extreme(arguments, -1)),
        contextual("rand", 2, 2, MathFunctions::random),
        pure("range", 2, 2, MathFunctions::range));
  }

  private static TemplateFunction arithmetic(
      String name,
      LongBinaryOperator integers,
      DoubleBinaryOperator floats,
      BinaryOperator<BigDecimal> decimals) {
    return pure(
        name,
        2,
        2,
        arguments -> {
          JsonNode left = arguments.number(0);
          JsonNode right = arguments.number(1);
          try {
            return switch (wider(arguments.kind(0), arguments.kind(1))) {
              case INTEGER ->
                  LongNode.valueOf(integers.applyAsLong(left.longValue(), right.longValue()));
              case DECIMAL ->
                  new DecimalValue(
                      NumberTextFunctions.fitted(
                          arguments, decimals.apply(exact(arguments, 0), exact(arguments, 1))));
              default ->
                  DoubleNode.valueOf(floats.applyAsDouble(left.doubleValue(), right.doubleValue()));
            };
          } catch (ArithmeticException e) {
            throw arguments.failure(
                right.decimalValue().signum() == 0 && (name.equals("div") || name.equals("mod"))
                    ? "attempted to divide by zero"
                    : "the result is outside the range of an integer");
          }
        });
  }

  private static BigDecimal exact(Arguments arguments, int index) {
    JsonNode number = arguments.number(index);
    if (arguments.kind(index) == ValueKind.FLOAT) {
      if (!Double.isFinite(number.doubleValue())) {
        throw arguments.wrongValue(index, "the value cannot be converted to a decimal");
      }
      return new BigDecimal(Double.toString(number.doubleValue()));
    }
    return number.decimalValue();
  }

  private static BigDecimal divided(BigDecimal left, BigDecimal right) {
    BigDecimal quotient = left.divide(right, 28, RoundingMode.HALF_EVEN).stripTrailingZeros();
    return quotient.scale() < 0 ? quotient.setScale(0) : quotient;
  }

  private static ValueKind wider(ValueKind left, ValueKind right) {
    return left.compareTo(right) >= 0 ? left : right;
  }

  private static JsonNode power(Arguments arguments) {
    JsonNode base = arguments.number(0);
    JsonNode exponent = arguments.number(1);
    double result = Math.pow(base.doubleValue(), exponent.doubleValue());
    boolean integers =
        arguments.kind(0) == ValueKind.INTEGER
            && arguments.kind(1) == ValueKind.INTEGER
            && exponent.longValue() >= 0;
    // Beyond 2⁵³ a double no longer holds every integer.
    return integers && Math.abs(result) <= 0x1p53
        ? LongNode.valueOf((long) result)
        : DoubleNode.valueOf(result);
  }

  private static JsonNode extreme(Arguments arguments, int sign) {
    boolean isArray = arguments.size() == 1 && arguments.get(0).isArray();
    List<JsonNode> numbers =
        isArray ? List.copyOf(arguments.array(0).valueStream().toList()) : arguments.all();
    if (numbers.isEmpty()) {
      throw arguments.wrongValue(0, "the array is empty");
    }
    JsonNode best = null;
    ValueKind widest = ValueKind.INTEGER;
    for (JsonNode number : numbers) {
      if (!ValueKind.of(number).isNumber()) {
        throw arguments.failure(
            "all values must be numbers, but one is of type '%s'"
                .formatted(ValueKind.of(number).label()));
      }
      widest = wider(widest, ValueKind.of(number));
      if (best == null || compare(number, best) * sign > 0) {
        best = number;
      }
    }
    if (widest == ValueKind.DECIMAL && Double.isFinite(best.doubleValue())) {
      return new DecimalValue(best.decimalValue());
    }
    return widest == ValueKind.INTEGER ? best : DoubleNode.valueOf(best.doubleValue());
  }

  private static int compare(JsonNode left, JsonNode right) {
    return left.isIntegralNumber() && right.isIntegralNumber()
        ? Long.compare(left.longValue(), right.longValue())
        : Double.compare(left.doubleValue(), right.doubleValue());
  }

  private static JsonNode random(Arguments arguments, EvaluationContext context) {
    long minimum = arguments.integer(0);
    long maximum = arguments.integer(1);
    if (minimum >= maximum) {
      throw arguments.wrongValue(1, "the maximum must be greater than the minimum");
    }
    return LongNode.valueOf(context.random(minimum, maximum));
  }

  private static JsonNode range(Arguments arguments) {
    long start = arguments.integer(0);
    long count = arguments.integer(1);
    if (count < 0 || count > MAXIMUM_RANGE) {
      throw arguments.wrongValue(1, "the count must be from 0 to '%d'".formatted(MAXIMUM_RANGE));
    }
    if (start < Integer.MIN_VALUE || start + count > Integer.MAX_VALUE) {
      throw arguments.wrongValue(
          0, "the start and the sum of start and count must be 32-bit integers");
    }
    ArrayNode result = Json.array();
    for (long value = start; value < start + count; value++) {
      result.add(value);
    }
    return result;
  }
}
