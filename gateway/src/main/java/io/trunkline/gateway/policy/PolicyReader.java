package io.trunkline.gateway.policy;

import java.io.StringReader;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import javax.xml.stream.Location;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

/** Reads policy documents; knows no DTDs, entities or nesting beyond {@value #MAX_DEPTH}. */
final class PolicyReader {
  private static final int MAX_DEPTH = 64;
  private static final XMLInputFactory FACTORY = factory();

  private PolicyReader() {}

  /**
   * Reads a document.
   *
   * @param raw whether expressions may stand unescaped
   * @throws PolicyException when it is not well-formed
   */
  static PolicyElement read(String document, boolean raw) {
    String xml = raw ? RawXml.toXml(document) : document;
    try {
      XMLStreamReader reader = FACTORY.createXMLStreamReader(new StringReader(xml.strip()));
      while (reader.next() != XMLStreamConstants.START_ELEMENT) {
        if (reader.getEventType() == XMLStreamConstants.DTD) {
          throw new PolicyException("policies", 1, 1, "A document type is not allowed.");
        }
      }
      PolicyElement root = element(reader, 0);
      while (reader.hasNext()) {
        reader.next();
      }
      return root;
    } catch (XMLStreamException e) {
      Location place = e.getLocation();
      throw new PolicyException(
          "policies",
          place == null ? 1 : place.getLineNumber(),
          place == null ? 1 : place.getColumnNumber(),
          "The document is not well-formed XML. " + firstLine(e.getMessage()));
    }
  }

  private static PolicyElement element(XMLStreamReader reader, int depth)
      throws XMLStreamException {
    String name = reader.getLocalName();
    Location place = reader.getLocation();
    if (depth > MAX_DEPTH) {
      throw new PolicyException(
          name, place.getLineNumber(), place.getColumnNumber(), "Elements are nested too deeply.");
    }
    Map<String, String> attributes = new LinkedHashMap<>();
    for (int i = 0; i < reader.getAttributeCount(); i++) {
      attributes.put(reader.getAttributeLocalName(i), reader.getAttributeValue(i));
    }
    List<PolicyElement> children = new ArrayList<>();
    StringBuilder text = new StringBuilder();
    while (reader.next() != XMLStreamConstants.END_ELEMENT) {
      switch (reader.getEventType()) {
        case XMLStreamConstants.START_ELEMENT -> children.add(element(reader, depth + 1));
        case XMLStreamConstants.CHARACTERS, XMLStreamConstants.CDATA ->
            text.append(reader.getText());
        default -> {} // comments
      }
    }
    return new PolicyElement(
        name,
        attributes,
        children,
        children.isEmpty() ? text.toString().strip() : "",
        place.getLineNumber(),
        place.getColumnNumber());
  }

  private static String firstLine(String message) {
    String line = message.lines().filter(l -> l.startsWith("Message: ")).findFirst().orElse(message);
    return line.replaceFirst("^Message: ", "");
  }

  private static XMLInputFactory factory() {
    XMLInputFactory factory = XMLInputFactory.newDefaultFactory();
    factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
    factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
    factory.setProperty(XMLInputFactory.IS_NAMESPACE_AWARE, false);
    factory.setProperty(XMLInputFactory.IS_COALESCING, true);
    return factory;
  }
}
