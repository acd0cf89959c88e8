package io.trunkline.workflows.expression.xml;

import com.fasterxml.jackson.databind.JsonNode;
import io.trunkline.workflows.expression.value.JsonText;
import io.trunkline.workflows.expression.value.ValueKind;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The XML form of JSON (reference/workflows.md §2.11.2). */
public final class JsonToXml {
  private final StringBuilder out = new StringBuilder();

  private JsonToXml() {}

  /** Returns the XML text of an object with one root property; of an empty object, nothing. */
  public static String convert(JsonNode object) throws XmlException {
    JsonToXml writer = new JsonToXml();
    writer.document(object);
    return writer.out.toString();
  }

  private void document(JsonNode object) throws XmlException {
    boolean hasRoot = false;
    for (Map.Entry<String, JsonNode> property : object.properties()) {
      switch (property.getKey()) {
        case "?xml" -> declaration(property.getValue());
        case "!DOCTYPE" -> documentType(property.getValue());
        default -> {
          if (hasRoot || (property.getValue().isArray() && property.getValue().size() > 1)) {
            throw new XmlException(
                "the object has more than one root property; XML has exactly one root element");
          }
          hasRoot = true;
          elements(property.getKey(), property.getValue(), Set.of());
        }
      }
    }
  }

  private void declaration(JsonNode declaration) {
    out.append("<?xml version=\"").append(declaration.path("@version").asText("1.0")).append('"');
    for (String name : List.of("encoding", "standalone")) {
      if (declaration.path("@" + name).isTextual()) {
        attribute(name, declaration.path("@" + name).textValue());
      }
    }
    out.append("?>");
  }

  private void documentType(JsonNode type) {
    out.append("<!DOCTYPE ").append(XmlNames.encode(type.path("@name").asText()));
    if (type.path("@public").isTextual()) {
      out.append(" PUBLIC \"").append(escaped(type.path("@public").textValue())).append("\" \"");
      out.append(escaped(type.path("@system").asText(""))).append('"');
    } else if (type.path("@system").isTextual()) {
      out.append(" SYSTEM \"").append(escaped(type.path("@system").textValue())).append('"');
    }
    out.append('>');
  }

  private void elements(String name, JsonNode value, Set<String> prefixes) throws XmlException {
    if (!value.isArray()) {
      element(name, value, prefixes);
      return;
    }
    for (JsonNode one : value) {
      element(name, one, prefixes);
    }
  }

  private void element(String name, JsonNode value, Set<String> outer) throws XmlException {
    Set<String> prefixes = new HashSet<>(outer);
    List<Map.Entry<String, JsonNode>> content = new ArrayList<>();
    StringBuilder attributes = new StringBuilder();
    if (value.isObject()) {
      for (Map.Entry<String, JsonNode> property : value.properties()) {
        if (property.getKey().startsWith("@xmlns:")) {
          prefixes.add(property.getKey().substring("@xmlns:".length()));
        }
      }
      for (Map.Entry<String, JsonNode> property : value.properties()) {
        if (property.getKey().startsWith("@") && property.getKey().length() > 1) {
          attributes.append(attributeText(property, prefixes));
        } else {
          content.add(property);
        }
      }
    }
    String tag = qualified(name, prefixes);
    out.append('<').append(tag).append(attributes);
    if (ValueKind.isNull(value) || (value.isObject() && content.isEmpty())) {
      out.append(" />");
      return;
    }
    out.append('>');
    if (value.isArray()) {
      throw new XmlException("an array within an array has no XML form");
    }
    if (value.isObject()) {
      for (Map.Entry<String, JsonNode> property : content) {
        property(property, prefixes);
      }
    } else {
      out.append(escaped(text(value)));
    }
    out.append("</").append(tag).append('>');
  }

  private void property(Map.Entry<String, JsonNode> property, Set<String> prefixes)
      throws XmlException {
    JsonNode value = property.getValue();
    switch (property.getKey()) {
      case "#text" -> {
        for (JsonNode run : value.isArray() ? value : List.of(value)) {
          out.append(escaped(text(run)));
        }
      }
      case "#cdata-section" -> {
        for (JsonNode run : value.isArray() ? value : List.of(value)) {
          out.append("<![CDATA[").append(text(run).replace("]]>", "]]]]><![CDATA[>")).append("]]>");
        }
      }
      default -> elements(property.getKey(), value, prefixes);
    }
  }

  private String attributeText(Map.Entry<String, JsonNode> property, Set<String> prefixes) {
    String name = property.getKey().substring(1);
    String qualified =
        name.equals("xmlns") || name.startsWith("xmlns:") ? name : qualified(name, prefixes);
    return " "
        + qualified
        + "=\""
        + escaped(text(property.getValue())).replace("\"", "&quot;")
        + "\"";
  }

  private void attribute(String name, String value) {
    out.append(' ').append(name).append("=\"").append(escaped(value)).append('"');
  }

  /** A prefix that nobody declared is dropped. */
  private static String qualified(String name, Set<String> prefixes) {
    int colon = name.indexOf(':');
    if (colon <= 0) {
      return XmlNames.encode(name);
    }
    String prefix = name.substring(0, colon);
    String local = XmlNames.encode(name.substring(colon + 1));
    return prefixes.contains(prefix) || prefix.equals("xml") ? prefix + ":" + local : local;
  }

  /** Scalars stand in XML as in JSON. */
  private static String text(JsonNode value) {
    if (ValueKind.isNull(value)) {
      return "";
    }
    return value.isTextual() ? value.textValue() : JsonText.of(value);
  }

  private static String escaped(String text) {
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
  }
}
