package io.trunkline.gateway.policy;

import io.trunkline.gateway.exchange.Exchange;
import io.trunkline.gateway.exchange.PolicyError;
import io.trunkline.gateway.expression.CompiledExpression;
import io.trunkline.gateway.expression.EvaluationException;
import io.trunkline.gateway.expression.Texts;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The value of an attribute or element: a literal or an expression. */
public final class PolicyValue {
  private final @Nullable String literal;
  private final @Nullable CompiledExpression expression;

  private PolicyValue(@Nullable String literal, @Nullable CompiledExpression expression) {
    this.literal = literal;
    this.expression = expression;
  }

  public static PolicyValue literal(String text) {
    return new PolicyValue(text, null);
  }

  static PolicyValue expression(CompiledExpression expression) {
    return new PolicyValue(null, expression);
  }

  /** Returns the text of a literal. */
  public Optional<String> literal() {
    return Optional.ofNullable(literal);
  }

  /**
   * Returns the value itself.
   *
   * @throws PolicyError with reason {@code ExpressionValueEvaluationFailure}
   */
  public @Nullable Object evaluate(Exchange exchange) {
    if (expression == null) {
      return literal;
    }
    try {
      return expression.evaluate(exchange);
    } catch (EvaluationException e) {
      throw failure("Expression evaluation failed. " + e.getMessage());
    }
  }

  public String text(Exchange exchange) {
    return Texts.of(evaluate(exchange));
  }

  public boolean flag(Exchange exchange) {
    Object value = evaluate(exchange);
    if (value instanceof Boolean flag) {
      return flag;
    }
    return switch (Texts.of(value).toLowerCase(java.util.Locale.ROOT)) {
      case "true" -> true;
      case "false" -> false;
      default -> throw failure("'" + Texts.of(value) + "' is neither true nor false.");
    };
  }

  public int number(Exchange exchange) {
    Object value = evaluate(exchange);
    if (value instanceof Number number) {
      return number.intValue();
    }
    try {
      return Integer.parseInt(Texts.of(value).strip());
    } catch (NumberFormatException e) {
      throw failure("'" + Texts.of(value) + "' is not a number.");
    }
  }

  /** The details stay in LastError; the client learns only that something is wrong inside. */
  private static PolicyError failure(String message) {
    return new PolicyError(
        500, "ExpressionValueEvaluationFailure", message, "Internal server error", Map.of());
  }
}
