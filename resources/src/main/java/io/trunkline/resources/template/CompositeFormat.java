package io.trunkline.resources.template;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * .NET's composite format: <code>{0}</code>, <code>{0,-8}</code>, <code>{0:D4}</code>, doubled
 * braces for one; number formats {@code D}, {@code N}, {@code F} and {@code X}.
 */
final class CompositeFormat {
  private static final Pattern ITEM = Pattern.compile("(\\d{1,4})(?:,\\s*(-?\\d{1,4}))?(?::(.*))?");
  private static final Pattern NUMBER = Pattern.compile("([DdNnFfXx])(\\d{0,2})");

  private CompositeFormat() {}

  static String format(String format, List<JsonNode> values) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < format.length(); ) {
      char c = format.charAt(i);
      if ((c == '{' || c == '}') && i + 1 < format.length() && format.charAt(i + 1) == c) {
        text.append(c);
        i += 2;
      } else if (c == '{') {
        int end = format.indexOf('}', i);
        if (end < 0) {
          throw malformed(format);
        }
        text.append(item(format.substring(i + 1, end), values, format));
        i = end + 1;
      } else if (c == '}') {
        throw malformed(format);
      } else {
        text.append(c);
        i++;
      }
    }
    return text.toString();
  }

  private static String item(String item, List<JsonNode> values, String format) {
    Matcher matcher = ITEM.matcher(item.strip());
    if (!matcher.matches()) {
      throw malformed(format);
    }
    int index = Integer.parseInt(matcher.group(1));
    if (index >= values.size()) {
      throw new TemplateException(
          "The template function 'format' has no argument for {%d}.".formatted(index));
    }
    JsonNode value = values.get(index);
    String text =
        matcher.group(3) == null || !value.isNumber()
            ? Values.text(value)
            : number(value.decimalValue(), matcher.group(3));
    int width = matcher.group(2) == null ? 0 : Integer.parseInt(matcher.group(2));
    String padding = " ".repeat(Math.max(0, Math.abs(width) - text.length()));
    return width < 0 ? text + padding : padding + text;
  }

  private static String number(BigDecimal value, String specifier) {
    Matcher matcher = NUMBER.matcher(specifier);
    if (!matcher.matches()) {
      throw new TemplateException(
          "The number format '" + specifier + "' of the function 'format' is not supported.");
    }
    int digits = matcher.group(2).isEmpty() ? -1 : Integer.parseInt(matcher.group(2));
    char kind = matcher.group(1).charAt(0);
    return switch (kind) {
      case 'N', 'n' -> String.format(Locale.ROOT, "%,." + (digits < 0 ? 2 : digits) + "f", value);
      case 'F', 'f' ->
          value.setScale(digits < 0 ? 2 : digits, RoundingMode.HALF_UP).toPlainString();
      case 'X' -> padded(Long.toHexString(value.longValue()).toUpperCase(Locale.ROOT), digits);
      case 'x' -> padded(Long.toHexString(value.longValue()), digits);
      default ->
          (value.signum() < 0 ? "-" : "") + padded(value.abs().toBigInteger().toString(), digits);
    };
  }

  private static String padded(String text, int digits) {
    return "0".repeat(Math.max(0, digits - text.length())) + text;
  }

  private static TemplateException malformed(String format) {
    return new TemplateException(
        "The first argument of the template function 'format' is no format: '" + format + "'.");
  }
}
