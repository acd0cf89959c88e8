package io.trunkline.workflows.effects;

import com.fasterxml.jackson.databind.JsonNode;
import io.trunkline.workflows.definition.ActionType;
import java.util.Map;

/** The actions that compute data (reference/workflows.md §4.7). */
final class DataActions {
  private DataActions() {}

  static void register(Map<ActionType, InstantAction> types) {
    types.put(
        ActionType.COMPOSE,
        (action, context) -> {
          JsonNode value = action.inputs().evaluate(context);
          return Outcome.ok(value, value);
        });
  }
}
