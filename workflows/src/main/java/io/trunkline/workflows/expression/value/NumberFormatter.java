package io.trunkline.workflows.expression.value;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.text.DecimalFormat;
import java.text.DecimalFormatSymbols;
import java.text.NumberFormat;
import java.util.Locale;

/**
 * .NET numeric format strings (reference/workflows.md §2.1): a letter with an optional precision is
 * a standard format, anything else is custom.
 */
public final class NumberFormatter {
  /** Most digits that a precision may ask for. */
  private static final int MAXIMUM_PRECISION = 999;

  private static final int DEFAULT_DECIMALS = 2;

  private NumberFormatter() {}

  /**
   * Formats a number.
   *
   * @throws IllegalArgumentException if the format is not valid for the number
   */
  public static String format(JsonNode number, String format, Locale culture) {
    if (ValueKind.of(number) == ValueKind.FLOAT && !Double.isFinite(number.doubleValue())) {
      return NumberText.ofFloat(number.doubleValue());
    }
    if (format.isEmpty()) {
      return standard(number, 'G', -1, culture);
    }
    char letter = format.charAt(0);
    String digits = format.substring(1);
    boolean isStandard =
        ((letter >= 'a' && letter <= 'z') || (letter >= 'A' && letter <= 'Z'))
            && digits.length() <= 3
            && digits.chars().allMatch(c -> c >= '0' && c <= '9');
    if (!isStandard) {
      return CustomNumberFormat.format(exact(number), format, symbols(culture));
    }
    int precision = digits.isEmpty() ? -1 : Integer.parseInt(digits);
    if (precision > MAXIMUM_PRECISION) {
      throw new IllegalArgumentException("the precision of the format is too large");
    }
    return standard(number, letter, precision, culture);
  }

  private static DecimalFormatSymbols symbols(Locale culture) {
    return DecimalFormatSymbols.getInstance(culture);
  }

  private static BigDecimal exact(JsonNode number) {
    return ValueKind.of(number) == ValueKind.FLOAT
        ? new BigDecimal(Double.toString(number.doubleValue()))
        : number.decimalValue();
  }

  private static String standard(JsonNode number, char letter, int precision, Locale culture) {
    BigDecimal value = exact(number);
    int decimals = precision < 0 ? DEFAULT_DECIMALS : precision;
    return switch (Character.toUpperCase(letter)) {
      case 'C' -> fixed(currency(culture), value, decimals, culture);
      case 'N' -> fixed(NumberFormat.getNumberInstance(culture), value, decimals, culture);
      case 'P' -> fixed(NumberFormat.getPercentInstance(culture), value, decimals, culture);
      case 'F' -> ungrouped(value, decimals, culture);
      case 'E' -> scientific(value, letter, precision < 0 ? 6 : precision, culture);
      case 'D' -> padded(integer(number).toString(), precision);
      case 'X' -> hexadecimal(integer(number).longValue(), letter, precision);
      case 'G', 'R' -> general(number, letter, precision, culture);
      default ->
          throw new IllegalArgumentException("'%s' is not a number format".formatted(letter));
    };
  }

  private static BigDecimal integer(JsonNode number) {
    BigDecimal value = exact(number);
    if (value.stripTrailingZeros().scale() > 0) {
      throw new IllegalArgumentException("the formats 'D' and 'X' expect an integer");
    }
    return value.setScale(0, RoundingMode.UNNECESSARY);
  }

  /** The sign of the Icelandic króna stands without a point, as documented. */
  private static NumberFormat currency(Locale culture) {
    NumberFormat format = NumberFormat.getCurrencyInstance(culture);
    if (culture.getLanguage().equals("is") && format instanceof DecimalFormat decimal) {
      DecimalFormatSymbols symbols = decimal.getDecimalFormatSymbols();
      symbols.setCurrencySymbol("kr");
      decimal.setDecimalFormatSymbols(symbols);
    }
    return format;
  }

