package io.trunkline.workflows.connector;

import com.fasterxml.jackson.databind.JsonNode;
import io.trunkline.workflows.expression.value.ObjectProperties;
import java.util.Optional;

/**
 * Named values that a connector reads: parameters of an operation, queries, settings of a
 * connection. Names match in any letter case; null counts as absent.
 *
 * @param kind what messages call one of them, for example {@code parameter}
 */
public record Parameters(JsonNode values, String kind) {

  /** Returns a value. */
  public Optional<JsonNode> find(String name) {
    return values.isObject()
        ? ObjectProperties.find(values, name).filter(value -> !value.isNull())
        : Optional.empty();
  }

  /**
   * Returns a value.
   *
   * @throws ConnectorException 400 {@code BadRequest} where it is missing
   */
  public JsonNode required(String name) {
    return find(name).orElseThrow(() -> refusal("The %s '%s' is missing.".formatted(kind, name)));
  }

  /** Returns a value as text; empty where it is absent or empty. */
  public Optional<String> text(String name) {
    return find(name).map(JsonNode::asText).filter(text -> !text.isEmpty());
  }

  /**
   * Returns a value as text.
   *
   * @throws ConnectorException 400 {@code BadRequest} where it is missing or empty
   */
  public String requiredText(String name) {
    return text(name).orElseThrow(() -> refusal("The %s '%s' is missing.".formatted(kind, name)));
  }

  /** Returns a number, which may stand as text. */
  public long number(String name, long otherwise) {
    try {
      return text(name).map(Long::parseLong).orElse(otherwise);
    } catch (NumberFormatException e) {
      throw refusal("The %s '%s' must be a number.".formatted(kind, name));
    }
  }

  /** Returns a boolean, which may stand as text. */
  public boolean flag(String name, boolean otherwise) {
    return text(name).map(Boolean::parseBoolean).orElse(otherwise);
  }

  private static ConnectorException refusal(String message) {
    return new ConnectorException(400, "BadRequest", message);
  }
}
