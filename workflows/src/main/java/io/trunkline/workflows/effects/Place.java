package io.trunkline.workflows.effects;

import io.trunkline.workflows.definition.ActionDefinition;
import io.trunkline.workflows.definition.WorkflowDefinition;
import io.trunkline.workflows.state.ActionKey;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/**
 * Where in a run something is evaluated: inside which passes of which loops.
 *
 * @param repetition the indexes of the passes, as in {@link ActionKey}
 * @param frames the enclosing loops, outermost first
 */
record Place(String repetition, List<Frame> frames) {

  /** A pass of an enclosing loop. */
  record Frame(ActionDefinition definition, ActionKey loop, int index) {}

  Place {
    frames = List.copyOf(frames);
  }

  /** Returns the place of an action's execution. */
  static Place of(WorkflowDefinition definition, ActionKey key) {
    return of(enclosingLoops(definition, key.name()), key.repetition());
  }

  /** Returns the place inside a pass of {@code loop}. */
  static Place inside(WorkflowDefinition definition, ActionKey loop, int index) {
    List<ActionDefinition> loops = new ArrayList<>(enclosingLoops(definition, loop.name()));
    loops.add(definition.action(loop.name()).orElseThrow());
    return of(loops, loop.iteration(index));
  }

  private static Place of(List<ActionDefinition> loops, String repetition) {
    String[] indexes = repetition.isEmpty() ? new String[0] : repetition.split("-", -1);
    List<Frame> frames = new ArrayList<>();
    String outer = "";
    for (int i = 0; i < indexes.length && i < loops.size(); i++) {
      int index = Integer.parseInt(indexes[i]);
      ActionKey loop = new ActionKey(loops.get(i).name(), outer);
      frames.add(new Frame(loops.get(i), loop, index));
      outer = loop.iteration(index);
    }
    return new Place(repetition, frames);
  }

  /** Returns the loops around an action, outermost first. */
  static List<ActionDefinition> enclosingLoops(WorkflowDefinition definition, String action) {
    List<ActionDefinition> loops = new ArrayList<>();
    Optional<ActionDefinition> parent = definition.parent(action);
    while (parent.isPresent()) {
      if (parent.get().type().isLoop()) {
        loops.add(parent.get());
      }
      parent = definition.parent(parent.get().name());
    }
    Collections.reverse(loops);
    return loops;
  }

  /** Returns the first {@code depth} indexes of the repetition. */
  String repetition(int depth) {
    if (depth == 0) {
      return "";
    }
    return depth >= frames.size()
        ? repetition
        : frames.get(depth - 1).loop().iteration(frames.get(depth - 1).index());
  }
}
