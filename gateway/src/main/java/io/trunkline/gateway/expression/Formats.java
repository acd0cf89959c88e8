package io.trunkline.gateway.expression;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.text.DecimalFormat;
import java.text.DecimalFormatSymbols;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** .NET format strings with the invariant culture. */
final class Formats {
  /** .NET's single-letter date formats as custom formats. */
  private static final Map<String, String> STANDARD =
      Map.of(
          "G", "MM/dd/yyyy HH:mm:ss",
          "g", "MM/dd/yyyy HH:mm",
          "d", "MM/dd/yyyy",
          "t", "HH:mm",
          "T", "HH:mm:ss",
          "s", "yyyy-MM-dd'T'HH:mm:ss",
          "u", "yyyy-MM-dd HH:mm:ss'Z'",
          "o", "yyyy-MM-dd'T'HH:mm:ss.fffffffK",
          "O", "yyyy-MM-dd'T'HH:mm:ss.fffffffK");

  private static final Pattern PARTS =
      Pattern.compile("'[^']*'|\"[^\"]*\"|\\\\.|([A-Za-z])\\1*|[^A-Za-z]");

  private Formats() {}

  static String time(OffsetDateTime time, String format) {
    if (format.equalsIgnoreCase("r")) {
      return DateTimeFormatter.ofPattern("EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.ENGLISH)
          .format(time.withOffsetSameInstant(ZoneOffset.UTC));
    }
    StringBuilder pattern = new StringBuilder();
    Matcher parts = PARTS.matcher(STANDARD.getOrDefault(format, format));
    while (parts.find()) {
      pattern.append(part(parts.group()));
    }
    return DateTimeFormatter.ofPattern(pattern.toString(), Locale.ENGLISH).format(time);
  }

  private static String part(String part) {
    char first = part.charAt(0);
    return switch (first) {
      case '\'', '"' -> quoted(part.substring(1, part.length() - 1));
      case '\\' -> quoted(part.substring(1));
      case 'y', 'M', 'H', 'h', 'm', 's' -> part;
      case 'd' -> List.of("d", "dd", "EEE", "EEEE").get(Math.min(part.length(), 4) - 1);
      case 'f' -> "S".repeat(part.length());
      case 'F' -> "S".repeat(part.length());
      case 't' -> "a";
      case 'K' -> "XXX";
      case 'z' -> part.length() == 3 ? "xxx" : "x";
      default -> quoted(part);
    };
  }

  private static String quoted(String literal) {
    return literal.isEmpty() ? "" : "'" + literal.replace("'", "''") + "'";
  }

  static String number(Number number, String format) {
    BigDecimal value = new BigDecimal(number.toString());
    char kind = format.isEmpty() ? 'G' : Character.toUpperCase(format.charAt(0));
    if (!format.matches("[A-Za-z]\\d*")) {
      return new DecimalFormat(format, DecimalFormatSymbols.getInstance(Locale.ROOT)).format(value);
    }
    int digits = format.length() > 1 ? Integer.parseInt(format.substring(1)) : -1;
    return switch (kind) {
      case 'G' -> Texts.of(number);
      case 'D' -> padded(value.toBigIntegerExact().toString(), digits);
      case 'X' -> {
        String hex = Long.toHexString(value.longValueExact());
        yield padded(format.charAt(0) == 'X' ? hex.toUpperCase(Locale.ROOT) : hex, digits);
      }
      case 'F' -> value.setScale(digits < 0 ? 2 : digits, RoundingMode.HALF_EVEN).toPlainString();
      case 'N' -> String.format(Locale.ROOT, "%,." + (digits < 0 ? 2 : digits) + "f", value);
      default -> throw new EvaluationException("Format '" + format + "' is not supported.");
    };
  }

  private static String padded(String digits, int width) {
    boolean negative = digits.startsWith("-");
    String bare = negative ? digits.substring(1) : digits;
    return (negative ? "-" : "") + "0".repeat(Math.max(0, width - bare.length())) + bare;
  }

  /** Formats a time span as {@code [-][d.]hh:mm:ss[.fffffff]}. */
  static String span(Duration span) {
    Duration size = span.abs();
    StringBuilder text = new StringBuilder(span.isNegative() ? "-" : "");
    if (size.toDaysPart() > 0) {
      text.append(size.toDaysPart()).append('.');
    }
    text.append(
        String.format(
            Locale.ROOT,
            "%02d:%02d:%02d",
            size.toHoursPart(),
            size.toMinutesPart(),
            size.toSecondsPart()));
    if (size.toNanosPart() > 0) {
      text.append(String.format(Locale.ROOT, ".%07d", size.toNanosPart() / 100));
    }
    return text.toString();
  }
}
