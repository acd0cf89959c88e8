package io.trunkline.broker.wire.admin;

import io.trunkline.net.codec.Xml;
import io.trunkline.net.codec.XmlException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.w3c.dom.Element;
import org.w3c.dom.Node;

/** Finds the description inside of an Atom entry that a client sent. */
final class AtomReader {
  private AtomReader() {}

  /**
   * Returns the description element, for example {@code QueueDescription}.
   *
   * @throws AdminException 400 where there is none
   */
  static Element description(byte[] body) {
    Element entry;
    try {
      entry = Xml.document(body).getDocumentElement();
    } catch (XmlException e) {
      throw AdminException.invalid("The body is not valid XML: " + e.getMessage());
    }
    return child(entry, "content")
        .flatMap(content -> children(content).stream().findFirst())
        .orElseThrow(
            () -> AdminException.invalid("The body is not an Atom entry with a description."));
  }

  static Optional<Element> child(Element parent, String name) {
    return children(parent).stream().filter(child -> child.getLocalName().equals(name)).findFirst();
  }

  /** Returns the text of a child; empty where it is not there or empty. */
  static Optional<String> text(Element parent, String name) {
    return child(parent, name).map(Element::getTextContent).filter(text -> !text.isEmpty());
  }

  static List<Element> children(Element parent) {
    List<Element> children = new ArrayList<>();
    for (Node node = parent.getFirstChild(); node != null; node = node.getNextSibling()) {
      if (node instanceof Element element) {
        children.add(element);
      }
    }
    return children;
  }

  /** Returns the local part of an element's {@code i:type}, or empty text. */
  static String type(Element element) {
    String type = element.getAttributeNS(AtomWriter.INSTANCE, "type");
    return type.substring(type.indexOf(':') + 1);
  }
}
