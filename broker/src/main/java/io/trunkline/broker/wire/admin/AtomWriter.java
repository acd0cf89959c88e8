package io.trunkline.broker.wire.admin;

import io.trunkline.net.codec.Xml;
import java.io.ByteArrayOutputStream;
import java.time.Instant;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamWriter;
import org.jspecify.annotations.Nullable;

/**
 * Writes Atom documents as the SDKs insist on them ({@code reference/service-bus.md §13.5, §13.6}
 * and §0, invariant 15).
 */
final class AtomWriter {
  static final String ATOM = "http://www.w3.org/2005/Atom";
  static final String SERVICE_BUS =
      "http://schemas.microsoft.com/netservices/2010/10/servicebus/connect";
  static final String INSTANCE = "http://www.w3.org/2001/XMLSchema-instance";
  static final String SCHEMA = "http://www.w3.org/2001/XMLSchema";

  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private final XMLStreamWriter xml = Xml.writer(bytes);
  private final String author;

  /**
   * @param author name of the namespace
   */
  AtomWriter(String author) {
    this.author = author;
  }

  /** What is to be written inside of an element. */
  @FunctionalInterface
  interface Content {
    void write() throws XMLStreamException;
  }

  /** Writes something whole and returns its bytes. */
  byte[] document(Content content) {
    try {
      content.write();
      xml.writeEndDocument();
      xml.close();
    } catch (XMLStreamException e) {
      throw new IllegalStateException("XML in memory is always writable", e);
    }
    return bytes.toByteArray();
  }

  /**
   * Writes a feed.
   *
   * @param next address of the next page, or null on the last one
   */
  void feed(String title, String id, @Nullable String next, Instant updated, Content entries)
      throws XMLStreamException {
    start("feed");
    xml.writeDefaultNamespace(ATOM);
    title(title);
    text("id", id);
    text("updated", updated.toString());
    link("self", id);
    if (next != null) {
      link("next", next);
    }
    entries.write();
    xml.writeEndElement();
  }

  /**
   * Writes an entry; {@code description} starts and ends one element of the service's namespace.
   */
  void entry(String title, String id, Instant published, Instant updated, Content description)
      throws XMLStreamException {
    start("entry");
    xml.writeDefaultNamespace(ATOM);
    text("id", id);
    title(title);
    text("published", published.toString());
    text("updated", updated.toString());
    start("author");
    text("name", author);
    xml.writeEndElement();
    link("self", id);
    start("content");
    xml.writeAttribute("type", "application/xml");
    description.write();
    xml.writeEndElement();
    xml.writeEndElement();
  }

  /** Starts the element that describes something, with the namespaces that go with it. */
  void startDescription(String name) throws XMLStreamException {
    start(name);
    xml.writeDefaultNamespace(SERVICE_BUS);
    xml.writeNamespace("i", INSTANCE);
  }

  /** Starts an element with {@code i:type}. */
  void startTyped(String name, String type) throws XMLStreamException {
    start(name);
    xml.writeAttribute("i", INSTANCE, "type", type);
  }

  void start(String name) throws XMLStreamException {
    xml.writeStartElement(name);
  }

  void end() throws XMLStreamException {
    xml.writeEndElement();
  }

  void text(String name, String text) throws XMLStreamException {
    start(name);
    xml.writeCharacters(text);
    xml.writeEndElement();
  }

  /** Writes an element of a namespace that its parent declared as {@code prefix}. */
  void prefixed(String prefix, String name, String text) throws XMLStreamException {
    xml.writeStartElement(prefix + ":" + name);
    xml.writeCharacters(text);
    xml.writeEndElement();
  }

  /** Declares a prefix on the element that was started last. */
  void namespace(String prefix, String uri) throws XMLStreamException {
    xml.writeNamespace(prefix, uri);
  }

  /** Writes a value with its XML Schema type; one SDK expects a prefix of four characters. */
  void value(String name, String type, String text) throws XMLStreamException {
    start(name);
    xml.writeNamespace("d6p1", SCHEMA);
    xml.writeAttribute("i", INSTANCE, "type", "d6p1:" + type);
    xml.writeCharacters(text);
    xml.writeEndElement();
  }

  private void title(String title) throws XMLStreamException {
    start("title");
    xml.writeAttribute("type", "text");
    xml.writeCharacters(title);
    xml.writeEndElement();
  }

  private void link(String relation, String address) throws XMLStreamException {
    xml.writeEmptyElement("link");
    xml.writeAttribute("rel", relation);
    xml.writeAttribute("href", address);
  }
}
