package io.trunkline.workflows.expression.function;

import com.fasterxml.jackson.databind.JsonNode;
import io.trunkline.workflows.expression.EvaluationContext;

/**
 * A function of the expression language.
 *
 * @param name in the documented spelling; calls match it without regard to case
 * @param minimum fewest arguments
 * @param maximum most arguments, {@link #ANY} for no limit
 * @param lazy whether the body decides which arguments are evaluated
 * @param body what it does
 */
public record TemplateFunction(String name, int minimum, int maximum, boolean lazy, Body body) {
  /** No upper limit of arguments. */
  public static final int ANY = Integer.MAX_VALUE;

  /** What a function does with its arguments; knows nothing but them and the context. */
  @FunctionalInterface
  public interface Body {
    JsonNode apply(Arguments arguments, EvaluationContext context);
  }

  /** What a function does that needs nothing of its run. */
  @FunctionalInterface
  public interface PureBody {
    JsonNode apply(Arguments arguments);
  }

  /** Returns a function of its arguments alone. */
  static TemplateFunction pure(String name, int minimum, int maximum, PureBody body) {
    return new TemplateFunction(
        name, minimum, maximum, false, (arguments, _) -> body.apply(arguments));
  }

  /** Returns a function that evaluates only the arguments it needs. */
  static TemplateFunction lazy(String name, int minimum, int maximum, PureBody body) {
    return new TemplateFunction(
        name, minimum, maximum, true, (arguments, _) -> body.apply(arguments));
  }

  /** Returns a function that looks at its run. */
  static TemplateFunction contextual(String name, int minimum, int maximum, Body body) {
    return new TemplateFunction(name, minimum, maximum, false, body);
  }

  /** Returns whether a call may have {@code count} arguments. */
  public boolean accepts(int count) {
    return count >= minimum && count <= maximum;
  }

  /** Returns the number of arguments in words, for messages and documentation. */
  public String arity() {
    if (maximum == ANY) {
      return "at least '%d' parameter(s)".formatted(minimum);
    }
    return minimum == maximum
        ? "'%d' parameter(s)".formatted(minimum)
        : "'%d' to '%d' parameters".formatted(minimum, maximum);
  }

  /** Calls the function. */
  public JsonNode apply(Arguments arguments, EvaluationContext context) {
    if (!lazy) {
      arguments.evaluateAll();
    }
    return body.apply(arguments, context);
  }
}
