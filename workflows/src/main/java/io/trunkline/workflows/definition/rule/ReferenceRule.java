package io.trunkline.workflows.definition.rule;

import io.trunkline.workflows.definition.ActionBody;
import io.trunkline.workflows.definition.ActionDefinition;
import io.trunkline.workflows.definition.ActionType;
import io.trunkline.workflows.definition.OutputDefinition;
import io.trunkline.workflows.definition.Problems;
import io.trunkline.workflows.definition.TriggerDefinition;
import io.trunkline.workflows.definition.WorkflowDefinition;
import io.trunkline.workflows.expression.Reference;
import io.trunkline.workflows.expression.Template;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What expressions name is there: parameters, variables, and actions that surely ended before
 * (reference/workflows.md §2.9).
 */
final class ReferenceRule implements DefinitionRule {
  /** The parameter that deployments add to every Consumption workflow. */
  private static final String CONNECTIONS = "$connections";

  private final boolean parametersElsewhere;

  /**
   * @param parametersElsewhere whether parameters may be defined outside of the definition
   */
  ReferenceRule(boolean parametersElsewhere) {
    this.parametersElsewhere = parametersElsewhere;
  }

  @Override
  public void check(WorkflowDefinition definition, String path, Problems problems) {
    Set<String> variables = VariableRule.names(definition);
    Upstream upstream = new Upstream(definition);
    for (TriggerDefinition trigger : definition.triggers()) {
      for (Reference reference : references(trigger)) {
        checkCommon(reference, definition, variables, problems);
        if (isAction(reference)) {
          problems.add(
              reference.path(),
              "The trigger '%s' cannot refer to the action '%s'."
                  .formatted(trigger.name(), reference.name()));
        }
      }
    }
    for (ActionDefinition action : definition.allActions()) {
      for (Reference reference : references(action)) {
        checkCommon(reference, definition, variables, problems);
        checkAction(reference, action, definition, upstream, problems);
      }
    }
    for (OutputDefinition output : definition.outputs()) {
      for (Reference reference : output.value().references()) {
        checkCommon(reference, definition, variables, problems);
        if (isAction(reference) && definition.action(reference.name()).isEmpty()) {
          problems.add(reference.path(), undefined(reference));
        }
      }
    }
  }

  private static List<Reference> references(TriggerDefinition trigger) {
    List<Reference> references = new ArrayList<>(trigger.inputs().references());
    trigger.conditions().forEach(condition -> references.addAll(condition.references()));
    addAll(references, trigger.recurrence());
    addAll(references, trigger.splitOn());
    addAll(references, trigger.splitOnTrackingId());
    addAll(references, trigger.clientTrackingId());
    return references;
  }

  private static List<Reference> references(ActionDefinition action) {
    List<Reference> references = new ArrayList<>(action.inputs().references());
    switch (action.body()) {
      case ActionBody.If choice -> references.addAll(choice.expression().references());
      case ActionBody.Switch choice -> references.addAll(choice.expression().references());
      case ActionBody.Foreach loop -> references.addAll(loop.items().references());
      case ActionBody.Until loop -> references.addAll(loop.expression().references());
      case ActionBody.Scope _, ActionBody.Operation _ -> {}
    }
    addAll(references, action.settings().trackedProperties());
    return references;
  }

  private static void addAll(List<Reference> references, Optional<Template> template) {
    template.ifPresent(present -> references.addAll(present.references()));
  }

  private static boolean isAction(Reference reference) {
    return reference.kind() == Reference.Kind.ACTION || reference.kind() == Reference.Kind.SCOPE;
  }

  private void checkCommon(
      Reference reference,
      WorkflowDefinition definition,
      Set<String> variables,
      Problems problems) {
    switch (reference.kind()) {
      case PARAMETER -> {
        if (!parametersElsewhere
            && definition.parameter(reference.name()).isEmpty()
            && !reference.name().equalsIgnoreCase(CONNECTIONS)) {
          problems.add(
              reference.path(),
              "The workflow parameter '%s' is not defined.".formatted(reference.name()));
        }
      }
      case VARIABLE -> {
        if (!variables.contains(reference.name())) {
          problems.add(
              reference.path(),
              "The variable '%s' is not initialized by any action.".formatted(reference.name()));
        }
      }
      default -> {}
    }
  }

  private static void checkAction(
      Reference reference,
      ActionDefinition action,
      WorkflowDefinition definition,
      Upstream upstream,
      Problems problems) {
    switch (reference.kind()) {
      case ACTION, SCOPE -> {
        Optional<ActionDefinition> target = definition.action(reference.name());
        if (target.isEmpty()) {
          problems.add(reference.path(), undefined(reference));
        } else if (!upstream.precedes(target.get(), action)
            && !isOwnChild(target.get(), action, definition)) {
          problems.add(
              reference.path(),
              "The action '%s' cannot refer to the action '%s': that action must be in its 'runAfter' path."
                  .formatted(action.name(), target.get().name()));
        }
      }
      case LOOP_ITEM -> enclosing(reference, action, ActionType.FOREACH, definition, problems);
      case LOOP_ITERATION -> enclosing(reference, action, ActionType.UNTIL, definition, problems);
      default -> {}
    }
  }

  /** An Until decides by what its own actions gave. */
  @SuppressWarnings("ReferenceEquality") // an action is identical to itself only
  private static boolean isOwnChild(
      ActionDefinition target, ActionDefinition action, WorkflowDefinition definition) {
    return action.type() == ActionType.UNTIL
        && (target == action || Upstream.isWithin(target, action, definition));
  }

  @SuppressWarnings("ReferenceEquality") // an action is identical to itself only
  private static void enclosing(
      Reference reference,
      ActionDefinition action,
      ActionType type,
      WorkflowDefinition definition,
      Problems problems) {
    boolean found =
        definition
            .action(reference.name())
            .filter(loop -> loop.type() == type)
            .filter(loop -> loop == action || Upstream.isWithin(action, loop, definition))
            .isPresent();
    if (!found) {
      problems.add(
          reference.path(),
          "The action '%s' is not inside of a '%s' action named '%s'."
              .formatted(action.name(), type.text(), reference.name()));
    }
  }

  private static String undefined(Reference reference) {
    return "The action '%s' that the expression refers to is not defined."
        .formatted(reference.name());
  }
}