  private static String fixed(NumberFormat format, BigDecimal value, int decimals, Locale culture) {
    format.setMinimumFractionDigits(decimals);
    format.setMaximumFractionDigits(decimals);
    format.setRoundingMode(RoundingMode.HALF_UP);
    if (format instanceof DecimalFormat decimal) {
      // The patterns of .NET have ordinary spaces beside the sign of a currency.
      decimal.setPositivePrefix(ordinarySpaces(decimal.getPositivePrefix()));
      decimal.setPositiveSuffix(ordinarySpaces(decimal.getPositiveSuffix()));
      decimal.setNegativePrefix(ordinarySpaces(decimal.getNegativePrefix()));
      decimal.setNegativeSuffix(ordinarySpaces(decimal.getNegativeSuffix()));
    }
    String text = format.format(value);
    return Cultures.hasPairs(culture) ? inPairs(text, culture) : text;
  }

  private static String ordinarySpaces(String text) {
    return text.replace('\u00A0', ' ').replace('\u202F', ' ');
  }

  /** Puts the separators of the first run of digits where the culture has them. */
  private static String inPairs(String text, Locale culture) {
    char separator = symbols(culture).getGroupingSeparator();
    int start = 0;
    while (start < text.length() && !Character.isDigit(text.charAt(start))) {
      start++;
    }
    int end = start;
    while (end < text.length()
        && (Character.isDigit(text.charAt(end)) || text.charAt(end) == separator)) {
      end++;
    }
    String digits = text.substring(start, end).replace(String.valueOf(separator), "");
    StringBuilder grouped = new StringBuilder(text.substring(0, start));
    for (int index = 0; index < digits.length(); index++) {
      grouped.append(digits.charAt(index));
      if (Cultures.isGroupEnd(culture, digits.length() - index - 1)) {
        grouped.append(separator);
      }
    }
    return grouped.append(text.substring(end)).toString();
  }

  private static String ungrouped(BigDecimal value, int decimals, Locale culture) {
    return localised(value.setScale(decimals, RoundingMode.HALF_UP).toPlainString(), culture);
  }

  private static String localised(String invariant, Locale culture) {
    DecimalFormatSymbols symbols = symbols(culture);
    return invariant.replace('.', symbols.getDecimalSeparator());
  }

  private static String scientific(BigDecimal value, char letter, int decimals, Locale culture) {
    BigDecimal rounded =
        value.signum() == 0
            ? value
            : value.round(new MathContext(decimals + 1, RoundingMode.HALF_UP));
    int exponent = rounded.signum() == 0 ? 0 : rounded.precision() - rounded.scale() - 1;
    String mantissa =
        rounded.movePointLeft(exponent).setScale(decimals, RoundingMode.HALF_UP).toPlainString();
    return "%s%s%s%03d"
        .formatted(
            localised(mantissa, culture), letter, exponent < 0 ? "-" : "+", Math.abs(exponent));
  }

  private static String padded(String digits, int precision) {
    boolean negative = digits.startsWith("-");
    String unsigned = negative ? digits.substring(1) : digits;
    return (negative ? "-" : "")
        + "0".repeat(Math.max(0, precision - unsigned.length()))
        + unsigned;
  }

  private static String hexadecimal(long value, char letter, int precision) {
    String digits = padded(Long.toHexString(value), precision);
    return letter == 'X' ? digits.toUpperCase(Locale.ROOT) : digits;
  }

  private static String general(JsonNode number, char letter, int precision, Locale culture) {
    if (precision <= 0 || Character.toUpperCase(letter) == 'R') {
      return localised(ValueText.of(number), culture);
    }
    BigDecimal rounded =
        exact(number).round(new MathContext(precision, RoundingMode.HALF_UP)).stripTrailingZeros();
    int exponent = rounded.precision() - rounded.scale() - 1;
    if (exponent > -5 && exponent < precision) {
      return localised(rounded.toPlainString(), culture);
    }
    String text = scientific(rounded, letter == 'G' ? 'E' : 'e', rounded.precision() - 1, culture);
    int sign = text.length() - 4;
    int shown = Integer.parseInt(text.substring(sign + 1));
    return text.substring(0, sign + 1) + "%02d".formatted(shown);
  }
}
