package io.trunkline.gateway.expression;

/** An expression is refused when its policy is deployed. */
public class ExpressionException extends RuntimeException {
  private static final long serialVersionUID = 1L;
  private final int line;
  private final int column;

  /**
   * @param message what is wrong, naming the type or member
   * @param line line in the expression, from 1
   * @param column column in that line, from 1
   */
  public ExpressionException(String message, int line, int column) {
    super(message, null, false, false);
    this.line = line;
    this.column = column;
  }

  public int line() {
    return line;
  }

  public int column() {
    return column;
  }
}
