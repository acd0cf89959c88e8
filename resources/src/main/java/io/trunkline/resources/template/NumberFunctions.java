package io.trunkline.resources.template;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.DecimalNode;
import com.fasterxml.jackson.databind.node.LongNode;
import io.trunkline.resources.template.TemplateFunction.Declared;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongBinaryOperator;

/** Functions of integers: 64 bits, overflow is an error. */
final class NumberFunctions {
  private static final int ANY = Integer.MAX_VALUE;
  private static final int MAX_DIGITS = 19;

  static final List<Declared> DECLARED =
      List.of(
          new Declared("add", 2, 2, a -> calculate(a, Math::addExact)),
          new Declared("sub", 2, 2, a -> calculate(a, Math::subtractExact)),
          new Declared("mul", 2, 2, a -> calculate(a, Math::multiplyExact)),
          new Declared("div", 2, 2, a -> calculate(a, Math::divideExact)),
          new Declared("mod", 2, 2, a -> calculate(a, (left, right) -> left % right)),
          new Declared("max", 1, ANY, a -> extreme(a, Math::max)),
          new Declared("min", 1, ANY, a -> extreme(a, Math::min)),
          new Declared("int", 1, 1, NumberFunctions::integer),
          new Declared("float", 1, 1, NumberFunctions::decimal),
          new Declared("copyIndex", 0, 2, NumberFunctions::copyIndex));

  private NumberFunctions() {}

  private static JsonNode calculate(Arguments arguments, LongBinaryOperator operator) {
    try {
      return LongNode.valueOf(operator.applyAsLong(arguments.integer(0), arguments.integer(1)));
    } catch (ArithmeticException e) {
      throw arguments.fault(
          "the result is no 64-bit integer: " + arguments.integer(0) + ", " + arguments.integer(1));
    }
  }

  private static JsonNode extreme(Arguments arguments, LongBinaryOperator operator) {
    List<JsonNode> values = new ArrayList<>();
    if (arguments.count() == 1 && arguments.value(0).isArray()) {
      arguments.array(0).forEach(values::add);
    } else {
      values.addAll(arguments.values());
    }
    if (values.isEmpty()) {
      throw arguments.fault("the array is empty.");
    }
    for (JsonNode value : values) {
      if (!value.isIntegralNumber()) {
        throw arguments.fault("every value has to be an integer, not " + Values.kind(value) + ".");
      }
    }
    return LongNode.valueOf(
        values.stream().mapToLong(JsonNode::asLong).reduce(operator).getAsLong());
  }

  private static JsonNode integer(Arguments arguments) {
    JsonNode value = arguments.value(0);
    try {
      if (value.isNumber()) {
        // 1E+999999999 must not become a billion digits.
        BigDecimal number = value.decimalValue();
        if (number.precision() - (long) number.scale() > MAX_DIGITS) {
          throw new ArithmeticException("too large");
        }
        return LongNode.valueOf(number.toBigInteger().longValueExact());
      }
      return LongNode.valueOf(Long.parseLong(arguments.text(0).strip()));
    } catch (NumberFormatException | ArithmeticException e) {
      throw arguments.fault("'" + Values.text(value) + "' is no 64-bit integer.");
    }
  }

  private static JsonNode decimal(Arguments arguments) {
    JsonNode value = arguments.value(0);
    if (value.isNumber()) {
      return value;
    }
    try {
      return DecimalNode.valueOf(new BigDecimal(arguments.text(0).strip()));
    } catch (NumberFormatException e) {
      throw arguments.fault("'" + Values.text(value) + "' is no number.");
    }
  }

  private static JsonNode copyIndex(Arguments arguments) {
    boolean named = arguments.has(0) && arguments.value(0).isTextual();
    int offset = named ? 1 : 0;
    long index = arguments.evaluator().copyIndex(named ? arguments.text(0) : null);
    return LongNode.valueOf(index + (arguments.has(offset) ? arguments.integer(offset) : 0));
  }
}
