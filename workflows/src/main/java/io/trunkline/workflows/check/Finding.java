package io.trunkline.workflows.check;

import io.trunkline.workflows.definition.Problem;

/**
 * Something that whoever wants to run a workflow should know.
 *
 * @param path JSON path of the place, such as {@code $.actions.Send.inputs.uri}
 * @param code for a refusal the service's error code, else the level
 */
public record Finding(Level level, String path, String code, String message) {
  /** How much it matters. */
  public enum Level {
    /** The definition cannot be deployed. */
    REFUSED,
    /** It can be deployed, and something in it fails when its turn comes. */
    UNSUPPORTED,
    /** It runs, and perhaps not as its author thinks. */
    SUSPICIOUS
  }

  static Finding refused(Problem problem) {
    return new Finding(Level.REFUSED, problem.path(), problem.code(), problem.message());
  }

  /** Returns whether the workflow works in spite of it. */
  public boolean isSuspicion() {
    return level == Level.SUSPICIOUS;
  }

  /** Returns a line; of those that are no refusals it says which level they have. */
  @Override
  public String toString() {
    return path + ": " + code + ": " + message;
  }
}
