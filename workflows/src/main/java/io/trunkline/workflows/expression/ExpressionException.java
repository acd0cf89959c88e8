package io.trunkline.workflows.expression;

/**
 * An expression cannot be parsed or evaluated. The message is meant for the author of the workflow:
 * it names the function or property; {@link #path} and {@link #position} say where it stands.
 */
public class ExpressionException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** The code that an action fails with (reference/workflows.md Annex A). */
  public static final String CODE = "InvalidTemplate";

  private final String path;
  private final int position;

  public ExpressionException(String message) {
    this(message, "", -1);
  }

  private ExpressionException(String message, String path, int position) {
    super(message, null, false, false);
    this.path = path;
    this.position = position;
  }

  /** Returns the same error with a position, unless it has one. */
  public ExpressionException atPosition(int newPosition) {
    return position >= 0 ? this : new ExpressionException(getMessage(), path, newPosition);
  }

  /** Returns the same error with a place, unless it has one. */
  public ExpressionException atPath(String newPath) {
    return path.isEmpty() ? new ExpressionException(getMessage(), newPath, position) : this;
  }

  /** Returns the JSON path of the text that holds the expression, or an empty text. */
  public String path() {
    return path;
  }

  /** Returns the offset in that text, counted from 0, or -1 where unknown. */
  public int position() {
    return position;
  }
}
