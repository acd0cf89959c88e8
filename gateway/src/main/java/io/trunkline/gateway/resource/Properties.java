package io.trunkline.gateway.resource;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.trunkline.resources.ResourceException;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Reads and checks the properties that a client put. */
final class Properties {
  private final ObjectNode properties;

  private Properties(ObjectNode properties) {
    this.properties = properties;
  }

  /** Returns the properties of a body, which are changed in place. */
  static Properties of(ObjectNode body) {
    if (body.path("properties") instanceof ObjectNode properties) {
      return new Properties(properties);
    }
    if (body.hasNonNull("properties")) {
      throw invalid("properties", "must be an object.");
    }
    return new Properties(body.putObject("properties"));
  }

  ObjectNode node() {
    return properties;
  }

  String required(String name, int maxLength) {
    return text(name, maxLength)
        .filter(text -> !text.isEmpty())
        .orElseThrow(() -> invalid(name, "is required."));
  }

  Optional<String> text(String name, int maxLength) {
    JsonNode value = properties.path(name);
    if (value.isMissingNode() || value.isNull()) {
      return Optional.empty();
    }
    if (!value.isTextual()) {
      throw invalid(name, "must be a text.");
    }
    if (value.textValue().length() > maxLength) {
      throw invalid(name, "must have at most " + maxLength + " characters.");
    }
    return Optional.of(value.textValue());
  }

  Optional<String> word(String name, String... words) {
    Optional<String> text = text(name, 256);
    if (text.isPresent() && !Set.of(words).contains(text.get())) {
      throw invalid(name, "must be one of " + String.join(", ", words) + ".");
    }
    return text;
  }

  boolean flag(String name, boolean otherwise) {
    JsonNode value = properties.path(name);
    if (!value.isMissingNode() && !value.isNull() && !value.isBoolean()) {
      throw invalid(name, "must be true or false.");
    }
    return value.asBoolean(otherwise);
  }

  /** Fills a default in where the client gave nothing. */
  Properties withDefault(String name, JsonNode value) {
    if (!properties.hasNonNull(name)) {
      properties.set(name, value);
    }
    return this;
  }

  /** Refuses properties that ask for something the gateway does not do. */
  Properties refuse(String... names) {
    for (String name : names) {
      if (properties.hasNonNull(name)) {
        throw invalid(name, "is not supported.");
      }
    }
    return this;
  }

  Properties remove(String... names) {
    properties.remove(List.of(names));
    return this;
  }

  static ResourceException invalid(String name, String message) {
    return new ResourceException(
        400,
        "ValidationError",
        "One or more fields contain incorrect values: '" + name + "' " + message,
        name);
  }
}
