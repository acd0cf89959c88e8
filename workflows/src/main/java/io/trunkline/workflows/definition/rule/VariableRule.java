package io.trunkline.workflows.definition.rule;

import com.fasterxml.jackson.databind.JsonNode;
import io.trunkline.workflows.definition.ActionDefinition;
import io.trunkline.workflows.definition.ActionType;
import io.trunkline.workflows.definition.DefinitionLimits;
import io.trunkline.workflows.definition.Problems;
import io.trunkline.workflows.definition.WorkflowDefinition;
import io.trunkline.workflows.expression.JsonPath;
import io.trunkline.workflows.expression.Reference;
import io.trunkline.workflows.expression.value.ObjectProperties;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** Variables are initialised once, at the top level, before use (reference/workflows.md §4.8). */
final class VariableRule implements DefinitionRule {
  private static final Set<String> TYPES =
      Set.of("string", "integer", "float", "boolean", "array", "object");

  private final DefinitionLimits limits;

  VariableRule(DefinitionLimits limits) {
    this.limits = limits;
  }

  /** Returns the names of all variables, for lookups without regard to case. */
  static Set<String> names(WorkflowDefinition definition) {
    Set<String> names = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
    for (ActionDefinition action : definition.allActions()) {
      variables(action).forEach(variable -> names.add(text(variable, "name")));
    }
    return names;
  }

  @Override
  public void check(WorkflowDefinition definition, String path, Problems problems) {
    Set<String> seen = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
    for (ActionDefinition action : definition.allActions()) {
      switch (action.type()) {
        case INITIALIZE_VARIABLE -> initialisation(action, definition, seen, problems);
        case SET_VARIABLE,
            INCREMENT_VARIABLE,
            DECREMENT_VARIABLE,
            APPEND_TO_ARRAY_VARIABLE,
            APPEND_TO_STRING_VARIABLE ->
            operation(action, names(definition), problems);
        default -> {}
      }
    }
    if (seen.size() > limits.variables()) {
      problems.add(
          JsonPath.property(path, "actions"),
          "The definition has '%d' variables; the limit is '%d'."
              .formatted(seen.size(), limits.variables()));
    }
  }

  private void initialisation(
      ActionDefinition action, WorkflowDefinition definition, Set<String> seen, Problems problems) {
    String place = JsonPath.property(action.path(), "inputs", "variables");
    if (definition.parent(action.name()).isPresent()) {
      refuse(place, "Variables can only be initialized at the top level of a workflow.", problems);
    }
    Collection<JsonNode> variables = variables(action);
    if (variables.isEmpty()) {
      refuse(place, "The action '%s' names no variable.".formatted(action.name()), problems);
    }
    for (JsonNode variable : variables) {
      String name = text(variable, "name");
      if (name.isEmpty() || name.length() > limits.nameLength()) {
        problems.add(
            place,
            "InvalidVariableName",
            "The name of a variable must have from 1 to '%d' characters."
                .formatted(limits.nameLength()));
      } else if (!seen.add(name)) {
        refuse(place, "The variable '%s' is initialized more than once.".formatted(name), problems);
      }
      if (!TYPES.contains(text(variable, "type").toLowerCase(Locale.ROOT))) {
        refuse(
            place,
            "The type '%s' of the variable '%s' is not one of String, Integer, Float, Boolean, Array and Object."
                .formatted(text(variable, "type"), name),
            problems);
      }
    }
  }

  private static void refuse(String place, String message, Problems problems) {
    problems.add(place, "InvalidVariableInitialization", message);
  }

  private static void operation(ActionDefinition action, Set<String> names, Problems problems) {
    String name = text(action.inputs().source(), "name");
    String place = JsonPath.property(action.path(), "inputs", "name");
    if (!names.contains(name)) {
      problems.add(
          place,
          "InvalidVariableOperation",
          "The variable '%s' is not initialized by any action.".formatted(name));
    }
    boolean refersToItself =
        action.type() == ActionType.SET_VARIABLE
            && action.inputs().references().stream()
                .anyMatch(
                    reference ->
                        reference.kind() == Reference.Kind.VARIABLE
                            && reference.name().equalsIgnoreCase(name));
    if (refersToItself) {
      problems.add(
          JsonPath.property(action.path(), "inputs", "value"),
          "InvalidVariableOperation",
          "The action '%s' cannot use the variable '%s' in the value that it sets it to."
              .formatted(action.name(), name));
    }
  }

  private static Collection<JsonNode> variables(ActionDefinition action) {
    if (action.type() != ActionType.INITIALIZE_VARIABLE) {
      return List.of();
    }
    return property(action.inputs().source(), "variables")
        .filter(JsonNode::isArray)
        .map(list -> list.valueStream().filter(JsonNode::isObject).toList())
        .orElseGet(List::of);
  }

  private static Optional<JsonNode> property(JsonNode object, String name) {
    return object.isObject() ? ObjectProperties.find(object, name) : Optional.empty();
  }

  private static String text(JsonNode object, String name) {
    return property(object, name).map(JsonNode::asText).orElse("");
  }
}
