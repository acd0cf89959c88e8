package io.trunkline.workflows.definition.rule;

import io.trunkline.workflows.definition.ActionDefinition;
import java.util.Map;
import java.util.Optional;

/** Finds actions of one level without regard to case. */
final class Siblings {
  private Siblings() {}

  static Optional<ActionDefinition> find(Map<String, ActionDefinition> level, String name) {
    ActionDefinition exact = level.get(name);
    if (exact != null) {
      return Optional.of(exact);
    }
    return level.values().stream()
        .filter(action -> action.name().equalsIgnoreCase(name))
        .findFirst();
  }
}
