package io.trunkline.workflows.expression.value;

import java.math.BigDecimal;
import java.text.DecimalFormatSymbols;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * Reads numbers as .NET does with its "number" and "float" styles: spaces around, a sign before or
 * after, group separators anywhere before the decimal separator, an exponent (§2.6).
 */
public final class NumberReader {
  private final String decimalSeparator;
  private final String groupSeparator;
  private final boolean invariant;

  private NumberReader(Locale culture) {
    DecimalFormatSymbols symbols = DecimalFormatSymbols.getInstance(culture);
    this.decimalSeparator = String.valueOf(symbols.getDecimalSeparator());
    this.groupSeparator = String.valueOf(symbols.getGroupingSeparator());
    this.invariant = culture.equals(Cultures.INVARIANT);
  }

  /** Returns the reader for a culture. */
  public static NumberReader of(Locale culture) {
    return new NumberReader(culture);
  }

  /** Returns the number as a double, possibly infinite or NaN; empty if the text is not one. */
  public OptionalDouble readFloat(String text) {
    String trimmed = text.strip();
    if (trimmed.equalsIgnoreCase("NaN")) {
      return OptionalDouble.of(Double.NaN);
    }
    String unsigned =
        trimmed.startsWith("-") || trimmed.startsWith("+") ? trimmed.substring(1) : trimmed;
    if (unsigned.equalsIgnoreCase(invariant ? "Infinity" : "\u221E")) {
      return OptionalDouble.of(
          trimmed.startsWith("-") ? Double.NEGATIVE_INFINITY : Double.POSITIVE_INFINITY);
    }
    return normalised(text, true)
        .map(number -> OptionalDouble.of(Double.parseDouble(number)))
        .orElseGet(OptionalDouble::empty);
  }

  /** Returns the number exactly; texts with an exponent are refused. */
  public Optional<BigDecimal> readDecimal(String text) {
    return normalised(text, false).map(BigDecimal::new);
  }

  /** Returns the number in Java's spelling. */
  private Optional<String> normalised(String text, boolean allowsExponent) {
    String rest = text.strip();
    StringBuilder number = new StringBuilder();
    if (rest.startsWith("-") || rest.startsWith("+")) {
      number.append(rest.charAt(0));
      rest = rest.substring(1).stripLeading();
    } else if (rest.endsWith("-") || rest.endsWith("+")) {
      number.append(rest.charAt(rest.length() - 1));
      rest = rest.substring(0, rest.length() - 1).stripTrailing();
    }
    int digits = 0;
    boolean fraction = false;
    for (int index = 0; index < rest.length(); index++) {
      String character = rest.substring(index, index + 1);
      char c = rest.charAt(index);
      if (c >= '0' && c <= '9') {
        number.append(c);
        digits++;
      } else if (character.equals(decimalSeparator) && !fraction) {
        number.append('.');
        fraction = true;
      } else if (!isGroupSeparator(character) || fraction || digits == 0) {
        return (c == 'e' || c == 'E') && allowsExponent && digits > 0
            ? exponent(rest.substring(index + 1)).map(e -> number + "E" + e)
            : Optional.empty();
      }
    }
    return digits == 0 ? Optional.empty() : Optional.of(number.toString());
  }

  private boolean isGroupSeparator(String character) {
    return character.equals(groupSeparator)
        || (Character.isSpaceChar(groupSeparator.charAt(0))
            && Character.isSpaceChar(character.charAt(0)));
  }

  private static Optional<String> exponent(String text) {
    String digits = text.startsWith("-") || text.startsWith("+") ? text.substring(1) : text;
    if (digits.isEmpty() || !digits.chars().allMatch(c -> c >= '0' && c <= '9')) {
      return Optional.empty();
    }
    // Beyond any double: keeps the parser from working on huge exponents.
    return Optional.of(digits.length() > 6 ? (text.startsWith("-") ? "-99999" : "99999") : text);
  }
}
