package io.trunkline.workflows.check;

import com.fasterxml.jackson.databind.JsonNode;
import io.trunkline.workflows.definition.ActionDefinition;
import io.trunkline.workflows.definition.ActionType;
import io.trunkline.workflows.definition.OperationOption;
import io.trunkline.workflows.definition.WorkflowDefinition;
import io.trunkline.workflows.definition.rule.Upstream;
import io.trunkline.workflows.expression.JsonPath;
import io.trunkline.workflows.expression.Reference;
import io.trunkline.workflows.expression.value.ObjectProperties;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Variables that may be read before they are initialized, and those that several passes of a loop
 * set at once (reference/workflows.md §4.8).
 */
final class VariableReview implements Review {
  @Override
  public void look(
      WorkflowDefinition definition, String path, Surroundings around, Findings findings) {
    Map<String, ActionDefinition> initialisations = initialisations(definition);
    Upstream upstream = new Upstream(definition);
    for (ActionDefinition action : definition.allActions()) {
      for (Reference reference : action.inputs().references()) {
        if (reference.kind() == Reference.Kind.VARIABLE) {
          order(reference.name(), reference.path(), action, initialisations, upstream, findings);
        }
      }
      if (operates(action.type())) {
        String name =
            ObjectProperties.find(action.inputs().source(), "name")
                .map(JsonNode::asText)
                .orElse("");
        String place = JsonPath.property(action.path(), "inputs", "name");
        order(name, place, action, initialisations, upstream, findings);
        if (action.type() == ActionType.SET_VARIABLE) {
          race(name, place, action, definition, findings);
        }
      }
    }
  }

  private static boolean operates(ActionType type) {
    return switch (type) {
      case SET_VARIABLE,
          INCREMENT_VARIABLE,
          DECREMENT_VARIABLE,
          APPEND_TO_ARRAY_VARIABLE,
          APPEND_TO_STRING_VARIABLE ->
          true;
      default -> false;
    };
  }

  private static Map<String, ActionDefinition> initialisations(WorkflowDefinition definition) {
    Map<String, ActionDefinition> found = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    for (ActionDefinition action : definition.allActions()) {
      if (action.type() == ActionType.INITIALIZE_VARIABLE) {
        for (JsonNode variable : action.inputs().source().path("variables")) {
          found.putIfAbsent(variable.path("name").asText(), action);
        }
      }
    }
    return found;
  }

  private static void order(
      String name,
      String place,
      ActionDefinition action,
      Map<String, ActionDefinition> initialisations,
      Upstream upstream,
      Findings findings) {
    ActionDefinition initialisation = initialisations.get(name);
    if (initialisation != null && !upstream.precedes(initialisation, action)) {
      findings.suspicious(
          place,
          "Nothing makes sure that the variable '%s' is initialized by then: '%s' is not in the 'runAfter' path of '%s'."
              .formatted(name, initialisation.name(), action.name()));
    }
  }

  private static void race(
      String name,
      String place,
      ActionDefinition action,
      WorkflowDefinition definition,
      Findings findings) {
    Optional<ActionDefinition> holder = definition.parent(action.name());
    while (holder.isPresent()) {
      ActionDefinition loop = holder.get();
      if (loop.type() == ActionType.FOREACH
          && !loop.settings().has(OperationOption.SEQUENTIAL)
          && loop.settings()
              .runtime()
              .repetitions()
              .filter(repetitions -> repetitions.source().asInt() == 1)
              .isEmpty()) {
        findings.suspicious(
            place,
            "Passes of the loop '%s' run side by side and set the same variable '%s'; 'operationOptions': 'Sequential' lets them run one after the other."
                .formatted(loop.name(), name));
        return;
      }
      holder = definition.parent(loop.name());
    }
  }
}
