package io.trunkline.workflows.expression.function;

import static io.trunkline.workflows.expression.function.TemplateFunction.pure;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.DoubleNode;
import com.fasterxml.jackson.databind.node.LongNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.trunkline.workflows.expression.ExpressionException;
import io.trunkline.workflows.expression.value.Cultures;
import io.trunkline.workflows.expression.value.DecimalValue;
import io.trunkline.workflows.expression.value.NumberFormatter;
import io.trunkline.workflows.expression.value.NumberReader;
import io.trunkline.workflows.expression.value.ValueKind;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;

/** Functions between numbers and their texts (reference/workflows.md §2.1, §2.6). */
final class NumberTextFunctions {
  /** 2⁶³: the first integer that does not fit. */
  private static final double FIRST_TOO_LARGE = 0x1p63;

  private NumberTextFunctions() {}

  static List<TemplateFunction> all() {
    return List.of(
        pure("int", 1, 2, NumberTextFunctions::integer),
        pure("float", 1, 2, NumberTextFunctions::floatingPoint),
        pure("decimal", 1, 1, NumberTextFunctions::decimal),
        pure("isInt", 1, 1, NumberTextFunctions::isInteger),
        pure("isFloat", 1, 2, NumberTextFunctions::isFloat),
        pure("formatNumber", 2, 3, NumberTextFunctions::formatNumber));
  }

  /** Returns the culture that an argument names, or the default where it is left out. */
  static Locale culture(Arguments arguments, int index) {
    if (!arguments.has(index) || arguments.get(index).isNull()) {
      return Cultures.DEFAULT;
    }
    String name = arguments.text(index);
    return Cultures.find(name)
        .orElseThrow(
            () -> arguments.wrongValue(index, "the locale '%s' is not known".formatted(name)));
  }

  private static JsonNode integer(Arguments arguments) {
    if (arguments.kind(0) == ValueKind.INTEGER) {
      return arguments.get(0);
    }
    double value =
        arguments.kind(0).isNumber()
            ? arguments.get(0).doubleValue()
            : read(arguments, arguments.text(0));
    // The service reads through a double, so that large values lose digits.
    if (Double.isNaN(value)) {
      return LongNode.valueOf(Long.MIN_VALUE);
    }
    if (value != Math.rint(value) || value >= FIRST_TOO_LARGE || value < -FIRST_TOO_LARGE) {
      throw notConvertible(arguments);
    }
    return LongNode.valueOf((long) value);
  }

  private static double read(Arguments arguments, String text) {
    return NumberReader.of(culture(arguments, 1))
        .readFloat(text)
        .orElseThrow(() -> notConvertible(arguments));
  }

  private static ExpressionException notConvertible(Arguments arguments) {
    return arguments.wrongValue(0, "the value cannot be converted to the target type");
  }

  private static JsonNode floatingPoint(Arguments arguments) {
    return DoubleNode.valueOf(
        arguments.kind(0).isNumber()
            ? arguments.get(0).doubleValue()
            : read(arguments, arguments.text(0)));
  }

  private static JsonNode decimal(Arguments arguments) {
    if (arguments.kind(0) == ValueKind.DECIMAL) {
      return arguments.get(0);
    }
    BigDecimal value =
        switch (arguments.kind(0)) {
          case INTEGER -> arguments.get(0).decimalValue();
          case FLOAT -> ofFloat(arguments);
          default ->
              NumberReader.of(Cultures.DEFAULT)
                  .readDecimal(arguments.text(0))
                  .orElseThrow(() -> notConvertible(arguments));
        };
    return new DecimalValue(fitted(arguments, value));
  }

  private static BigDecimal ofFloat(Arguments arguments) {
    double value = arguments.get(0).doubleValue();
    if (!Double.isFinite(value)) {
      throw notConvertible(arguments);
    }
    return new BigDecimal(value, new MathContext(15)).stripTrailingZeros();
  }

  /** Returns the value cut to what a decimal holds: 28 places, 96 bits. */
  static BigDecimal fitted(Arguments arguments, BigDecimal value) {
    BigDecimal fitted = value.scale() < 0 ? value.setScale(0) : value;
    if (fitted.scale() > 28) {
      fitted = fitted.setScale(28, RoundingMode.HALF_EVEN);
    }
    int excess = fitted.precision() - 29;
    if (excess > 0 && fitted.scale() > 0) {
      fitted = fitted.setScale(Math.max(0, fitted.scale() - excess), RoundingMode.HALF_EVEN);
    }
    if (fitted.abs().compareTo(DecimalValue.MAXIMUM) > 0) {
      throw arguments.failure("the value is outside the range of a decimal");
    }
    return fitted;
  }

  private static JsonNode isInteger(Arguments arguments) {
    OptionalDouble value = NumberReader.of(Cultures.DEFAULT).readFloat(arguments.plainText(0));
    return BooleanNode.valueOf(
        value.isPresent()
            && value.getAsDouble() == Math.rint(value.getAsDouble())
            && Math.abs(value.getAsDouble()) < FIRST_TOO_LARGE);
  }

  private static JsonNode isFloat(Arguments arguments) {
    return BooleanNode.valueOf(
        NumberReader.of(culture(arguments, 1)).readFloat(arguments.plainText(0)).isPresent());
  }

  private static JsonNode formatNumber(Arguments arguments) {
    Locale culture = culture(arguments, 2);
    try {
      return TextNode.valueOf(
          NumberFormatter.format(arguments.number(0), arguments.text(1), culture));
    } catch (IllegalArgumentException e) {
      throw arguments.wrongValue(1, e.getMessage());
    }
  }
}
