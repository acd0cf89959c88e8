package io.trunkline.gateway.expression;

import io.trunkline.gateway.expression.Operand.Value;
import java.math.BigDecimal;
import java.util.Locale;

/** Reads literals. */
final class Literals {
  private Literals() {}

  static Value read(String text) {
    char first = text.charAt(0);
    if (first == '"') {
      return constant(unescape(text.substring(1, text.length() - 1)), CsType.STRING);
    }
    if (first == '@') {
      return constant(text.substring(2, text.length() - 1).replace("\"\"", "\""), CsType.STRING);
    }
    if (first == '\'') {
      return constant(unescape(text.substring(1, text.length() - 1)).charAt(0), CsType.CHAR);
    }
    return switch (text) {
      case "true" -> constant(true, CsType.BOOL);
      case "false" -> constant(false, CsType.BOOL);
      case "null" -> constant(null, CsType.NULL);
      default -> number(text);
    };
  }

  /** Replaces the escapes of a regular string. */
  static String unescape(String text) {
    if (text.indexOf('\\') < 0) {
      return text;
    }
    StringBuilder plain = new StringBuilder();
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c != '\\') {
        plain.append(c);
        continue;
      }
      char escaped = text.charAt(++i);
      switch (escaped) {
        case 'n' -> plain.append('\n');
        case 'r' -> plain.append('\r');
        case 't' -> plain.append('\t');
        case '0' -> plain.append('\0');
        case 'u' -> {
          plain.append((char) Integer.parseInt(text.substring(i + 1, i + 5), 16));
          i += 4;
        }
        default -> plain.append(escaped);
      }
    }
    return plain.toString();
  }

  private static Value number(String text) {
    char last = Character.toLowerCase(text.charAt(text.length() - 1));
    String digits = Character.isDigit(last) ? text : text.substring(0, text.length() - 1);
    if (last == 'm') {
      return constant(new BigDecimal(digits), CsType.DECIMAL);
    }
    if (last == 'd'
        || last == 'f'
        || digits.contains(".")
        || digits.toLowerCase(Locale.ROOT).contains("e")) {
      return constant(Double.valueOf(digits), CsType.DOUBLE);
    }
    long value = Long.parseLong(digits);
    return last == 'l' || value > Integer.MAX_VALUE
        ? constant(value, CsType.LONG)
        : constant((int) value, CsType.INT);
  }

  private static Value constant(Object value, CsType type) {
    return new Value(new Nodes.Constant(value), type);
  }
}
