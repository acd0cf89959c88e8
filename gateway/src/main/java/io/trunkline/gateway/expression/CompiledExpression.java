package io.trunkline.gateway.expression;

import java.time.DateTimeException;
import java.util.NoSuchElementException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** An expression ready to be evaluated. Immutable and thread-safe. */
public final class CompiledExpression {
  private final CsType type;
  private final Statement body;
  private final int locals;
  private final int maxSteps;

  CompiledExpression(CsType type, Statement body, int locals, int maxSteps) {
    this.type = type;
    this.body = body;
    this.locals = locals;
    this.maxSteps = maxSteps;
  }

  /** Returns the static type of the result. */
  public CsType type() {
    return type;
  }

  /**
   * Evaluates the expression.
   *
   * @param context what {@code context} is
   * @throws EvaluationException when it fails
   */
  public @Nullable Object evaluate(Object context) {
    try {
      return Objects.requireNonNull(body.run(new Frame(context, locals, maxSteps))).value();
    } catch (IllegalArgumentException
        | IndexOutOfBoundsException
        | ClassCastException
        | ArithmeticException
        | DateTimeException
        | NoSuchElementException
        | UnsupportedOperationException
        | NullPointerException e) {
      throw new EvaluationException(
          e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage());
    } catch (StackOverflowError e) {
      throw new EvaluationException("The expression is nested too deeply.");
    }
  }
}
