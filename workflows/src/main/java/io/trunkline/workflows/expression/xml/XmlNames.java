package io.trunkline.workflows.expression.xml;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Names with characters that XML forbids, written as {@code _xHHHH_} (§2.11.2). */
public final class XmlNames {
  private static final Pattern ESCAPE = Pattern.compile("_x([0-9A-Fa-f]{4}|[0-9A-Fa-f]{8})_");

  private XmlNames() {}

  /** Returns {@code name} as a valid XML name. */
  public static String encode(String name) {
    StringBuilder out = new StringBuilder();
    for (int index = 0; index < name.length(); ) {
      int c = name.codePointAt(index);
      boolean literalEscape =
          c == '_' && ESCAPE.matcher(name).region(index, name.length()).lookingAt();
      if (!literalEscape && (index == 0 ? isStart(c) : isPart(c))) {
        out.appendCodePoint(c);
      } else {
        out.append((c > 0xFFFF ? "_x%08X_" : "_x%04X_").formatted(c));
      }
      index += Character.charCount(c);
    }
    return out.toString();
  }

  /** Returns the name that {@link #encode} was given. */
  public static String decode(String name) {
    return ESCAPE
        .matcher(name)
        .replaceAll(
            match -> {
              int codePoint = Integer.parseUnsignedInt(match.group(1), 16);
              return Matcher.quoteReplacement(
                  Character.isValidCodePoint(codePoint)
                      ? Character.toString(codePoint)
                      : match.group());
            });
  }

  private static boolean isStart(int c) {
    return c == ':' || c == '_' || Character.isLetter(c);
  }

  private static boolean isPart(int c) {
    return isStart(c) || c == '-' || c == '.' || Character.isDigit(c) || c == '\u00B7';
  }
}
