package io.trunkline.workflows.transform;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.trunkline.net.codec.Json;
import io.trunkline.workflows.transform.schema.SchemaDocument;
import io.trunkline.workflows.transform.schema.SchemaNode;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import javax.xml.XMLConstants;
import javax.xml.namespace.QName;
import org.jspecify.annotations.Nullable;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NamedNodeMap;
import org.w3c.dom.Node;

/**
 * XML as JSON whose types come from a schema: numbers and booleans are such, and what may occur
 * more than once is an array however often it does (reference/workflows.md §4.11, {@code
 * XmlParse}). Attributes are {@code @name}, text beside them is {@code #text}, as in {@code
 * json(xml)}.
 */
public final class XmlParser {
  private static final Set<String> NUMBERS =
      Set.of(
          "decimal",
          "float",
          "double",
          "integer",
          "int",
          "long",
          "short",
          "byte",
          "nonNegativeInteger",
          "nonPositiveInteger",
          "positiveInteger",
          "negativeInteger",
          "unsignedLong",
          "unsignedInt",
          "unsignedShort",
          "unsignedByte");

  private final Options options;

  private XmlParser(Options options) {
    this.options = options;
  }

  /**
   * How JSON is written ({@code jsonWriterSettings}).
   *
   * @param ignoreAttributes whether attributes are left out
   * @param fullNames whether names stand with their namespaces, {@code namespace:name}
   */
  public record Options(boolean ignoreAttributes, boolean fullNames) {}

  /**
   * Converts a document that was found valid by the same schema.
   *
   * @throws TransformException {@code InvalidXmlSchema} where the schema does not declare the root
   */
  public static ObjectNode parse(SchemaDocument schema, Document document, Options options) {
    Element root = document.getDocumentElement();
    SchemaNode declared =
        schema
            .root(name(root))
            .orElseThrow(
                () ->
                    new TransformException(
                        "InvalidXmlSchema",
                        "The schema does not declare the element '%s'.".formatted(name(root))));
    XmlParser parser = new XmlParser(options);
    ObjectNode result = Json.object();
    result.set(parser.text(name(root)), parser.element(root, declared));
    return result;
  }

  private JsonNode element(Element element, SchemaNode declared) {
    if (Boolean.parseBoolean(
        element.getAttributeNS(XMLConstants.W3C_XML_SCHEMA_INSTANCE_NS_URI, "nil"))) {
      return NullNode.getInstance();
    }
    List<SchemaNode.Child> declarations = declared.children();
    ObjectNode result = Json.object();
    if (!options.ignoreAttributes()) {
      attributes(element, declarations, result);
    }
    if (declarations.stream().allMatch(child -> child.node().isAttribute())) {
      JsonNode value = value(element.getTextContent(), declared.valueType().orElse("string"));
      if (result.isEmpty()) {
        return declared.valueType().isPresent() || !element.getTextContent().isEmpty()
            ? value
            : result;
      }
      return declared.valueType().isPresent() ? result.set("#text", value) : result;
    }
    elements(element, declarations, result);
    return result;
  }

  private void attributes(Element element, List<SchemaNode.Child> declarations, ObjectNode result) {
    NamedNodeMap attributes = element.getAttributes();
    for (int index = 0; index < attributes.getLength(); index++) {
      Node attribute = attributes.item(index);
      String namespace = attribute.getNamespaceURI();
      if (XMLConstants.XMLNS_ATTRIBUTE_NS_URI.equals(namespace)
          || XMLConstants.W3C_XML_SCHEMA_INSTANCE_NS_URI.equals(namespace)) {
        continue;
      }
      QName name = name(attribute);
      String type =
          declarations.stream()
              .map(SchemaNode.Child::node)
              .filter(node -> node.isAttribute() && node.name().equals(name))
              .findFirst()
              .flatMap(SchemaNode::valueType)
              .orElse("string");
      result.set("@" + text(name), value(attribute.getNodeValue(), type));
    }
  }

  private void elements(Element element, List<SchemaNode.Child> declarations, ObjectNode result) {
    Map<QName, SchemaNode.Child> byName = new HashMap<>();
    for (SchemaNode.Child child : declarations) {
      // A name that occurs at several places of a type may repeat.
      byName.merge(child.node().name(), child, (a, _) -> new SchemaNode.Child(a.node(), true));
    }
    Map<QName, List<JsonNode>> values = new LinkedHashMap<>();
    StringBuilder mixed = new StringBuilder();
    for (Node node = element.getFirstChild(); node != null; node = node.getNextSibling()) {
      if (node instanceof Element child) {
        SchemaNode.Child declared = byName.get(name(child));
        if (declared != null) {
          values
              .computeIfAbsent(name(child), _ -> new ArrayList<>())
              .add(element(child, declared.node()));
        }
      } else if (node.getNodeType() == Node.TEXT_NODE
          || node.getNodeType() == Node.CDATA_SECTION_NODE) {
        mixed.append(node.getNodeValue());
      }
    }
    if (!mixed.isEmpty()) {
      result.put("#text", mixed.toString());
    }
    values.forEach(
        (name, found) -> {
          ArrayNode array = Json.array().addAll(found);
          boolean repeated = byName.get(name).repeated() || found.size() > 1;
          result.set(text(name), repeated ? array : found.getFirst());
        });
  }

  /** Numbers that JSON cannot say, such as {@code INF}, stay texts. */
  private static JsonNode value(String text, String type) {
    String trimmed = text.strip();
    if (type.equals("boolean")) {
      return BooleanNode.valueOf(trimmed.equals("true") || trimmed.equals("1"));
    }
    if (NUMBERS.contains(type)) {
      try {
        return Json.parse(new BigDecimal(trimmed).toString());
      } catch (NumberFormatException e) {
        return TextNode.valueOf(trimmed);
      }
    }
    return TextNode.valueOf(text);
  }

  private String text(QName name) {
    return options.fullNames() && !name.getNamespaceURI().isEmpty()
        ? name.getNamespaceURI() + ":" + name.getLocalPart()
        : name.getLocalPart();
  }

  private static QName name(Node node) {
    @Nullable String namespace = node.getNamespaceURI();
    return new QName(namespace == null ? "" : namespace, node.getLocalName());
  }
}
