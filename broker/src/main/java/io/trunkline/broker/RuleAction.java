package io.trunkline.broker;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a rule does to the copy of a message that matches.
 *
 * @param expression SQL statements ({@code SET}, {@code REMOVE}); not blank
 * @param parameters values of {@code @name}
 */
public record RuleAction(String expression, Map<String, Object> parameters) {
  /** Copies the parameters. */
  public RuleAction {
    parameters = Map.copyOf(parameters);
  }

  /** Makes an action without parameters. */
  public RuleAction(String expression) {
    this(expression, Map.of());
  }

  /** Returns the action of an expression, or null where it is blank or missing. */
  public static @Nullable RuleAction of(
      @Nullable String expression, Map<String, Object> parameters) {
    return expression == null || expression.isBlank()
        ? null
        : new RuleAction(expression, parameters);
  }
}
