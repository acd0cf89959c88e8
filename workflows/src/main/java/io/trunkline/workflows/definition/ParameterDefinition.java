package io.trunkline.workflows.definition;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Optional;

/**
 * A parameter of a definition (reference/workflows.md §1.4).
 *
 * @param defaultValue used where no value is supplied; Standard files may give {@code value}
 *     instead
 * @param allowedValues empty where every value is allowed
 */
public record ParameterDefinition(
    String name,
    ParameterType type,
    Optional<JsonNode> defaultValue,
    List<JsonNode> allowedValues) {
  public ParameterDefinition {
    allowedValues = List.copyOf(allowedValues);
  }

  /** Returns what is wrong with a value for this parameter, or empty. */
  public Optional<String> refuse(JsonNode value) {
    if (!type.accepts(value)) {
      return Optional.of(
          "The value of the workflow parameter '%s' is not of the type '%s'."
              .formatted(name, type.text()));
    }
    if (!allowedValues.isEmpty() && !allowedValues.contains(value)) {
      return Optional.of(
          "The value of the workflow parameter '%s' is not one of its allowed values."
              .formatted(name));
    }
    return Optional.empty();
  }
}
