package io.trunkline.workflows.service;

import io.trunkline.workflows.definition.ActionDefinition;
import io.trunkline.workflows.definition.WorkflowDefinition;
import java.util.Collection;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Works out what of a run is done again from some of its actions on: these, what runs after them,
 * and what runs after the scopes that hold them (reference/workflows.md §5.9).
 *
 * @param again names of the actions that are done again
 * @param reopened names of the scopes that hold them
 */
record Resubmission(Set<String> again, Set<String> reopened) {

  /**
   * @throws WorkflowException 400 when there is no such action, or it is inside a loop
   */
  static Resubmission of(WorkflowDefinition definition, Collection<String> from) {
    Resubmission result = new Resubmission(new HashSet<>(), new HashSet<>());
    for (String name : from) {
      ActionDefinition action =
          definition
              .action(name)
              .orElseThrow(() -> refused("The run has no action '%s'.".formatted(name)));
      result.repeat(definition, action);
    }
    result.reopened.removeAll(result.again);
    return result;
  }

  private void repeat(WorkflowDefinition definition, ActionDefinition action) {
    Optional<ActionDefinition> holder = definition.parent(action.name());
    Collection<ActionDefinition> siblings =
        holder.map(scope -> scope.body().children()).orElseGet(() -> definition.actions().values());
    take(action);
    takeFollowers(siblings);
    if (holder.isPresent()) {
      if (holder.get().type().isLoop()) {
        throw refused(
            "The action '%s' is inside of a loop and cannot be done again by itself."
                .formatted(action.name()));
      }
      reopened.add(holder.get().name());
      followers(definition, holder.get());
    }
  }

  /** What runs after a reopened scope is done again, and so on outwards. */
  private void followers(WorkflowDefinition definition, ActionDefinition scope) {
    Optional<ActionDefinition> holder = definition.parent(scope.name());
    Collection<ActionDefinition> siblings =
        holder.map(outer -> outer.body().children()).orElseGet(() -> definition.actions().values());
    for (ActionDefinition sibling : siblings) {
      if (runsAfter(sibling, Set.of(scope.name()))) {
        take(sibling);
      }
    }
    takeFollowers(siblings);
    if (holder.isPresent()) {
      if (holder.get().type().isLoop()) {
        throw refused(
            "The action '%s' is inside of a loop and cannot be done again by itself."
                .formatted(scope.name()));
      }
      reopened.add(holder.get().name());
      followers(definition, holder.get());
    }
  }

  private void takeFollowers(Collection<ActionDefinition> siblings) {
    boolean found = true;
    while (found) {
      found = false;
      for (ActionDefinition sibling : siblings) {
        if (!again.contains(sibling.name()) && runsAfter(sibling, again)) {
          take(sibling);
          found = true;
        }
      }
    }
  }

  private static boolean runsAfter(ActionDefinition action, Set<String> names) {
    for (Map.Entry<String, ?> predecessor : action.runAfter().entrySet()) {
      String wanted = predecessor.getKey().toLowerCase(Locale.ROOT);
      if (names.stream().anyMatch(name -> name.toLowerCase(Locale.ROOT).equals(wanted))) {
        return true;
      }
    }
    return false;
  }

  private void take(ActionDefinition action) {
    again.add(action.name());
    action.body().children().forEach(this::take);
  }

  private static WorkflowException refused(String message) {
    return new WorkflowException(400, "WorkflowTriggerHistoryCannotBeResubmitted", message);
  }
}
