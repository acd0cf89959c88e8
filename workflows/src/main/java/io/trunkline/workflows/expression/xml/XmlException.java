package io.trunkline.workflows.expression.xml;

/** A text is not well-formed XML, or a value has no XML form. */
public final class XmlException extends Exception {
  private static final long serialVersionUID = 1L;

  public XmlException(String message) {
    super(message);
  }
}
