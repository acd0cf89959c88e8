package io.trunkline.workflows.expression.xml;

import java.util.Collections;
import java.util.Iterator;
import javax.xml.XMLConstants;
import javax.xml.namespace.NamespaceContext;
import org.w3c.dom.Document;

/** Prefixes in XPath expressions mean what they mean at the document's root element. */
record DeclaredNamespaces(Document document) implements NamespaceContext {
  @Override
  public String getNamespaceURI(String prefix) {
    if (prefix.equals(XMLConstants.XML_NS_PREFIX)) {
      return XMLConstants.XML_NS_URI;
    }
    String uri = document.getDocumentElement().lookupNamespaceURI(prefix);
    return uri == null ? XMLConstants.NULL_NS_URI : uri;
  }

  @Override
  public String getPrefix(String namespaceUri) {
    return document.getDocumentElement().lookupPrefix(namespaceUri);
  }

  @Override
  public Iterator<String> getPrefixes(String namespaceUri) {
    String prefix = getPrefix(namespaceUri);
    return prefix == null ? Collections.emptyIterator() : Collections.singleton(prefix).iterator();
  }
}
