package io.trunkline.workflows.state;

/**
 * Names one execution of an action within a run.
 *
 * @param name the action's name as the definition spells it
 * @param repetition indexes of the enclosing loops, six digits each, joined by {@code -}, outermost
 *     first; empty outside of loops (reference/workflows.md §7.3)
 */
public record ActionKey(String name, String repetition) {
  /** Returns the repetition name of pass {@code index} of this action, a loop. */
  public String iteration(int index) {
    String own = String.format("%06d", index);
    return repetition.isEmpty() ? own : repetition + "-" + own;
  }

  /** Returns a text that tells this execution from every other of the run. */
  public String path() {
    return repetition.isEmpty() ? name : name + "/" + repetition;
  }
}
