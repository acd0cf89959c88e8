package io.trunkline.net.codec;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import javax.xml.XMLConstants;
import javax.xml.parsers.DocumentBuilder;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLOutputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;
import javax.xml.stream.XMLStreamWriter;
import javax.xml.transform.OutputKeys;
import javax.xml.transform.Transformer;
import javax.xml.transform.TransformerException;
import javax.xml.transform.TransformerFactory;
import javax.xml.transform.dom.DOMSource;
import javax.xml.transform.stream.StreamResult;
import org.w3c.dom.Document;
import org.w3c.dom.Node;
import org.xml.sax.ErrorHandler;
import org.xml.sax.SAXException;
import org.xml.sax.SAXParseException;

/**
 * The one XML set-up: namespaces on, document type definitions refused, nothing ever fetched, at
 * most {@value #MAX_DEPTH} levels and {@value #MAX_ATTRIBUTES} attributes of one element.
 */
public final class Xml {
  /** How deep elements may be nested. */
  public static final int MAX_DEPTH = 200;

  /** How many attributes an element may have. */
  public static final int MAX_ATTRIBUTES = 200;

  private static final String NO_DOCTYPE = "http://apache.org/xml/features/disallow-doctype-decl";
  private static final XMLInputFactory READERS = readers();
  private static final XMLOutputFactory WRITERS = XMLOutputFactory.newDefaultFactory();

  private Xml() {}

  /**
   * Returns a reader that stands before the document.
   *
   * @throws XmlException when there is nothing to read
   */
  public static XMLStreamReader reader(InputStream in) {
    try {
      return READERS.createXMLStreamReader(in);
    } catch (XMLStreamException e) {
      throw exception(e);
    }
  }

  /** Returns a writer of UTF-8. */
  public static XMLStreamWriter writer(OutputStream out) {
    try {
      return WRITERS.createXMLStreamWriter(out, "UTF-8");
    } catch (XMLStreamException e) {
      throw new IllegalStateException("an XML writer is always to be had", e);
    }
  }

  /**
   * Reads a whole document.
   *
   * @throws XmlException saying what is wrong, in which line and column
   */
  public static Document document(byte[] bytes) {
    try {
      return documentBuilder().parse(new ByteArrayInputStream(bytes));
    } catch (SAXParseException e) {
      throw new XmlException(e.getMessage(), e.getLineNumber(), e.getColumnNumber());
    } catch (SAXException | IOException e) {
      throw new XmlException(e.getMessage(), 0, 0);
    }
  }

  /** Returns a new builder of documents; it is not thread-safe. */
  public static DocumentBuilder documentBuilder() {
    DocumentBuilderFactory factory = DocumentBuilderFactory.newDefaultNSInstance();
    try {
      factory.setFeature(XMLConstants.FEATURE_SECURE_PROCESSING, true);
      factory.setFeature(NO_DOCTYPE, true);
      factory.setAttribute(XMLConstants.ACCESS_EXTERNAL_DTD, "");
      factory.setAttribute(XMLConstants.ACCESS_EXTERNAL_SCHEMA, "");
      factory.setAttribute("jdk.xml.maxElementDepth", Integer.toString(MAX_DEPTH));
      factory.setAttribute("jdk.xml.elementAttributeLimit", Integer.toString(MAX_ATTRIBUTES));
      factory.setXIncludeAware(false);
      factory.setExpandEntityReferences(false);
      DocumentBuilder builder = factory.newDocumentBuilder();
      builder.setErrorHandler(new Strict());
      return builder;
    } catch (ParserConfigurationException e) {
      throw new IllegalStateException("the JDK's own parser knows these features", e);
    }
  }

  /** Writes a node and what is below it as UTF-8, without an XML declaration. */
  public static byte[] bytes(Node node) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try {
      TransformerFactory factory = TransformerFactory.newDefaultInstance();
      factory.setFeature(XMLConstants.FEATURE_SECURE_PROCESSING, true);
      Transformer transformer = factory.newTransformer();
      transformer.setOutputProperty(OutputKeys.OMIT_XML_DECLARATION, "yes");
      transformer.transform(new DOMSource(node), new StreamResult(out));
    } catch (TransformerException e) {
      throw new IllegalStateException("a document in memory is always writable", e);
    }
    return out.toByteArray();
  }

  /** Returns what a stream reader's failure says, as this package's exception. */
  public static XmlException exception(XMLStreamException e) {
    return new XmlException(
        String.valueOf(e.getMessage()).replaceFirst("(?s)^ParseError at .*?Message: ", ""),
        e.getLocation() == null ? 0 : e.getLocation().getLineNumber(),
        e.getLocation() == null ? 0 : e.getLocation().getColumnNumber());
  }

  private static XMLInputFactory readers() {
    XMLInputFactory factory = XMLInputFactory.newDefaultFactory();
    factory.setProperty(XMLInputFactory.IS_COALESCING, true);
    factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
    factory.setProperty(XMLConstants.ACCESS_EXTERNAL_DTD, "");
    factory.setProperty("jdk.xml.dtd.support", "deny");
    factory.setProperty("jdk.xml.maxElementDepth", Integer.toString(MAX_DEPTH));
    factory.setProperty("jdk.xml.elementAttributeLimit", Integer.toString(MAX_ATTRIBUTES));
    return factory;
  }

  /** The JDK's own handler would print to the console. */
  private static final class Strict implements ErrorHandler {
    @Override
    public void warning(SAXParseException e) {}

    @Override
    public void error(SAXParseException e) throws SAXException {
      throw e;
    }

    @Override
    public void fatalError(SAXParseException e) throws SAXException {
      throw e;
    }
  }
}
