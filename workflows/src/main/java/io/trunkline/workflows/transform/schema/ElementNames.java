package io.trunkline.workflows.transform.schema;

import javax.xml.namespace.QName;
import org.w3c.dom.Document;
import org.w3c.dom.Element;

/**
 * Makes elements with the names that a schema gives them. The root declares its namespace with a
 * prefix, because in most schemas the elements inside are in none.
 */
public final class ElementNames {
  private static final String PREFIX = "ns0";
  private static final String XMLNS = "http://www.w3.org/2000/xmlns/";

  private final Document document;
  private String rootNamespace = "";

  public ElementNames(Document document) {
    this.document = document;
  }

  /** Makes the root element and puts it into the document. */
  public Element root(QName name) {
    rootNamespace = name.getNamespaceURI();
    Element element = create(name);
    if (!rootNamespace.isEmpty()) {
      element.setAttributeNS(XMLNS, "xmlns:" + PREFIX, rootNamespace);
    }
    document.appendChild(element);
    return element;
  }

  /** Makes an element inside of {@code parent}. */
  public Element child(Element parent, QName name) {
    Element element = create(name);
    String namespace = name.getNamespaceURI();
    if (!namespace.isEmpty() && !namespace.equals(rootNamespace)) {
      element.setAttributeNS(XMLNS, "xmlns:" + element.getPrefix(), namespace);
    }
    parent.appendChild(element);
    return element;
  }

  /** Sets an attribute. */
  public void attribute(Element element, QName name, String value) {
    if (name.getNamespaceURI().isEmpty()) {
      element.setAttribute(name.getLocalPart(), value);
      return;
    }
    String prefix = name.getNamespaceURI().equals(rootNamespace) ? PREFIX : "ns1";
    if (!prefix.equals(PREFIX)) {
      element.setAttributeNS(XMLNS, "xmlns:" + prefix, name.getNamespaceURI());
    }
    element.setAttributeNS(name.getNamespaceURI(), prefix + ":" + name.getLocalPart(), value);
  }

  private Element create(QName name) {
    String namespace = name.getNamespaceURI();
    if (namespace.isEmpty()) {
      return document.createElementNS(null, name.getLocalPart());
    }
    String prefix = namespace.equals(rootNamespace) ? PREFIX : "ns1";
    return document.createElementNS(namespace, prefix + ":" + name.getLocalPart());
  }
}
