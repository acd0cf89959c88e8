package io.trunkline.workflows.expression.xml;

import java.util.BitSet;
import org.xml.sax.Attributes;
import org.xml.sax.Locator;
import org.xml.sax.SAXParseException;
import org.xml.sax.helpers.DefaultHandler;

/**
 * Finds elements written {@code <e></e>}: documents do not tell them from {@code <e/>}, .NET does
 * (reference/workflows.md §2.11.1). Elements are numbered in the order of their start tags.
 */
final class EmptyElements extends DefaultHandler {
  private final BitSet written = new BitSet();
  private Locator locator;
  private int started;
  private int lastElement = -1;
  private int lastLine;
  private int lastColumn;

  /**
   * Returns whether the element with this number has a start and an end tag and nothing between.
   */
  boolean contains(int element) {
    return written.get(element);
  }

  @Override
  public void setDocumentLocator(Locator newLocator) {
    locator = newLocator;
  }

  @Override
  public void startElement(String uri, String localName, String name, Attributes attributes) {
    lastElement = started++;
    lastLine = locator.getLineNumber();
    lastColumn = locator.getColumnNumber();
  }

  @Override
  public void endElement(String uri, String localName, String name) {
    // The end of <e/> is reported where its start was.
    boolean apart = locator.getLineNumber() != lastLine || locator.getColumnNumber() != lastColumn;
    if (lastElement >= 0 && apart) {
      written.set(lastElement);
    }
    lastElement = -1;
  }

  @Override
  public void fatalError(SAXParseException exception) throws SAXParseException {
    throw exception;
  }
}
