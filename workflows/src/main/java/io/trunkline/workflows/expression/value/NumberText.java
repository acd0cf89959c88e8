package io.trunkline.workflows.expression.value;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;

/** The shortest text that reads back as the same double, laid out as .NET does. */
public final class NumberText {
  /** Magnitudes of ten from here on are written with an exponent. */
  private static final int FIRST_LARGE_EXPONENT = 15;

  private static final int FIRST_SMALL_EXPONENT = -5;

  private NumberText() {}

  /**
   * Returns for example {@code 30}, {@code 0.32}, {@code 9.223372036854776E+18}, {@code 5E-324}.
   */
  public static String ofFloat(double value) {
    if (Double.isNaN(value) || Double.isInfinite(value)) {
      return Double.toString(value);
    }
    if (value == 0) {
      return 1 / value < 0 ? "-0" : "0";
    }
    BigDecimal digits = shortest(value);
    int exponent = digits.precision() - digits.scale() - 1;
    if (exponent < FIRST_LARGE_EXPONENT && exponent > FIRST_SMALL_EXPONENT) {
      return digits.toPlainString();
    }
    String unscaled = digits.unscaledValue().abs().toString();
    String mantissa =
        unscaled.length() == 1 ? unscaled : unscaled.charAt(0) + "." + unscaled.substring(1);
    return "%s%sE%s%02d"
        .formatted(value < 0 ? "-" : "", mantissa, exponent < 0 ? "-" : "+", Math.abs(exponent));
  }

  /** Java always gives two digits, even where one is enough. */
  private static BigDecimal shortest(double value) {
    BigDecimal digits = new BigDecimal(Double.toString(value)).stripTrailingZeros();
    if (digits.precision() == 2) {
      BigDecimal single = digits.round(new MathContext(1, RoundingMode.HALF_UP));
      return single.doubleValue() == value ? single.stripTrailingZeros() : digits;
    }
    return digits;
  }

  /** Returns the text of a float inside JSON: always recognisable as a fraction. */
  public static String ofFloatInJson(double value) {
    return withFraction(ofFloat(value));
  }

  /** Returns {@code text} with {@code .0} added unless it has a fraction or an exponent. */
  static String withFraction(String text) {
    return text.chars().allMatch(c -> c == '-' || Character.isDigit(c)) ? text + ".0" : text;
  }
}
