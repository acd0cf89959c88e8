package io.trunkline.gateway.catalog;

import io.trunkline.net.http.Paths;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * The URL template of an operation: segments, {@code {name}}, a last {@code {*name}} or {@code /*},
 * and required query parameters ({@code reference/api-management.md §4.1}).
 */
public final class UrlTemplate {
  private sealed interface Part {}

  private record Literal(String text) implements Part {}

  private record Parameter(String name) implements Part {}

  private record Rest(String name) implements Part {}

  /** More specific templates first: literals beat parameters, parameters beat the rest. */
  public static final Comparator<UrlTemplate> SPECIFIC_FIRST =
      Comparator.comparing(UrlTemplate::rank);

  private final String text;
  private final List<Part> parts = new ArrayList<>();
  private final Map<String, String> query = new LinkedHashMap<>();

  private UrlTemplate(String text) {
    this.text = text;
  }

  /**
   * Reads a template.
   *
   * @throws IllegalArgumentException saying what is wrong with it
   */
  public static UrlTemplate parse(String text) {
    UrlTemplate template = new UrlTemplate(text);
    int mark = text.indexOf('?');
    for (String segment : (mark < 0 ? text : text.substring(0, mark)).split("/", -1)) {
      if (segment.isEmpty()) {
        continue;
      }
      if (!template.parts.isEmpty() && template.parts.getLast() instanceof Rest) {
        throw new IllegalArgumentException("Nothing may follow a wildcard in '" + text + "'.");
      }
      template.parts.add(part(segment, text));
    }
    if (mark >= 0) {
      RequestQuery.parse(text.substring(mark + 1))
          .forEach((name, value) -> template.query.put(name, value));
    }
    return template;
  }

  private static Part part(String segment, String text) {
    if (segment.equals("*")) {
      return new Rest("");
    }
    boolean opened = segment.startsWith("{") && segment.endsWith("}");
    if (!opened) {
      if (segment.contains("{") || segment.contains("}")) {
        throw new IllegalArgumentException(
            "A parameter must be a whole segment in '" + text + "'.");
      }
      return new Literal(segment);
    }
    String name = segment.substring(1, segment.length() - 1);
    if (name.isEmpty() || name.contains("{") || name.contains("}")) {
      throw new IllegalArgumentException("A parameter has no proper name in '" + text + "'.");
    }
    return name.startsWith("*") ? new Rest(name.substring(1)) : new Parameter(name);
  }

  public String text() {
    return text;
  }

  /** Returns the names of the parameters, those of the query included. */
  public List<String> parameters() {
    List<String> names = new ArrayList<>();
    for (Part part : parts) {
      switch (part) {
        case Parameter parameter -> names.add(parameter.name());
        case Rest rest when !rest.name().isEmpty() -> names.add(rest.name());
        case Rest ignored -> {}
        case Literal ignored -> {}
      }
    }
    query.values().stream().filter(v -> v.startsWith("{")).forEach(v -> names.add(unbraced(v)));
    return names;
  }

  /**
   * Matches a path below the API's.
   *
   * @param segments percent-encoded segments
   * @param parameters looks up a query parameter
   * @return the values of the parameters, or empty when the path does not match
   */
  public Optional<Map<String, String>> match(
      List<String> segments, Function<String, Optional<String>> parameters) {
    Map<String, String> matched = new LinkedHashMap<>();
    boolean open = !parts.isEmpty() && parts.getLast() instanceof Rest;
    if (open ? segments.size() < parts.size() - 1 : segments.size() != parts.size()) {
      return Optional.empty();
    }
    for (int i = 0; i < parts.size(); i++) {
      switch (parts.get(i)) {
        case Literal literal -> {
          if (!literal.text().equalsIgnoreCase(decode(segments.get(i)))) {
            return Optional.empty();
          }
        }
        case Parameter parameter -> matched.put(parameter.name(), decode(segments.get(i)));
        case Rest rest -> {
          String value = String.join("/", segments.subList(i, segments.size()));
          if (!rest.name().isEmpty()) {
            matched.put(rest.name(), decode(value));
          }
        }
      }
    }
    for (Map.Entry<String, String> wanted : query.entrySet()) {
      Optional<String> value = parameters.apply(wanted.getKey());
      boolean variable = wanted.getValue().startsWith("{");
      if (value.isEmpty() || (!variable && !value.get().equals(wanted.getValue()))) {
        return Optional.empty();
      }
      if (variable) {
        matched.put(unbraced(wanted.getValue()), value.get());
      }
    }
    return Optional.of(matched);
  }

  private static String decode(String segment) {
    try {
      return Paths.decode(segment);
    } catch (IllegalArgumentException e) {
      return segment;
    }
  }

  private static String unbraced(String parameter) {
    return parameter.substring(1, parameter.length() - 1);
  }

  private String rank() {
    StringBuilder rank = new StringBuilder();
    for (Part part : parts) {
      rank.append(
          switch (part) {
            case Literal ignored -> 'a';
            case Parameter ignored -> 'b';
            case Rest ignored -> 'd';
          });
    }
    // A longer path of the same beginning, then one with more query parameters, comes first.
    return rank.append('c').append((char) ('z' - Math.min(query.size(), 20))).toString();
  }

  private static final class RequestQuery {
    static Map<String, String> parse(String query) {
      Map<String, String> pairs = new LinkedHashMap<>();
      for (String pair : query.split("&", -1)) {
        int equals = pair.indexOf('=');
        if (equals > 0) {
          pairs.put(pair.substring(0, equals), pair.substring(equals + 1));
        }
      }
      return pairs;
    }
  }

  @Override
  public String toString() {
    return text;
  }
}
