package io.trunkline.workflows.expression.value;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.text.DecimalFormatSymbols;
import java.util.ArrayList;
import java.util.List;

/**
 * A custom .NET numeric format: {@code 0 # . , % ‰ E0 ; 'text' \c}. Sections for positive, negative
 * and zero are separated by semicolons.
 */
final class CustomNumberFormat {
  private final String section;
  private final DecimalFormatSymbols symbols;
  private int integerPlaces;
  private int firstZero = -1;
  private int fractionPlaces;
  private int fractionZeros;
  private int scale;
  private boolean grouped;

  private CustomNumberFormat(String section, DecimalFormatSymbols symbols) {
    this.section = section;
    this.symbols = symbols;
    measure();
  }

  static String format(BigDecimal value, String format, DecimalFormatSymbols symbols) {
    List<String> sections = sections(format);
    if (value.signum() < 0 && sections.size() > 1 && !sections.get(1).isEmpty()) {
      return new CustomNumberFormat(sections.get(1), symbols).write(value.negate(), false);
    }
    if (value.signum() == 0 && sections.size() > 2) {
      return new CustomNumberFormat(sections.get(2), symbols).write(value, false);
    }
    return new CustomNumberFormat(sections.getFirst(), symbols)
        .write(value.abs(), value.signum() < 0);
  }

  private static List<String> sections(String format) {
    List<String> sections = new ArrayList<>();
    int start = 0;
    for (int index = 0; index < format.length(); index = next(format, index)) {
      if (format.charAt(index) == ';') {
        sections.add(format.substring(start, index));
        start = index + 1;
      }
    }
    sections.add(format.substring(start));
    return sections;
  }

  /** Returns the index after the character, quoted text or escape that starts at {@code index}. */
  private static int next(String format, int index) {
    char c = format.charAt(index);
    if (c == '\\') {
      return Math.min(index + 2, format.length());
    }
    if (c == '\'' || c == '"') {
      int end = format.indexOf(c, index + 1);
      return end < 0 ? format.length() : end + 1;
    }
    return index + 1;
  }

  private void measure() {
    boolean fraction = false;
    int commas = 0;
    for (int index = 0; index < section.length(); index = next(section, index)) {
      switch (section.charAt(index)) {
        case '0', '#' -> {
          boolean zero = section.charAt(index) == '0';
          if (fraction) {
            fractionPlaces++;
            fractionZeros = zero ? fractionPlaces : fractionZeros;
          } else {
            grouped |= commas > 0 && integerPlaces > 0;
            commas = 0;
            firstZero = zero && firstZero < 0 ? integerPlaces : firstZero;
            integerPlaces++;
          }
        }
        case ',' -> commas += fraction ? 0 : 1;
        case '.' -> {
          scale -= fraction ? 0 : 3 * commas;
          commas = fraction ? commas : 0;
          fraction = true;
        }
        case '%' -> scale += 2;
        case '‰' -> scale += 3;
        default -> {}
      }
    }
    scale -= fraction ? 0 : 3 * commas;
  }

  private String write(BigDecimal magnitude, boolean negative) {
    BigDecimal scaled = magnitude.scaleByPowerOfTen(scale);
    String exponent = "";
    int marker = exponentMarker();
    if (marker >= 0) {
      int shift = shift(scaled);
      scaled = scaled.movePointLeft(shift);
      exponent = exponentText(marker, shift);
    }
    BigDecimal rounded = scaled.setScale(fractionPlaces, RoundingMode.HALF_UP);
    String digits = rounded.setScale(0, RoundingMode.DOWN).toPlainString();
    digits = digits.equals("0") ? "" : digits;
    int zeros = firstZero < 0 ? 0 : integerPlaces - firstZero;
    digits = "0".repeat(Math.max(0, zeros - digits.length())) + digits;
    String fraction = fraction(rounded);
    String number = assemble(digits, fraction, marker, exponent);
    return negative && rounded.signum() != 0 ? symbols.getMinusSign() + number : number;
  }

  private int shift(BigDecimal value) {
    if (value.signum() == 0) {
      return 0;
    }
    return value.precision() - value.scale() - Math.max(1, integerPlaces);
  }

  /** Returns the index of {@code E0}, {@code E+0} or {@code E-0}, or -1. */
  private int exponentMarker() {
    for (int index = 0; index < section.length(); index = next(section, index)) {
      if (Character.toUpperCase(section.charAt(index)) == 'E' && exponentZeros(index) > 0) {
        return index;
      }
    }
    return -1;
  }

  private int exponentZeros(int marker) {
    int index = marker + 1;
    if (index < section.length()
        && (section.charAt(index) == '+' || section.charAt(index) == '-')) {
      index++;
    }
    int zeros = 0;
    while (index + zeros < section.length() && section.charAt(index + zeros) == '0') {
      zeros++;
    }
    return zeros;
  }

  private String exponentText(int marker, int value) {
    String sign = value < 0 ? "-" : section.charAt(marker + 1) == '+' ? "+" : "";
    String digits = Integer.toString(Math.abs(value));
    return section.charAt(marker)
        + sign
        + "0".repeat(Math.max(0, exponentZeros(marker) - digits.length()))
        + digits;
  }

  private String fraction(BigDecimal rounded) {
    if (fractionPlaces == 0) {
      return "";
    }
    String plain = rounded.toPlainString();
    String digits = plain.substring(plain.indexOf('.') + 1);
    int end = digits.length();
    while (end > fractionZeros && digits.charAt(end - 1) == '0') {
      end--;
    }
    return digits.substring(0, end);
  }

  private String assemble(String digits, String fraction, int marker, String exponent) {
    StringBuilder out = new StringBuilder();
    int place = 0;
    int used = 0;
    boolean inFraction = false;
    int fractionUsed = 0;
    for (int index = 0; index < section.length(); index = next(section, index)) {
      if (index == marker) {
        out.append(exponent);
        int signs = section.charAt(index + 1) == '0' ? 0 : 1;
        index += signs + exponentZeros(marker);
        continue;
      }
      char c = section.charAt(index);
      switch (c) {
        case '0', '#' -> {
          if (inFraction) {
            if (fractionUsed < fraction.length()) {
              out.append(fraction.charAt(fractionUsed++));
            }
          } else {
            // The first place takes all digits that have no place of their own.
            int until = Math.max(used, digits.length() - (integerPlaces - place - 1));
            while (used < until) {
              appendDigit(out, digits, used++);
            }
            place++;
          }
        }
        case '.' -> {
          if (!inFraction) {
            inFraction = true;
            out.append(fraction.isEmpty() ? "" : String.valueOf(symbols.getDecimalSeparator()));
          }
        }
        case ',' -> {}
        case '%' -> out.append(symbols.getPercent());
        case '‰' -> out.append(symbols.getPerMill());
        case '\\', '\'', '"' -> out.append(literal(index));
        default -> out.append(c);
      }
    }
    return out.toString();
  }

  private String literal(int index) {
    int end = next(section, index);
    if (section.charAt(index) == '\\') {
      return section.substring(Math.min(index + 1, end), end);
    }
    boolean closed = end - 1 > index && section.charAt(end - 1) == section.charAt(index);
    return section.substring(index + 1, closed ? end - 1 : end);
  }

  private void appendDigit(StringBuilder out, String digits, int index) {
    out.append(digits.charAt(index));
    int left = digits.length() - index - 1;
    if (grouped && Cultures.isGroupEnd(symbols.getLocale(), left)) {
      out.append(symbols.getGroupingSeparator());
    }
  }
}
