package io.trunkline.gateway.policy;

import io.trunkline.net.codec.Xml;
import io.trunkline.net.codec.XmlException;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import javax.xml.stream.Location;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

/** Reads policy documents, with the lines and columns of their elements. */
final class PolicyReader {

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
      XMLStreamReader reader =
          Xml.reader(new ByteArrayInputStream(xml.strip().getBytes(StandardCharsets.UTF_8)));
      while (reader.next() != XMLStreamConstants.START_ELEMENT) {
        // comments and processing instructions in front of the root
      }
      PolicyElement root = element(reader);
      while (reader.hasNext()) {
        reader.next();
      }
      return root;
    } catch (XMLStreamException e) {
      throw malformed(Xml.exception(e));
    } catch (XmlException e) {
      throw malformed(e);
    }
  }

  private static PolicyException malformed(XmlException e) {
    return new PolicyException(
        "policies", e.line(), e.column(), "The document is not well-formed XML. " + e.getMessage());
  }

  private static PolicyElement element(XMLStreamReader reader) throws XMLStreamException {
    String name = reader.getLocalName();
    Location place = reader.getLocation();
    Map<String, String> attributes = new LinkedHashMap<>();
    for (int i = 0; i < reader.getAttributeCount(); i++) {
      attributes.put(reader.getAttributeLocalName(i), reader.getAttributeValue(i));
    }
    List<PolicyElement> children = new ArrayList<>();
    StringBuilder text = new StringBuilder();
    while (reader.next() != XMLStreamConstants.END_ELEMENT) {
      switch (reader.getEventType()) {
        case XMLStreamConstants.START_ELEMENT -> children.add(element(reader));
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
}
