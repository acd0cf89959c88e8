package io.trunkline.resources.template;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.trunkline.net.codec.Json;
import io.trunkline.resources.template.TemplateFunction.Declared;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Functions of texts. */
final class StringFunctions {
  private static final int ANY = Integer.MAX_VALUE;
  private static final int MAX_PADDING = 65_536;

  static final List<Declared> DECLARED =
      List.of(
          new Declared("endsWith", 2, 2, a -> affix(a, false)),
          new Declared("startsWith", 2, 2, a -> affix(a, true)),
          new Declared(
              "format",
              1,
              ANY,
              a -> TextNode.valueOf(CompositeFormat.format(a.text(0), a.values(1)))),
          new Declared("guid", 1, ANY, a -> TextNode.valueOf(Hashes.guid(texts(a)))),
          new Declared(
              "uniqueString", 1, ANY, a -> TextNode.valueOf(Hashes.uniqueString(texts(a)))),
          new Declared("newGuid", 0, 0, a -> a.scope().volatileValue("newGuid", "")),
          new Declared("padLeft", 2, 3, StringFunctions::padLeft),
          new Declared("replace", 3, 3, StringFunctions::replace),
          new Declared("split", 2, 2, StringFunctions::split),
          new Declared("string", 1, 1, a -> TextNode.valueOf(Values.text(a.value(0)))),
          new Declared("substring", 2, 3, StringFunctions::substring),
          new Declared("toLower", 1, 1, a -> text(a.textual(0).toLowerCase(Locale.ROOT))),
          new Declared("toUpper", 1, 1, a -> text(a.textual(0).toUpperCase(Locale.ROOT))),
          new Declared("trim", 1, 1, a -> text(a.text(0).strip())));

  private StringFunctions() {}

  private static TextNode text(String value) {
    return TextNode.valueOf(value);
  }

  private static List<String> texts(Arguments arguments) {
    List<String> texts = new ArrayList<>();
    for (int i = 0; i < arguments.count(); i++) {
      texts.add(arguments.textual(i));
    }
    return texts;
  }

  private static JsonNode affix(Arguments arguments, boolean start) {
    String text = arguments.text(0);
    String part = arguments.text(1);
    int at = start ? 0 : text.length() - part.length();
    return BooleanNode.valueOf(text.regionMatches(true, at, part, 0, part.length()));
  }

  private static JsonNode padLeft(Arguments arguments) {
    String text = arguments.textual(0);
    long width = arguments.integer(1);
    String fill = arguments.has(2) ? arguments.text(2) : " ";
    if (fill.length() != 1 || width < 0 || width > MAX_PADDING) {
      throw arguments.fault("it pads with one character to at most " + MAX_PADDING + ".");
    }
    return text(fill.repeat((int) Math.max(0, width - text.length())) + text);
  }

  private static JsonNode replace(Arguments arguments) {
    String old = arguments.text(1);
    if (old.isEmpty()) {
      throw arguments.fault("the text to be replaced is empty.");
    }
    return text(arguments.text(0).replace(old, arguments.text(2)));
  }

  private static JsonNode split(Arguments arguments) {
    String text = arguments.text(0);
    List<String> delimiters = new ArrayList<>();
    if (arguments.value(1).isArray()) {
      arguments.array(1).forEach(delimiter -> delimiters.add(Values.text(delimiter)));
    } else {
      delimiters.add(arguments.text(1));
    }
    delimiters.removeIf(String::isEmpty);
    ArrayNode parts = Json.array();
    int start = 0;
    for (int i = 0; i < text.length(); ) {
      String found = null;
      for (String delimiter : delimiters) {
        if (text.startsWith(delimiter, i)) {
          found = delimiter;
          break;
        }
      }
      if (found == null) {
        i++;
      } else {
        parts.add(text.substring(start, i));
        i += found.length();
        start = i;
      }
    }
    return parts.add(text.substring(start));
  }

  private static JsonNode substring(Arguments arguments) {
    String text = arguments.text(0);
    long start = arguments.integer(1);
    long length = arguments.has(2) ? arguments.integer(2) : text.length() - start;
    if (start < 0 || length < 0 || start > text.length() || length > text.length() - start) {
      throw arguments.fault(
          "characters %d to %d are outside of a text of %d."
              .formatted(start, start + length, text.length()));
    }
    return text(text.substring((int) start, (int) (start + length)));
  }
}
