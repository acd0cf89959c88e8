package io.trunkline.workflows.effects;

import io.trunkline.workflows.definition.ActionDefinition;
import io.trunkline.workflows.definition.Status;
import io.trunkline.workflows.state.ActionKey;
import io.trunkline.workflows.state.ActionRecord;
import io.trunkline.workflows.state.RunView;
import java.util.Collection;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * The state of a scope, computed from its leaves: the actions that no other runs after. A leaf that
 * was skipped is replaced by what it would have run after, repeatedly (reference/workflows.md
 * §5.2).
 */
final class ScopeStatus {
  private final Map<String, ActionDefinition> siblings =
      new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
  private final String repetition;
  private final RunView view;
  private final Set<String> seen = new HashSet<>();
  private Status status = Status.SUCCEEDED;

  private ScopeStatus(Collection<ActionDefinition> actions, String repetition, RunView view) {
    actions.forEach(action -> siblings.put(action.name(), action));
    this.repetition = repetition;
    this.view = view;
  }

  /** Computes the state of actions that have all ended. */
  static Status of(Collection<ActionDefinition> actions, String repetition, RunView view) {
    ScopeStatus computed = new ScopeStatus(actions, repetition, view);
    Set<String> followed = new HashSet<>();
    actions.forEach(
        action ->
            action
                .runAfter()
                .keySet()
                .forEach(name -> followed.add(name.toLowerCase(Locale.ROOT))));
    for (ActionDefinition action : actions) {
      if (!followed.contains(action.name().toLowerCase(Locale.ROOT))) {
        computed.visit(action);
      }
    }
    return computed.status;
  }

  private void visit(ActionDefinition action) {
    if (!seen.add(action.name())) {
      return;
    }
    ActionRecord record = view.action(new ActionKey(action.name(), repetition));
    if (record == null || record.status() != Status.SKIPPED) {
      status = status.merge(record == null ? Status.SUCCEEDED : record.status());
      return;
    }
    for (String predecessor : action.runAfter().keySet()) {
      ActionDefinition sibling = siblings.get(predecessor);
      if (sibling != null) {
        visit(sibling);
      }
    }
  }
}
