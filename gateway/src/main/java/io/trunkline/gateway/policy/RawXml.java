package io.trunkline.gateway.policy;

import java.util.Set;
import java.util.function.IntPredicate;

/**
 * Makes well-formed XML of {@code rawxml}, in which expressions stand unescaped in attributes and
 * texts ({@code reference/api-management.md §1.1}). Lines stay where they are.
 */
final class RawXml {
  private static final Set<String> ENTITIES = Set.of("&quot;", "&lt;", "&gt;", "&amp;", "&apos;");

  private final String raw;
  private final StringBuilder xml;
  private int at;

  private RawXml(String raw) {
    this.raw = raw;
    this.xml = new StringBuilder(raw.length() + raw.length() / 8);
  }

  static String toXml(String raw) {
    return new RawXml(raw).convert();
  }

  private String convert() {
    while (at < raw.length()) {
      if (raw.startsWith("<!--", at)) {
        copyThrough("-->");
      } else if (raw.startsWith("<![CDATA[", at)) {
        copyThrough("]]>");
      } else if (raw.startsWith("<?", at)) {
        copyThrough("?>");
      } else if (raw.charAt(at) == '<') {
        tag();
      } else {
        text();
      }
    }
    return xml.toString();
  }

  private void copyThrough(String end) {
    int stop = raw.indexOf(end, at);
    int to = stop < 0 ? raw.length() : stop + end.length();
    xml.append(raw, at, to);
    at = to;
  }

  private void tag() {
    while (at < raw.length()) {
      char c = raw.charAt(at);
      xml.append(c);
      at++;
      if (c == '>') {
        return;
      }
      if (c == '"' || c == '\'') {
        attribute(c);
      }
    }
  }

  private void attribute(char quote) {
    int start = skip(Character::isWhitespace);
    if (atExpression()) {
      xml.append(raw, start, at);
      expression(true);
    } else {
      at = start;
    }
    while (at < raw.length()) {
      char c = raw.charAt(at++);
      xml.append(c);
      if (c == quote) {
        return;
      }
    }
  }

  private void text() {
    int start = skip(Character::isWhitespace);
    xml.append(raw, start, at);
    if (atExpression()) {
      expression(false);
    }
    while (at < raw.length() && raw.charAt(at) != '<') {
      xml.append(raw.charAt(at++));
    }
  }

  private int skip(IntPredicate skipped) {
    int start = at;
    while (at < raw.length() && skipped.test(raw.charAt(at))) {
      at++;
    }
    return start;
  }

  private boolean atExpression() {
    return raw.startsWith("@(", at) || raw.startsWith("@{", at);
  }

  /** Copies an expression, escaped, up to the bracket that closes it. */
  private void expression(boolean inAttribute) {
    int start = at;
    int end = ExpressionEnd.find(raw, at + 1);
    for (at = start; at < end; at++) {
      char c = raw.charAt(at);
      switch (c) {
        case '<' -> xml.append("&lt;");
        case '>' -> xml.append("&gt;");
        case '"' -> xml.append("&quot;");
        case '\'' -> xml.append("&apos;");
        case '&' -> xml.append(startsEntity() ? "&" : "&amp;");
        // An attribute's line feeds become blanks unless they are escaped; the second keeps count.
        case '\n' -> xml.append(inAttribute ? "&#10;\n" : "\n");
        default -> xml.append(c);
      }
    }
  }

  private boolean startsEntity() {
    int end = raw.indexOf(';', at);
    return end > 0 && end - at < 7 && ENTITIES.contains(raw.substring(at, end + 1));
  }
}
