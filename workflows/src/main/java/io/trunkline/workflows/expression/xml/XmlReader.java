package io.trunkline.workflows.expression.xml;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.StringReader;
import javax.xml.XMLConstants;
import javax.xml.parsers.DocumentBuilder;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.w3c.dom.Document;
import org.w3c.dom.Node;
import org.xml.sax.ErrorHandler;
import org.xml.sax.InputSource;
import org.xml.sax.SAXException;
import org.xml.sax.SAXParseException;

/**
 * Reads XML 1.0 without ever following a reference out of the document: a DTD is tolerated, its
 * external parts and entities are not loaded, and entity expansion is limited.
 */
public final class XmlReader {
  private static final DocumentBuilderFactory FACTORY = factory();

  private XmlReader() {}

  /** Reads a text. */
  public static Document read(String text) throws XmlException {
    String withoutMark = text.startsWith("\uFEFF") ? text.substring(1) : text;
    return read(new InputSource(new StringReader(withoutMark)));
  }

  /** Reads bytes in the encoding that they declare. */
  public static Document read(byte[] bytes) throws XmlException {
    return read(new InputSource(new ByteArrayInputStream(bytes)));
  }

  private static Document read(InputSource source) throws XmlException {
    try {
      DocumentBuilder builder = builder();
      builder.setErrorHandler(new Strict());
      Document document = builder.parse(source);
      dropWhiteSpace(document);
      return document;
    } catch (SAXParseException e) {
      throw new XmlException(
          "%s (line %d, column %d)"
              .formatted(e.getMessage(), e.getLineNumber(), e.getColumnNumber()));
    } catch (SAXException | IOException e) {
      throw new XmlException(e.getMessage());
    }
  }

  private static DocumentBuilder builder() {
    try {
      synchronized (FACTORY) {
        return FACTORY.newDocumentBuilder();
      }
    } catch (ParserConfigurationException e) {
      throw new IllegalStateException("the platform has no XML parser", e);
    }
  }

  private static DocumentBuilderFactory factory() {
    try {
      DocumentBuilderFactory factory = DocumentBuilderFactory.newDefaultNSInstance();
      factory.setFeature(XMLConstants.FEATURE_SECURE_PROCESSING, true);
      factory.setFeature("http://xml.org/sax/features/external-general-entities", false);
      factory.setFeature("http://xml.org/sax/features/external-parameter-entities", false);
      factory.setFeature("http://apache.org/xml/features/nonvalidating/load-external-dtd", false);
      factory.setAttribute(XMLConstants.ACCESS_EXTERNAL_DTD, "");
      factory.setAttribute(XMLConstants.ACCESS_EXTERNAL_SCHEMA, "");
      factory.setAttribute("jdk.xml.entityExpansionLimit", "1000");
      factory.setAttribute("jdk.xml.totalEntitySizeLimit", "1000000");
      factory.setAttribute("jdk.xml.maxElementDepth", "200");
      factory.setXIncludeAware(false);
      factory.setExpandEntityReferences(true);
      return factory;
    } catch (ParserConfigurationException e) {
      throw new IllegalStateException("the platform's XML parser cannot be hardened", e);
    }
  }

  /** As .NET loads documents: text that is only white space between tags means nothing. */
  private static void dropWhiteSpace(Node node) {
    Node child = node.getFirstChild();
    while (child != null) {
      Node next = child.getNextSibling();
      if (child.getNodeType() == Node.TEXT_NODE && child.getNodeValue().isBlank()) {
        node.removeChild(child);
        if (node.getFirstChild() == null) {
          // Told apart from <e/>, which has no text at all.
          node.appendChild(node.getOwnerDocument().createTextNode(""));
        }
      } else {
        dropWhiteSpace(child);
      }
      child = next;
    }
  }

  private static final class Strict implements ErrorHandler {
    @Override
    public void warning(SAXParseException exception) {}

    @Override
    public void error(SAXParseException exception) {
      // A document that does not fit its DTD is still well-formed.
    }

    @Override
    public void fatalError(SAXParseException exception) throws SAXException {
      throw exception;
    }
  }
}
