package io.trunkline.workflows.definition.rule;

import io.trunkline.workflows.definition.ActionDefinition;
import io.trunkline.workflows.definition.WorkflowDefinition;
import java.util.ArrayDeque;
import java.util.Collections;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.Optional;
import java.util.Set;

/** Which actions have surely ended when another starts. */
public final class Upstream {
  private final WorkflowDefinition definition;
  private final IdentityHashMap<ActionDefinition, Set<ActionDefinition>> predecessors =
      new IdentityHashMap<>();

  public Upstream(WorkflowDefinition definition) {
    this.definition = definition;
  }

  /**
   * Returns whether {@code target}, or a scope that holds it, is in the {@code runAfter} path of
   * {@code action} or of a scope that holds {@code action}.
   */
  public boolean precedes(ActionDefinition target, ActionDefinition action) {
    Optional<ActionDefinition> current = Optional.of(action);
    while (current.isPresent()) {
      Set<ActionDefinition> ended = predecessors(current.get());
      Optional<ActionDefinition> holder = Optional.of(target);
      while (holder.isPresent()) {
        if (ended.contains(holder.get())) {
          return true;
        }
        holder = definition.parent(holder.get().name());
      }
      current = definition.parent(current.get().name());
    }
    return false;
  }

  private Set<ActionDefinition> predecessors(ActionDefinition action) {
    Set<ActionDefinition> known = predecessors.get(action);
    if (known != null) {
      return known;
    }
    Set<ActionDefinition> found = Collections.newSetFromMap(new IdentityHashMap<>());
    Deque<ActionDefinition> open = new ArrayDeque<>();
    open.add(action);
    while (!open.isEmpty()) {
      for (String name : open.remove().runAfter().keySet()) {
        definition.action(name).filter(found::add).ifPresent(open::add);
      }
    }
    predecessors.put(action, found);
    return found;
  }

  /** Returns whether {@code scope} holds {@code action}, at any depth. */
  @SuppressWarnings("ReferenceEquality") // an action is identical to itself only
  static boolean isWithin(
      ActionDefinition action, ActionDefinition scope, WorkflowDefinition definition) {
    Optional<ActionDefinition> holder = definition.parent(action.name());
    while (holder.isPresent()) {
      if (holder.get() == scope) {
        return true;
      }
      holder = definition.parent(holder.get().name());
    }
    return false;
  }
}
