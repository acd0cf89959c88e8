package io.trunkline.workflows.expression.xml;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.StringReader;
import java.util.function.Supplier;
import javax.xml.XMLConstants;
import javax.xml.parsers.DocumentBuilder;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import javax.xml.parsers.SAXParserFactory;
import org.w3c.dom.Document;
import org.w3c.dom.Node;
import org.xml.sax.ErrorHandler;
import org.xml.sax.InputSource;
import org.xml.sax.SAXException;
import org.xml.sax.SAXParseException;
import org.xml.sax.XMLReader;

/**
 * Reads XML 1.0 without ever following a reference out of the document: a DTD is tolerated, its
 * external parts and entities are not loaded, and entity expansion is limited.
 */
public final class XmlReader {
  private static final String GENERAL_ENTITIES =
      "http://xml.org/sax/features/external-general-entities";
  private static final String PARAMETER_ENTITIES =
      "http://xml.org/sax/features/external-parameter-entities";
  private static final String LOAD_EXTERNAL_DTD =
      "http://apache.org/xml/features/nonvalidating/load-external-dtd";
  private static final DocumentBuilderFactory FACTORY = factory();

  private XmlReader() {}

  /** Reads a text. */
  public static Document read(String text) throws XmlException {
    String withoutMark = text.startsWith("\uFEFF") ? text.substring(1) : text;
    return read(() -> new InputSource(new StringReader(withoutMark)));
  }

  /** Reads bytes in the encoding that they declare. */
  public static Document read(byte[] bytes) throws XmlException {
    return read(() -> new InputSource(new ByteArrayInputStream(bytes)));
  }

  /** Returns a document without content. */
  public static Document empty() {
    return builder().newDocument();
  }

  private static Document read(Supplier<InputSource> source) throws XmlException {
    try {
      DocumentBuilder builder = builder();
      builder.setErrorHandler(new Strict());
      Document document = builder.parse(source.get());
      EmptyElements empty = new EmptyElements();
      XMLReader parser = parser();
      parser.setContentHandler(empty);
      parser.setErrorHandler(empty);
      parser.parse(source.get());
      normalise(document, empty, 0);
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

  private static XMLReader parser() throws SAXException {
    try {
      SAXParserFactory factory = SAXParserFactory.newDefaultNSInstance();
      factory.setFeature(XMLConstants.FEATURE_SECURE_PROCESSING, true);
      factory.setFeature(GENERAL_ENTITIES, false);
      factory.setFeature(PARAMETER_ENTITIES, false);
      factory.setFeature(LOAD_EXTERNAL_DTD, false);
      return factory.newSAXParser().getXMLReader();
    } catch (ParserConfigurationException e) {
      throw new IllegalStateException("the platform's XML parser cannot be hardened", e);
    }
  }

  private static DocumentBuilderFactory factory() {
    try {
      DocumentBuilderFactory factory = DocumentBuilderFactory.newDefaultNSInstance();
      factory.setFeature(XMLConstants.FEATURE_SECURE_PROCESSING, true);
      factory.setFeature(GENERAL_ENTITIES, false);
      factory.setFeature(PARAMETER_ENTITIES, false);
      factory.setFeature(LOAD_EXTERNAL_DTD, false);
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

  /**
   * As .NET loads documents: text that is only white space between tags means nothing. An element
   * with both tags and no content gets an empty text. Returns the number of the next element.
   */
  private static int normalise(Node node, EmptyElements empty, int next) {
    int number = next;
    Node child = node.getFirstChild();
    while (child != null) {
      Node following = child.getNextSibling();
      if (child.getNodeType() == Node.TEXT_NODE && child.getNodeValue().isBlank()) {
        node.removeChild(child);
        if (node.getFirstChild() == null && following == null) {
          node.appendChild(node.getOwnerDocument().createTextNode(""));
        }
      } else if (child.getNodeType() == Node.ELEMENT_NODE) {
        if (empty.contains(number) && child.getFirstChild() == null) {
          child.appendChild(child.getOwnerDocument().createTextNode(""));
          number++;
        } else {
          number = normalise(child, empty, number + 1);
        }
      }
      child = following;
    }
    return number;
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
