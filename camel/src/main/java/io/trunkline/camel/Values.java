package io.trunkline.camel;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.trunkline.net.codec.Json;
import io.trunkline.workflows.connector.ConnectorException;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Fills the templates of a declaration: {@code {name}} is a value, {@code {name:otherwise}} one
 * that may be missing. A text that is one placeholder keeps the value's type, and is left out where
 * there is none.
 *
 * @param values finds a value by its name
 */
record Values(Function<String, Optional<JsonNode>> values) {
  private static final Pattern PLACEHOLDER =
      Pattern.compile("\\{([A-Za-z_][A-Za-z0-9_.\\-]*)(?::([^{}]*))?\\}");

  /** What would end a path and begin options, or would be looked up by Camel. */
  private static final Pattern NOT_IN_PATHS = Pattern.compile("[?#&\\s]|\\{|\\}|%");

  /** Returns a filled template; empty for a placeholder without a value. */
  Optional<JsonNode> fill(JsonNode template) {
    return switch (template) {
      case ObjectNode object -> {
        ObjectNode filled = Json.object();
        for (Map.Entry<String, JsonNode> field : object.properties()) {
          fill(field.getValue()).ifPresent(value -> filled.set(field.getKey(), value));
        }
        yield Optional.of(filled);
      }
      case ArrayNode array -> {
        ArrayNode filled = Json.array();
        array.forEach(one -> fill(one).ifPresent(filled::add));
        yield Optional.of(filled);
      }
      default -> template.isTextual() ? text(template.textValue()) : Optional.of(template);
    };
  }

  private Optional<JsonNode> text(String template) {
    Matcher whole = PLACEHOLDER.matcher(template);
    if (whole.matches()) {
      return find(whole);
    }
    return Optional.of(Json.mapper().getNodeFactory().textNode(replaced(template, text -> text)));
  }

  /**
   * Returns an endpoint's address. Values cannot add options.
   *
   * @throws ConnectorException 400 where a value is missing or has a character that it must not
   */
  String address(String template) {
    return replaced(
        template,
        value -> {
          if (NOT_IN_PATHS.matcher(value).find()) {
            throw refusal(
                "'%s' has a character that the address of an endpoint cannot have."
                    .formatted(value));
          }
          return value;
        });
  }

  private String replaced(String template, Function<String, String> check) {
    return PLACEHOLDER
        .matcher(template)
        .replaceAll(
            match -> {
              String name = match.group(1);
              String value =
                  values
                      .apply(name)
                      .map(Values::plain)
                      .or(() -> Optional.ofNullable(match.group(2)))
                      .orElseThrow(() -> refusal("'%s' is missing.".formatted(name)));
              return Matcher.quoteReplacement(check.apply(value));
            });
  }

  private Optional<JsonNode> find(Matcher placeholder) {
    return values
        .apply(placeholder.group(1))
        .or(
            () ->
                Optional.ofNullable(placeholder.group(2))
                    .map(text -> Json.mapper().getNodeFactory().textNode(text)));
  }

  /** Returns a text as it is, everything else as JSON. */
  static String plain(JsonNode value) {
    return value.isTextual() ? value.textValue() : Json.text(value);
  }

  private static ConnectorException refusal(String message) {
    return new ConnectorException(400, "BadRequest", message);
  }
}
