package io.trunkline.workflows.expression.xml;

import org.w3c.dom.Attr;
import org.w3c.dom.Document;
import org.w3c.dom.DocumentType;
import org.w3c.dom.NamedNodeMap;
import org.w3c.dom.Node;

/**
 * Writes XML as .NET does without indentation: {@code <a />}, quotes escaped in attributes only.
 */
public final class XmlWriter {
  private final StringBuilder out = new StringBuilder();

  private XmlWriter() {}

  /** Returns the text of a document, element or other node. */
  public static String write(Node node) {
    XmlWriter writer = new XmlWriter();
    writer.node(node);
    return writer.out.toString();
  }

  private void node(Node node) {
    switch (node.getNodeType()) {
      case Node.DOCUMENT_NODE -> document((Document) node);
      case Node.ELEMENT_NODE -> element(node);
      case Node.TEXT_NODE -> escaped(node.getNodeValue(), false);
      case Node.CDATA_SECTION_NODE ->
          out.append("<![CDATA[").append(node.getNodeValue()).append("]]>");
      case Node.COMMENT_NODE -> out.append("<!--").append(node.getNodeValue()).append("-->");
      case Node.PROCESSING_INSTRUCTION_NODE ->
          out.append("<?")
              .append(node.getNodeName())
              .append(' ')
              .append(node.getNodeValue())
              .append("?>");
      case Node.DOCUMENT_TYPE_NODE -> documentType((DocumentType) node);
      default -> {}
    }
  }

  private void document(Document document) {
    if (document.getXmlEncoding() != null || document.getXmlStandalone()) {
      out.append("<?xml version=\"").append(document.getXmlVersion()).append('"');
      if (document.getXmlEncoding() != null) {
        out.append(" encoding=\"").append(document.getXmlEncoding()).append('"');
      }
      out.append(document.getXmlStandalone() ? " standalone=\"yes\"?>" : "?>");
    }
    children(document);
  }

  private void children(Node node) {
    for (Node child = node.getFirstChild(); child != null; child = child.getNextSibling()) {
      node(child);
    }
  }

  private void element(Node element) {
    out.append('<').append(element.getNodeName());
    NamedNodeMap attributes = element.getAttributes();
    for (int index = 0; index < attributes.getLength(); index++) {
      Attr attribute = (Attr) attributes.item(index);
      out.append(' ').append(attribute.getName()).append("=\"");
      escaped(attribute.getValue(), true);
      out.append('"');
    }
    if (element.getFirstChild() == null) {
      out.append(" />");
      return;
    }
    out.append('>');
    children(element);
    out.append("</").append(element.getNodeName()).append('>');
  }

  private void escaped(String text, boolean attribute) {
    for (int index = 0; index < text.length(); index++) {
      char c = text.charAt(index);
      switch (c) {
        case '<' -> out.append("&lt;");
        case '>' -> out.append("&gt;");
        case '&' -> out.append("&amp;");
        case '"' -> out.append(attribute ? "&quot;" : "\"");
        case '\n' -> out.append(attribute ? "&#xA;" : "\n");
        case '\r' -> out.append(attribute ? "&#xD;" : "\r");
        case '\t' -> out.append(attribute ? "&#x9;" : "\t");
        default -> out.append(c);
      }
    }
  }

  private void documentType(DocumentType type) {
    out.append("<!DOCTYPE ").append(type.getName());
    if (type.getPublicId() != null) {
      out.append(" PUBLIC \"").append(type.getPublicId()).append("\" \"");
      out.append(type.getSystemId()).append('"');
    } else if (type.getSystemId() != null) {
      out.append(" SYSTEM \"").append(type.getSystemId()).append('"');
    }
    if (type.getInternalSubset() != null) {
      out.append('[').append(type.getInternalSubset()).append(']');
    }
    out.append('>');
  }
}
