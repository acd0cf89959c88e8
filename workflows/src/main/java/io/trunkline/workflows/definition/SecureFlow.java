package io.trunkline.workflows.definition;

import io.trunkline.workflows.expression.Reference;
import io.trunkline.workflows.expression.Template;
import io.trunkline.workflows.expression.value.ObjectProperties;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * Which content of a workflow is secured: what its definition says, and what is computed of that
 * (reference/workflows.md §5.8). Inputs that refer to secured outputs are secured; where an action
 * computes its outputs of its inputs alone, its outputs are, too, and so is a variable that it
 * sets. In doubt more is secured. Immutable.
 */
public final class SecureFlow {
  private final Set<String> inputs = new HashSet<>();
  private final Set<String> outputs = new HashSet<>();
  private final Set<String> variables = new HashSet<>();
  private final Set<String> loops = new HashSet<>();
  private final Set<String> results = new HashSet<>();
  private boolean triggerOutputs;

  private SecureFlow() {}

  /** Follows secured content through a definition. */
  public static SecureFlow of(WorkflowDefinition definition) {
    SecureFlow flow = new SecureFlow();
    for (TriggerDefinition trigger : definition.triggers()) {
      flow.triggerOutputs |= trigger.settings().runtime().securesOutputs();
    }
    for (ActionDefinition action : definition.allActions()) {
      if (action.settings().runtime().securesInputs()) {
        flow.inputs.add(key(action.name()));
      }
      if (action.settings().runtime().securesOutputs()) {
        flow.outputs.add(key(action.name()));
      }
    }
    boolean starts = flow.triggerOutputs || !flow.inputs.isEmpty() || !flow.outputs.isEmpty();
    while (starts && flow.step(definition)) {
      // Each pass follows one more step; there are no more than actions.
    }
    flow.results(definition);
    return flow;
  }

  /** Returns whether the inputs of an action are secured. */
  public boolean securesInputs(String action) {
    return inputs.contains(key(action));
  }

  /** Returns whether the outputs of an action are secured. */
  public boolean securesOutputs(String action) {
    return outputs.contains(key(action));
  }

  /** Returns whether the outputs of the trigger are secured. */
  public boolean securesTriggerOutputs() {
    return triggerOutputs;
  }

  /** Returns whether an output of the workflow is computed of something secured. */
  public boolean securesResult(String output) {
    return results.contains(key(output));
  }

  /**
   * Returns whether any action that can end the run with an error of its own has secured inputs.
   */
  public boolean securesError(WorkflowDefinition definition) {
    return definition.allActions().stream()
        .anyMatch(action -> action.type() == ActionType.TERMINATE && securesInputs(action.name()));
  }

  private boolean step(WorkflowDefinition definition) {
    int before = inputs.size() + outputs.size() + variables.size() + loops.size();
    for (ActionDefinition action : definition.allActions()) {
      if (usesSecured(action, definition)) {
        inputs.add(key(action.name()));
      }
      if (inputs.contains(key(action.name()))) {
        follow(action);
      }
    }
    return inputs.size() + outputs.size() + variables.size() + loops.size() > before;
  }

  private void follow(ActionDefinition action) {
    if (action.type() == ActionType.FOREACH) {
      loops.add(key(action.name()));
    }
    if (computes(action.type())) {
      outputs.add(key(action.name()));
    }
    switch (action.type()) {
      case SET_VARIABLE,
          INCREMENT_VARIABLE,
          DECREMENT_VARIABLE,
          APPEND_TO_ARRAY_VARIABLE,
          APPEND_TO_STRING_VARIABLE ->
          ObjectProperties.find(action.inputs().source(), "name")
              .ifPresent(name -> variables.add(key(name.asText())));
      case INITIALIZE_VARIABLE ->
          action
              .inputs()
              .source()
              .path("variables")
              .forEach(variable -> variables.add(key(variable.path("name").asText())));
      default -> {}
    }
  }

  /** Returns whether outputs come of the inputs alone, and not from somewhere else. */
  private static boolean computes(ActionType type) {
    return switch (type) {
      case API_CONNECTION,
          API_CONNECTION_WEBHOOK,
          API_MANAGEMENT,
          FUNCTION,
          HTTP,
          HTTP_WEBHOOK,
          INVOKE_FUNCTION,
          OPEN_API_CONNECTION,
          OPEN_API_CONNECTION_WEBHOOK,
          SEND_TO_BATCH,
          SERVICE_PROVIDER,
          TERMINATE,
          WAIT,
          WORKFLOW ->
          false;
      default -> true;
    };
  }

  private boolean usesSecured(ActionDefinition action, WorkflowDefinition definition) {
    String text = action.source().toString().toLowerCase(Locale.ROOT);
    if (action.type() == ActionType.JAVA_SCRIPT_CODE) {
      return outputs.stream().anyMatch(text::contains)
          || (triggerOutputs && text.contains("trigger"));
    }
    return templates(action).stream()
            .flatMap(template -> template.references().stream())
            .anyMatch(reference -> isSecured(reference, text, definition))
        || usesLoop(action, text, definition);
  }

  private boolean isSecured(Reference reference, String text, WorkflowDefinition definition) {
    String name = key(reference.name());
    return switch (reference.kind()) {
      // The record of an action has its inputs, too.
      case ACTION -> outputs.contains(name) || (inputs.contains(name) && text.contains("inputs"));
      case SCOPE ->
          definition.allActions().stream()
              .filter(
                  one ->
                      definition
                          .parent(one.name())
                          .filter(parent -> key(parent.name()).equals(name))
                          .isPresent())
              .anyMatch(
                  one -> outputs.contains(key(one.name())) || inputs.contains(key(one.name())));
      case VARIABLE -> variables.contains(name);
      case TRIGGER -> triggerOutputs;
      case LOOP_ITEM -> loops.contains(name);
      default -> false;
    };
  }

  /** {@code item()} names no loop: it is that of any loop around it. */
  private boolean usesLoop(ActionDefinition action, String text, WorkflowDefinition definition) {
    if (!text.contains("item()")) {
      return false;
    }
    Optional<ActionDefinition> holder = definition.parent(action.name());
    while (holder.isPresent()) {
      if (loops.contains(key(holder.get().name()))) {
        return true;
      }
      holder = definition.parent(holder.get().name());
    }
    return false;
  }

  private static List<Template> templates(ActionDefinition action) {
    List<Template> templates = new ArrayList<>(List.of(action.inputs()));
    switch (action.body()) {
      case ActionBody.If choice -> templates.add(choice.expression());
      case ActionBody.Switch choice -> templates.add(choice.expression());
      case ActionBody.Foreach loop -> templates.add(loop.items());
      case ActionBody.Until loop -> templates.add(loop.expression());
      case ActionBody.Scope _, ActionBody.Operation _ -> {}
    }
    return templates;
  }

  private void results(WorkflowDefinition definition) {
    for (OutputDefinition output : definition.outputs()) {
      String text = output.value().source().toString().toLowerCase(Locale.ROOT);
      if (output.value().references().stream()
          .anyMatch(reference -> isSecured(reference, text, definition))) {
        results.add(key(output.name()));
      }
    }
  }

  private static String key(String name) {
    return name.toLowerCase(Locale.ROOT);
  }
}
