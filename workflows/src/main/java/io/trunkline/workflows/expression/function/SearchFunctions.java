package io.trunkline.workflows.expression.function;

import static io.trunkline.workflows.expression.function.TemplateFunction.pure;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.IntNode;
import io.trunkline.net.codec.Json;
import java.util.List;

/**
 * Functions that look for texts in texts (reference/workflows.md §2.1). They ignore case where the
 * documentation says so (§2.5).
 */
final class SearchFunctions {
  private SearchFunctions() {}

  static List<TemplateFunction> all() {
    return List.of(
        pure("indexOf", 2, 2, a -> IntNode.valueOf(indexOf(a.text(0), a.text(1)))),
        pure("lastIndexOf", 2, 2, a -> IntNode.valueOf(lastIndexOf(a.text(0), a.text(1)))),
        pure("nthIndexOf", 3, 3, SearchFunctions::nthIndexOf),
        pure("startsWith", 2, 2, a -> BooleanNode.valueOf(isAt(a.text(0), a.text(1), 0))),
        pure(
            "endsWith",
            2,
            2,
            a ->
                BooleanNode.valueOf(
                    isAt(a.text(0), a.text(1), a.text(0).length() - a.text(1).length()))),
        pure("split", 2, 2, SearchFunctions::split));
  }

  private static boolean isAt(String text, String sought, int index) {
    return text.regionMatches(true, index, sought, 0, sought.length());
  }

  private static int indexOf(String text, String sought) {
    for (int index = 0; index <= text.length() - sought.length(); index++) {
      if (isAt(text, sought, index)) {
        return index;
      }
    }
    return -1;
  }

  private static int lastIndexOf(String text, String sought) {
    if (sought.isEmpty()) {
      return Math.max(0, text.length() - 1);
    }
    for (int index = text.length() - sought.length(); index >= 0; index--) {
      if (isAt(text, sought, index)) {
        return index;
      }
    }
    return -1;
  }

  private static JsonNode nthIndexOf(Arguments arguments) {
    String text = arguments.text(0);
    String sought = arguments.text(1);
    long occurrence = arguments.integer(2);
    if (occurrence == 0) {
      throw arguments.wrongValue(2, "the occurrence must not be 0");
    }
    int step = occurrence > 0 ? 1 : -1;
    int index = occurrence > 0 ? -1 : text.length() + 1;
    for (long left = Math.abs(occurrence); left > 0; left--) {
      index =
          step > 0
              ? text.indexOf(sought, index + 1)
              : index == 0 ? -1 : text.lastIndexOf(sought, index - 1);
      if (index < 0) {
        return IntNode.valueOf(-1);
      }
      if (sought.isEmpty() && index >= text.length() && step > 0 && left > 1) {
        return IntNode.valueOf(-1);
      }
    }
    return IntNode.valueOf(index);
  }

  private static JsonNode split(Arguments arguments) {
    String text = arguments.text(0);
    String separator = arguments.text(1);
    ArrayNode parts = Json.array();
    int start = 0;
    if (!separator.isEmpty()) {
      for (int at = text.indexOf(separator); at >= 0; at = text.indexOf(separator, start)) {
        parts.add(text.substring(start, at));
        start = at + separator.length();
      }
    }
    return parts.add(text.substring(start));
  }
}
