package io.trunkline.gateway.expression;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The local variables that are visible while an expression is compiled. */
final class Scope {
  /** A local variable. */
  record Variable(int slot, CsType type) {}

  private final Deque<Map<String, Variable>> levels = new ArrayDeque<>();
  private int slots;

  Scope() {
    enter();
  }

  void enter() {
    levels.push(new HashMap<>());
  }

  void leave() {
    levels.pop();
  }

  Variable declare(String name, CsType type) {
    Variable variable = new Variable(slots++, type);
    levels.getFirst().put(name, variable);
    return variable;
  }

  /** Reserves a slot that no name refers to. */
  int reserve() {
    return slots++;
  }

  @Nullable Variable find(String name) {
    for (Map<String, Variable> level : levels) {
      Variable variable = level.get(name);
      if (variable != null) {
        return variable;
      }
    }
    return null;
  }

  int slots() {
    return slots;
  }
}
