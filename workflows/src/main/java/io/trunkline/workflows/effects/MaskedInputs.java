package io.trunkline.workflows.effects;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.trunkline.net.codec.Json;
import io.trunkline.workflows.definition.ActionDefinition;
import io.trunkline.workflows.expression.value.ObjectProperties;

/** Evaluates inputs for the record, which never holds the secrets of {@code authentication}. */
final class MaskedInputs {
  /** Stands where a secret was (reference/workflows.md §4.2.2). */
  static final String MASK = "*sanitized*";

  private MaskedInputs() {}

  static JsonNode evaluate(ActionDefinition action, RunContext context) {
    return masked(action.inputs().evaluate(context));
  }

  /** Returns evaluated inputs without the secrets of their {@code authentication}. */
  static JsonNode masked(JsonNode value) {
    if (!(value instanceof ObjectNode inputs)) {
      return value;
    }
    return ObjectProperties.findName(inputs, "authentication")
        .map(
            name -> {
              ObjectNode masked = Json.object();
              inputs
                  .properties()
                  .forEach(
                      field ->
                          masked.set(
                              field.getKey(),
                              field.getKey().equals(name)
                                  ? mask(field.getValue())
                                  : field.getValue()));
              return (JsonNode) masked;
            })
        .orElse(inputs);
  }

  private static JsonNode mask(JsonNode authentication) {
    ObjectNode masked = Json.object();
    authentication
        .properties()
        .forEach(
            field -> {
              if (field.getKey().equalsIgnoreCase("type")) {
                masked.set(field.getKey(), field.getValue());
              } else {
                masked.put(field.getKey(), MASK);
              }
            });
    return masked;
  }
}
