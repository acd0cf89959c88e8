package io.trunkline.workflows.expression.xml;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.trunkline.net.codec.Json;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.w3c.dom.Attr;
import org.w3c.dom.Document;
import org.w3c.dom.DocumentType;
import org.w3c.dom.NamedNodeMap;
import org.w3c.dom.Node;

/** The JSON form of XML (reference/workflows.md §2.11.1). */
public final class XmlToJson {
  private XmlToJson() {}

  /** Returns the JSON object of a document. */
  public static ObjectNode convert(Document document) {
    ObjectNode result = Json.object();
    if (document.getXmlEncoding() != null || document.getXmlStandalone()) {
      ObjectNode declaration = Json.object().put("@version", document.getXmlVersion());
      if (document.getXmlEncoding() != null) {
        declaration.put("@encoding", document.getXmlEncoding());
      }
      if (document.getXmlStandalone()) {
        declaration.put("@standalone", "yes");
      }
      result.set("?xml", declaration);
    }
    DocumentType type = document.getDoctype();
    if (type != null) {
      result.set("!DOCTYPE", documentType(type));
    }
    children(document, result);
    return result;
  }

  private static ObjectNode documentType(DocumentType type) {
    ObjectNode result = Json.object().put("@name", type.getName());
    putIfPresent(result, "@public", type.getPublicId());
    putIfPresent(result, "@system", type.getSystemId());
    putIfPresent(result, "@internalSubset", type.getInternalSubset());
    return result;
  }

  private static void putIfPresent(ObjectNode object, String name, String value) {
    if (value != null) {
      object.put(name, value);
    }
  }

  private static JsonNode element(Node element) {
    NamedNodeMap attributes = element.getAttributes();
    Node only = element.getFirstChild();
    if (attributes.getLength() == 0) {
      if (only == null) {
        return NullNode.getInstance();
      }
      if (only.getNextSibling() == null && only.getNodeType() == Node.TEXT_NODE) {
        return TextNode.valueOf(only.getNodeValue());
      }
    }
    ObjectNode result = Json.object();
    for (int index = 0; index < attributes.getLength(); index++) {
      Attr attribute = (Attr) attributes.item(index);
      result.put("@" + attribute.getName(), attribute.getValue());
    }
    children(element, result);
    return result;
  }

  /** Groups equal names at the position of the first. */
  private static void children(Node parent, ObjectNode result) {
    Map<String, List<JsonNode>> groups = new LinkedHashMap<>();
    for (Node child = parent.getFirstChild(); child != null; child = child.getNextSibling()) {
      switch (child.getNodeType()) {
        case Node.ELEMENT_NODE ->
            group(groups, XmlNames.decode(child.getNodeName())).add(element(child));
        case Node.TEXT_NODE -> {
          if (!child.getNodeValue().isEmpty()) {
            group(groups, "#text").add(TextNode.valueOf(child.getNodeValue()));
          }
        }
        case Node.CDATA_SECTION_NODE ->
            group(groups, "#cdata-section").add(TextNode.valueOf(child.getNodeValue()));
        case Node.COMMENT_NODE -> group(groups, "#comment").add(NullNode.getInstance());
        case Node.PROCESSING_INSTRUCTION_NODE ->
            group(groups, "?" + child.getNodeName()).add(TextNode.valueOf(child.getNodeValue()));
        default -> {}
      }
    }
    groups.forEach((name, values) -> put(result, name, values));
  }

  private static List<JsonNode> group(Map<String, List<JsonNode>> groups, String name) {
    return groups.computeIfAbsent(name, _ -> new ArrayList<>());
  }

  private static void put(ObjectNode result, String name, List<JsonNode> values) {
    if (name.equals("#comment")) {
      // One comment is dropped, several leave an empty array behind.
      if (values.size() > 1) {
        result.set(name, Json.array());
      }
      return;
    }
    ArrayNode array = Json.array().addAll(values);
    result.set(name, values.size() == 1 ? values.getFirst() : array);
  }
}
