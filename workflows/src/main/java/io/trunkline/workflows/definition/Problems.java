package io.trunkline.workflows.definition;

import io.trunkline.workflows.expression.ExpressionException;
import java.util.ArrayList;
import java.util.List;

/** Collects what is wrong with a definition; never more than a reader can use. */
public final class Problems {
  /** Problems after this many are dropped. */
  public static final int MAXIMUM = 200;

  private final List<Problem> found = new ArrayList<>();

  /** Notes a problem. */
  public void add(String path, String code, String message) {
    if (found.size() < MAXIMUM) {
      found.add(new Problem(path, code, message));
    }
  }

  /** Notes a problem that has no code of its own. */
  public void add(String path, String message) {
    add(path, Problem.INVALID_TEMPLATE, message);
  }

  /** Notes an expression that does not compile. */
  public void add(ExpressionException problem) {
    String place = problem.position() > 0 ? " (position %d)".formatted(problem.position()) : "";
    add(problem.path(), ExpressionException.CODE, problem.getMessage() + place);
  }

  public boolean isEmpty() {
    return found.isEmpty();
  }

  /** Returns the problems in the order in which they were found. */
  public List<Problem> all() {
    return List.copyOf(found);
  }
}
