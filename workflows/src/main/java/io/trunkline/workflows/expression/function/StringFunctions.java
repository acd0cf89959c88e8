package io.trunkline.workflows.expression.function;

import static io.trunkline.workflows.expression.function.TemplateFunction.ANY;
import static io.trunkline.workflows.expression.function.TemplateFunction.contextual;
import static io.trunkline.workflows.expression.function.TemplateFunction.pure;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.trunkline.workflows.expression.EvaluationContext;
import io.trunkline.workflows.expression.value.ValueText;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.UUID;
import java.util.function.IntUnaryOperator;

/** Functions that make texts out of texts (reference/workflows.md §2.1). */
final class StringFunctions {
  private StringFunctions() {}

  static List<TemplateFunction> all() {
    return List.of(
        pure("concat", 1, ANY, StringFunctions::concat),
        pure("substring", 2, 3, StringFunctions::substring),
        pure("slice", 2, 3, StringFunctions::slice),
        pure("replace", 3, 3, StringFunctions::replace),
        contextual("guid", 0, 1, StringFunctions::guid),
        pure("toLower", 1, 1, a -> mapped(a.plainText(0), Character::toLowerCase)),
        pure("toUpper", 1, 1, a -> mapped(a.plainText(0), Character::toUpperCase)),
        pure("trim", 1, 1, StringFunctions::trim),
        pure("trimByteOrderMark", 1, 1, StringFunctions::trimByteOrderMark),
        pure(
            "utf8Length",
            1,
            1,
            a -> IntNode.valueOf(a.text(0).getBytes(StandardCharsets.UTF_8).length)),
        pure("utf16Length", 1, 1, a -> IntNode.valueOf(a.text(0).length())));
  }

  private static JsonNode concat(Arguments arguments) {
    StringBuilder result = new StringBuilder();
    for (JsonNode value : arguments.all()) {
      result.append(ValueText.of(value));
      refuseLongResult(arguments, result.length());
    }
    return TextNode.valueOf(result.toString());
  }

  /** Fails when a result would be longer than a string may be. */
  static void refuseLongResult(Arguments arguments, long length) {
    if (length > ValueText.MAXIMUM_LENGTH) {
      throw arguments.failure(
          "its result is longer than the limit of '%d' characters"
              .formatted(ValueText.MAXIMUM_LENGTH));
    }
  }

  private static JsonNode substring(Arguments arguments) {
    String text = arguments.text(0);
    long start = arguments.integer(1);
    if (start < 0 || start > text.length()) {
      throw arguments.wrongValue(
          1,
          "the start index '%d' must be at least 0 and not beyond the length '%d' of the string"
              .formatted(start, text.length()));
    }
    long length = arguments.has(2) ? arguments.integer(2) : text.length() - start;
    if (length < 0 || length > text.length() - start) {
      throw arguments.wrongValue(
          2,
          "the length '%d' must be at least 0 and end within the length '%d' of the string"
              .formatted(length, text.length()));
    }
    return TextNode.valueOf(text.substring((int) start, (int) (start + length)));
  }

  private static JsonNode slice(Arguments arguments) {
    String text = arguments.text(0);
    int start = clamped(arguments.integer(1), text.length());
    int end = arguments.has(2) ? clamped(arguments.integer(2), text.length()) : text.length();
    return TextNode.valueOf(end <= start ? "" : text.substring(start, end));
  }

  private static int clamped(long index, int length) {
    long fromStart = index < 0 ? index + length : index;
    return (int) Math.clamp(fromStart, 0L, (long) length);
  }

  private static JsonNode replace(Arguments arguments) {
    String text = arguments.text(0);
    String old = arguments.text(1);
    String replacement = arguments.text(2);
    if (old.isEmpty()) {
      throw arguments.wrongValue(1, "the text to replace is empty");
    }
    long occurrences = 0;
    for (int at = text.indexOf(old); at >= 0; at = text.indexOf(old, at + old.length())) {
      occurrences++;
    }
    refuseLongResult(
        arguments, text.length() + occurrences * ((long) replacement.length() - old.length()));
    return TextNode.valueOf(text.replace(old, replacement));
  }

  private static JsonNode guid(Arguments arguments, EvaluationContext context) {
    String format = arguments.textOr(0, "D");
    UUID id = context.guid();
    return TextNode.valueOf(
        switch (format) {
          case "", "D", "d" -> id.toString();
          case "N", "n" -> id.toString().replace("-", "");
          case "B", "b" -> "{" + id + "}";
          case "P", "p" -> "(" + id + ")";
          case "X", "x" -> hexadecimal(id);
          default ->
              throw arguments.wrongValue(
                  0, "'%s' is not one of the formats D, N, B, P and X".formatted(format));
        });
  }

  private static String hexadecimal(UUID id) {
    long high = id.getMostSignificantBits();
    long low = id.getLeastSignificantBits();
    StringBuilder bytes = new StringBuilder();
    for (int shift = 56; shift >= 0; shift -= 8) {
      bytes.append(bytes.isEmpty() ? "" : ",").append("0x%02x".formatted((low >>> shift) & 0xFF));
    }
    return "{0x%08x,0x%04x,0x%04x,{%s}}"
        .formatted(high >>> 32, (high >>> 16) & 0xFFFF, high & 0xFFFF, bytes);
  }

  /** The invariant culture maps single characters and leaves the Turkish i's alone. */
  private static JsonNode mapped(String text, IntUnaryOperator mapping) {
    StringBuilder result = new StringBuilder(text.length());
    text.codePoints()
        .map(c -> c == 'ı' || c == 'İ' ? c : mapping.applyAsInt(c))
        .forEach(result::appendCodePoint);
    return TextNode.valueOf(result.toString());
  }

  private static JsonNode trim(Arguments arguments) {
    String text = arguments.plainText(0);
    int start = 0;
    int end = text.length();
    while (start < end && isWhiteSpace(text.charAt(start))) {
      start++;
    }
    while (end > start && isWhiteSpace(text.charAt(end - 1))) {
      end--;
    }
    return TextNode.valueOf(text.substring(start, end));
  }

  /** Returns whether .NET counts {@code c} as white space. */
  static boolean isWhiteSpace(char c) {
    return Character.isSpaceChar(c) || (c >= '\t' && c <= '\r') || c == '\u0085';
  }

  private static JsonNode trimByteOrderMark(Arguments arguments) {
    String text = arguments.text(0);
    return TextNode.valueOf(text.startsWith("\uFEFF") ? text.substring(1) : text);
  }
}
