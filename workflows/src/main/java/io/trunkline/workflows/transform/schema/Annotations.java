package io.trunkline.workflows.transform.schema;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.ws.commons.schema.XmlSchemaAnnotation;
import org.apache.ws.commons.schema.XmlSchemaAppInfo;
import org.jspecify.annotations.Nullable;
import org.w3c.dom.NamedNodeMap;
import org.w3c.dom.Node;
import org.w3c.dom.NodeList;

/**
 * Annotations of BizTalk's editor at one place of a schema.
 *
 * @param infos attributes of {@code b:recordInfo}, {@code b:fieldInfo} and so on, by local name
 */
public record Annotations(Map<String, Map<String, String>> infos) {
  private static final String NAMESPACE = "http://schemas.microsoft.com/BizTalk/2003";

  public Annotations {
    infos = Map.copyOf(infos);
  }

  /** Returns the attributes of an annotation; empty where it is not there. */
  public Optional<Map<String, String>> info(String localName) {
    return Optional.ofNullable(infos.get(localName));
  }

  static Annotations of(@Nullable XmlSchemaAnnotation annotation) {
    Map<String, Map<String, String>> infos = new HashMap<>();
    if (annotation != null) {
      annotation.getItems().stream()
          .filter(XmlSchemaAppInfo.class::isInstance)
          .map(item -> ((XmlSchemaAppInfo) item).getMarkup())
          .forEach(markup -> collect(markup, infos));
    }
    return new Annotations(infos);
  }

  private static void collect(@Nullable NodeList markup, Map<String, Map<String, String>> infos) {
    for (int index = 0; markup != null && index < markup.getLength(); index++) {
      Node node = markup.item(index);
      if (node.getNodeType() == Node.ELEMENT_NODE && NAMESPACE.equals(node.getNamespaceURI())) {
        infos.put(node.getLocalName(), attributes(node.getAttributes()));
      }
    }
  }

  private static Map<String, String> attributes(NamedNodeMap attributes) {
    Map<String, String> values = new HashMap<>();
    for (int index = 0; index < attributes.getLength(); index++) {
      Node attribute = attributes.item(index);
      if (!attribute.getNodeName().startsWith("xmlns")) {
        values.put(attribute.getNodeName(), attribute.getNodeValue());
      }
    }
    return values;
  }
}
