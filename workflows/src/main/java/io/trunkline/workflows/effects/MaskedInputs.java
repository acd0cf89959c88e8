package io.trunkline.workflows.effects;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.trunkline.net.codec.Json;
import io.trunkline.workflows.connector.ManagedApis;
import io.trunkline.workflows.definition.ActionDefinition;
import io.trunkline.workflows.expression.value.ObjectProperties;
import java.util.Optional;

/**
 * Evaluates inputs for the record, which never holds the secrets of {@code authentication} or a
 * subscription's key.
 */
final class MaskedInputs {
  /** Stands where a secret was (reference/workflows.md §4.2.2). */
  static final String MASK = "*sanitized*";

  private MaskedInputs() {}

  static JsonNode evaluate(ActionDefinition action, RunContext context) {
    return masked(action.inputs().evaluate(context));
  }

  /** Returns evaluated inputs without their secrets. */
  static JsonNode masked(JsonNode value) {
    if (!(value instanceof ObjectNode inputs)) {
      return value;
    }
    Optional<String> authentication = ObjectProperties.findName(inputs, "authentication");
    Optional<String> key = ObjectProperties.findName(inputs, ManagedApis.SUBSCRIPTION_KEY);
    if (authentication.isEmpty() && key.isEmpty()) {
      return inputs;
    }
    ObjectNode masked = Json.object();
    masked.setAll(inputs);
    authentication.ifPresent(name -> masked.set(name, mask(inputs.get(name))));
    key.ifPresent(name -> masked.put(name, MASK));
    return masked;
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
