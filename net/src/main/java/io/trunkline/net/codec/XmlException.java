package io.trunkline.net.codec;

/** A text is not the XML it should be. */
public class XmlException extends IllegalArgumentException {
  private static final long serialVersionUID = 1L;
  private final int line;
  private final int column;

  public XmlException(String message, int line, int column) {
    super(line > 0 ? message + " (line " + line + ", column " + column + ")" : message);
    this.line = line;
    this.column = column;
  }

  /** Returns the line, counted from 1, or 0 where unknown. */
  public int line() {
    return line;
  }

  /** Returns the column, counted from 1, or 0 where unknown. */
  public int column() {
    return column;
  }
}
