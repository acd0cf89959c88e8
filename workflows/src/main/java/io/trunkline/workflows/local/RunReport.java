package io.trunkline.workflows.local;

import com.fasterxml.jackson.databind.JsonNode;
import io.trunkline.workflows.definition.Status;
import io.trunkline.workflows.expression.ExpressionTrace;
import io.trunkline.workflows.state.Failure;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a run did.
 *
 * @param steps the first level of actions, in the order in which they can run
 * @param outputs outputs of the workflow, {@code {name: {type, value}}}, or null
 * @param response what the caller of a Request trigger was answered, or null
 */
public record RunReport(
    String workflow,
    String run,
    String trigger,
    Status status,
    @Nullable String code,
    @Nullable Failure error,
    Duration duration,
    List<Step> steps,
    @Nullable JsonNode outputs,
    @Nullable Response response) {

  /** What a caller was answered. */
  public record Response(int statusCode, @Nullable JsonNode headers, @Nullable JsonNode body) {}

  /**
   * An execution of an action, or a pass of a loop.
   *
   * @param name name of the action; for a pass its number in brackets
   * @param type type of the action, or an empty text for a pass
   * @param repetition passes of the enclosing loops as history names them; empty outside of loops
   * @param retries attempts before the last
   * @param expressions what the action's expressions gave
   */
  public record Step(
      String name,
      String type,
      String repetition,
      Status status,
      @Nullable String code,
      @Nullable Failure error,
      Duration duration,
      int retries,
      @Nullable JsonNode inputs,
      @Nullable JsonNode outputs,
      List<ExpressionTrace> expressions,
      List<Step> children) {

    public Step {
      expressions = List.copyOf(expressions);
      children = List.copyOf(children);
    }

    /** Returns whether this is a pass of a loop. */
    public boolean isPass() {
      return type.isEmpty();
    }
  }

  public RunReport {
    steps = List.copyOf(steps);
  }

  /** Returns every execution of an action, in order; empty for one that never came to its turn. */
  public List<Step> executions(String action) {
    List<Step> found = new ArrayList<>();
    collect(steps, action, found);
    return found;
  }

  /** Returns the last execution of an action. */
  public Optional<Step> action(String name) {
    List<Step> found = executions(name);
    return found.isEmpty() ? Optional.empty() : Optional.of(found.getLast());
  }

  private static void collect(List<Step> steps, String action, List<Step> found) {
    for (Step step : steps) {
      if (!step.isPass() && step.name().equalsIgnoreCase(action)) {
        found.add(step);
      }
      collect(step.children(), action, found);
    }
  }
}
