package io.trunkline.workflows.transform;

import com.fasterxml.jackson.databind.JsonNode;
import io.trunkline.workflows.expression.JsonPath;
import io.trunkline.workflows.expression.value.JsonText;
import io.trunkline.workflows.expression.value.ValueKind;
import io.trunkline.workflows.expression.xml.XmlReader;
import io.trunkline.workflows.transform.schema.ElementNames;
import io.trunkline.workflows.transform.schema.SchemaDocument;
import io.trunkline.workflows.transform.schema.SchemaNode;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import javax.xml.XMLConstants;
import org.w3c.dom.Document;
import org.w3c.dom.Element;

/**
 * JSON as XML whose names, namespaces and order come from a schema: the other way of {@link
 * XmlParser} (reference/workflows.md §4.11, {@code XmlCompose}).
 */
public final class XmlComposer {
  private static final int MAX_DEPTH = 200;

  private final ElementNames names;

  private XmlComposer(ElementNames names) {
    this.names = names;
  }

  /**
   * Converts an object with one property, the root element.
   *
   * @throws TransformException {@code InvalidXmlContent} naming the property that the schema does
   *     not declare
   */
  public static Document compose(SchemaDocument schema, JsonNode content) {
    if (!content.isObject() || content.size() != 1) {
      throw failure(JsonPath.ROOT, "an object with one property, the root element, is expected");
    }
    Map.Entry<String, JsonNode> property = content.properties().iterator().next();
    SchemaNode root =
        schema.roots().stream()
            .filter(node -> isCalled(node, property.getKey()))
            .findFirst()
            .orElseThrow(
                () ->
                    failure(
                        JsonPath.ROOT,
                        "the schema does not declare the element '%s'"
                            .formatted(property.getKey())));
    Document document = XmlReader.empty();
    ElementNames names = new ElementNames(document);
    new XmlComposer(names)
        .fill(
            names.root(root.name()),
            root,
            property.getValue(),
            JsonPath.property(JsonPath.ROOT, property.getKey()),
            0);
    return document;
  }

  private void fill(Element element, SchemaNode declared, JsonNode value, String path, int depth) {
    if (depth > MAX_DEPTH) {
      throw failure(path, "the content is nested deeper than %d".formatted(MAX_DEPTH));
    }
    if (ValueKind.isNull(value)) {
      element.setAttributeNS(
          XMLConstants.XMLNS_ATTRIBUTE_NS_URI,
          "xmlns:xsi",
          XMLConstants.W3C_XML_SCHEMA_INSTANCE_NS_URI);
      element.setAttributeNS(XMLConstants.W3C_XML_SCHEMA_INSTANCE_NS_URI, "xsi:nil", "true");
    } else if (value.isObject()) {
      properties(element, declared, value, path, depth);
    } else if (value.isArray()) {
      throw failure(path, "one value is expected, not an array");
    } else {
      element.appendChild(element.getOwnerDocument().createTextNode(text(value)));
    }
  }

  private void properties(
      Element element, SchemaNode declared, JsonNode object, String path, int depth) {
    List<SchemaNode.Child> declarations = declared.children();
    Set<String> left = new HashSet<>();
    object.fieldNames().forEachRemaining(left::add);
    text(object, "#text", left)
        .ifPresent(text -> element.appendChild(element.getOwnerDocument().createTextNode(text)));
    for (SchemaNode.Child child : declarations) {
      SchemaNode node = child.node();
      String prefix = node.isAttribute() ? "@" : "";
      Optional<String> name =
          left.stream()
              .filter(
                  one -> one.startsWith(prefix) && isCalled(node, one.substring(prefix.length())))
              .findFirst();
      if (name.isEmpty()) {
        continue;
      }
      left.remove(name.get());
      JsonNode value = object.get(name.get());
      String place = JsonPath.property(path, name.get());
      if (node.isAttribute()) {
        names.attribute(element, node.name(), text(value));
      } else if (value.isArray()) {
        for (int index = 0; index < value.size(); index++) {
          String one = JsonPath.element(place, index);
          fill(names.child(element, node.name()), node, value.get(index), one, depth + 1);
        }
      } else {
        fill(names.child(element, node.name()), node, value, place, depth + 1);
      }
    }
    if (!left.isEmpty()) {
      String name = left.stream().sorted().findFirst().get();
      throw failure(JsonPath.property(path, name), "the schema does not declare it at this place");
    }
  }

  private static Optional<String> text(JsonNode object, String name, Set<String> left) {
    return left.remove(name) ? Optional.of(text(object.get(name))) : Optional.empty();
  }

  private static String text(JsonNode value) {
    return value.isTextual() ? value.textValue() : JsonText.of(value);
  }

  private static boolean isCalled(SchemaNode node, String name) {
    return node.name().getLocalPart().equals(name)
        || (node.name().getNamespaceURI() + ":" + node.name().getLocalPart()).equals(name);
  }

  private static TransformException failure(String path, String message) {
    return new TransformException(
        "InvalidXmlContent", "The content cannot become XML at %s: %s.".formatted(path, message));
  }
}
