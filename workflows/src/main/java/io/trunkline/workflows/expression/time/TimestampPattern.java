package io.trunkline.workflows.expression.time;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * A .NET date format string, split into specifiers and literals (reference/workflows.md §2.8.1,
 * §2.8.2).
 */
record TimestampPattern(List<Part> parts) {
  /** The letters that mean something in custom formats. */
  private static final String SPECIFIERS = "dMyhHmsfFtKzg:/";

  /**
   * One piece of a format.
   *
   * @param letter the specifier, or 0 for a literal
   * @param count how often the letter stands in a row
   * @param literal the text of a literal
   */
  record Part(char letter, int count, String literal) {
    boolean isLiteral() {
      return letter == 0;
    }
  }

  TimestampPattern {
    parts = List.copyOf(parts);
  }

  /**
   * Reads a format.
   *
   * @throws IllegalArgumentException if it is one letter that is not a standard format, empty, or
   *     ends within an escape or quote
   */
  static TimestampPattern of(String format, Locale culture) {
    return custom(format.length() == 1 ? standard(format.charAt(0), culture) : format);
  }

  private static String standard(char letter, Locale culture) {
    return switch (letter) {
      case 'd' -> CultureNames.shortDate(culture);
      case 'D' -> CultureNames.longDate(culture);
      case 't' -> CultureNames.shortTime(culture);
      case 'T' -> CultureNames.longTime(culture);
      case 'f' -> CultureNames.longDate(culture) + " " + CultureNames.shortTime(culture);
      case 'F', 'U' -> CultureNames.longDate(culture) + " " + CultureNames.longTime(culture);
      case 'g' -> CultureNames.shortDate(culture) + " " + CultureNames.shortTime(culture);
      case 'G' -> CultureNames.shortDate(culture) + " " + CultureNames.longTime(culture);
      case 'M', 'm' -> CultureNames.monthDay(culture);
      case 'Y', 'y' -> CultureNames.yearMonth(culture);
      case 'O', 'o' -> "yyyy-MM-dd'T'HH':'mm':'ss'.'fffffffK";
      case 'R', 'r' -> "ddd, dd MMM yyyy HH':'mm':'ss 'GMT'";
      case 's' -> "yyyy'-'MM'-'dd'T'HH':'mm':'ss";
      case 'u' -> "yyyy'-'MM'-'dd HH':'mm':'ss'Z'";
      default ->
          throw new IllegalArgumentException(
              "'%s' is not a standard date format".formatted(letter));
    };
  }

  private static TimestampPattern custom(String format) {
    List<Part> parts = new ArrayList<>();
    int index = 0;
    while (index < format.length()) {
      char c = format.charAt(index);
      if (c == '%') {
        index++;
        if (index >= format.length() || format.charAt(index) == '%') {
          throw new IllegalArgumentException("a '%' must stand before a specifier");
        }
      } else if (c == '\\') {
        if (index + 1 >= format.length()) {
          throw new IllegalArgumentException("the format ends with an escape character");
        }
        parts.add(literal(format.substring(index + 1, index + 2)));
        index += 2;
      } else if (c == '\'' || c == '"') {
        int end = format.indexOf(c, index + 1);
        if (end < 0) {
          throw new IllegalArgumentException("a quote of the format is not closed");
        }
        parts.add(literal(format.substring(index + 1, end)));
        index = end + 1;
      } else if (SPECIFIERS.indexOf(c) >= 0) {
        int end = index;
        while (end < format.length() && format.charAt(end) == c && c != ':' && c != '/') {
          end++;
        }
        end = Math.max(end, index + 1);
        if ((c == 'f' || c == 'F') && end - index > 7) {
          throw new IllegalArgumentException("a fraction of a second has at most seven digits");
        }
        parts.add(new Part(c, end - index, ""));
        index = end;
      } else {
        parts.add(literal(String.valueOf(c)));
        index++;
      }
    }
    return new TimestampPattern(parts);
  }

  private static Part literal(String text) {
    return new Part((char) 0, 0, text);
  }

  boolean hasDayOfMonth() {
    return parts.stream().anyMatch(part -> part.letter() == 'd' && part.count() <= 2);
  }
}
