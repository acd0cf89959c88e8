package io.trunkline.gateway.expression;

/** An expression failed at run time: LastError reason {@code ExpressionValueEvaluationFailure}. */
public class EvaluationException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public EvaluationException(String message) {
    super(message, null, false, false);
  }
}
