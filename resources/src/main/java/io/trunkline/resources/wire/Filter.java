package io.trunkline.resources.wire;

import com.fasterxml.jackson.databind.JsonNode;
import io.trunkline.resources.ResourceException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The subset of OData that lists understand ({@code reference/resource-manager.md §1.6}): terms
 * joined by {@code and}; names and values compare without case.
 */
final class Filter {
  private static final Pattern COMPARISON =
      Pattern.compile("([\\w./]+)\\s+(eq|ne)\\s+'((?:[^']|'')*)'", Pattern.CASE_INSENSITIVE);
  private static final Pattern FUNCTION =
      Pattern.compile(
          "(substringof|startswith)\\(\\s*('(?:[^']|'')*'|[\\w./]+)\\s*,\\s*('(?:[^']|'')*'|[\\w./]+)\\s*\\)",
          Pattern.CASE_INSENSITIVE);
  private static final Pattern SCOPE =
      Pattern.compile(
          "(atScope|atScopeAndBelow|assignedTo)\\(\\s*(?:'([^']*)')?\\s*\\)",
          Pattern.CASE_INSENSITIVE);

  private Filter() {}

  /**
   * Returns whether a view passes.
   *
   * @throws ResourceException 400 {@code InvalidFilterInQueryString} for what is not understood
   */
  static Predicate<JsonNode> parse(String filter) {
    List<Predicate<JsonNode>> terms = new ArrayList<>();
    for (String term : filter.strip().split("(?i)\\s+and\\s+(?=(?:[^']*'[^']*')*[^']*$)", -1)) {
      terms.add(term(term.strip()));
    }
    return view -> terms.stream().allMatch(term -> term.test(view));
  }

  private static Predicate<JsonNode> term(String term) {
    Matcher comparison = COMPARISON.matcher(term);
    if (comparison.matches()) {
      String name = comparison.group(1);
      String wanted = unquoted(comparison.group(3));
      boolean equal = comparison.group(2).equalsIgnoreCase("eq");
      return view -> compare(view, name, wanted) == equal;
    }
    Matcher function = FUNCTION.matcher(term);
    if (function.matches()) {
      boolean starts = function.group(1).equalsIgnoreCase("startswith");
      String name = starts ? function.group(2) : function.group(3);
      String part = fold(unquoted(stripped(starts ? function.group(3) : function.group(2))));
      return view -> {
        String value = fold(value(view, name));
        return starts ? value.startsWith(part) : value.contains(part);
      };
    }
    Matcher scope = SCOPE.matcher(term);
    if (scope.matches()) {
      String principal = scope.group(2);
      return view -> principal == null || principal.equalsIgnoreCase(value(view, "principalId"));
    }
    throw ResourceException.badRequest(
        "InvalidFilterInQueryString", "The filter term '" + term + "' is not supported.");
  }

  private static boolean compare(JsonNode view, String name, String wanted) {
    return switch (fold(name)) {
      case "tagname" -> tag(view, null, wanted);
      case "tagvalue" -> tag(view, wanted, null);
      case "resourcetype" -> wanted.equalsIgnoreCase(value(view, "type"));
      case "location" ->
          fold(wanted).replace(" ", "").equals(fold(value(view, name)).replace(" ", ""));
      case "resourcegroup" ->
          fold(value(view, "id")).contains("/resourcegroups/" + fold(wanted) + "/");
      default -> wanted.equalsIgnoreCase(value(view, name));
    };
  }

  private static boolean tag(JsonNode view, @Nullable String value, @Nullable String name) {
    for (Map.Entry<String, JsonNode> tag : view.path("tags").properties()) {
      if (name == null || tag.getKey().equalsIgnoreCase(name)) {
        if (value == null || tag.getValue().asText().equalsIgnoreCase(value)) {
          return true;
        }
      }
    }
    return false;
  }

  /** Looks a name up in {@code properties} first, then in the envelope. */
  private static String value(JsonNode view, String name) {
    String last = name.substring(name.lastIndexOf('/') + 1);
    for (JsonNode object : List.of(view.path("properties"), view)) {
      for (Map.Entry<String, JsonNode> member : object.properties()) {
        if (member.getKey().equalsIgnoreCase(last)) {
          return member.getValue().asText();
        }
      }
    }
    return "";
  }

  private static String stripped(String quoted) {
    return quoted.startsWith("'") ? quoted.substring(1, quoted.length() - 1) : quoted;
  }

  private static String unquoted(String text) {
    return text.replace("''", "'");
  }

  private static String fold(String text) {
    return text.toLowerCase(Locale.ROOT);
  }
}
