package io.trunkline.workflows.expression.function;

import static io.trunkline.workflows.expression.function.TemplateFunction.pure;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.trunkline.net.codec.Json;
import io.trunkline.net.codec.JsonException;
import io.trunkline.workflows.expression.ExpressionException;
import io.trunkline.workflows.expression.value.ContentEnvelope;
import io.trunkline.workflows.expression.xml.JsonToXml;
import io.trunkline.workflows.expression.xml.XPathEvaluator;
import io.trunkline.workflows.expression.xml.XmlException;
import io.trunkline.workflows.expression.xml.XmlNames;
import io.trunkline.workflows.expression.xml.XmlReader;
import io.trunkline.workflows.expression.xml.XmlToJson;
import io.trunkline.workflows.expression.xml.XmlWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.w3c.dom.Document;

/** JSON and XML texts and their values (reference/workflows.md §2.6, §2.11). */
final class XmlFunctions {
  private XmlFunctions() {}

  static List<TemplateFunction> all() {
    return List.of(
        pure("json", 1, 1, XmlFunctions::json),
        pure("xml", 1, 1, XmlFunctions::xml),
        pure("xpath", 2, 2, XmlFunctions::xpath),
        pure("encodeXmlValue", 1, 1, a -> TextNode.valueOf(encodeValue(a.text(0)))),
        pure("decodeXmlValue", 1, 1, XmlFunctions::decodeValue),
        pure("encodeXmlName", 1, 1, a -> TextNode.valueOf(XmlNames.encode(a.text(0)))),
        pure("decodeXmlName", 1, 1, a -> TextNode.valueOf(XmlNames.decode(a.text(0)))));
  }

  private static JsonNode json(Arguments arguments) {
    JsonNode value = arguments.get(0);
    if (value.isNull()) {
      return Json.object();
    }
    Optional<ContentEnvelope> envelope = ContentEnvelope.from(value);
    if (envelope.isPresent() && envelope.get().isXml()) {
      return XmlToJson.convert(document(arguments, envelope.get()));
    }
    if (envelope.isEmpty() && !value.isTextual()) {
      throw arguments.wrongType(0, "a string or XML");
    }
    try {
      return Json.parse(arguments.text(0));
    } catch (JsonException e) {
      throw arguments.wrongValue(0, "the value cannot be parsed as JSON: " + e.getMessage());
    }
  }

  private static Document document(Arguments arguments, ContentEnvelope envelope) {
    try {
      return XmlReader.read(envelope.bytes());
    } catch (XmlException e) {
      throw notXml(arguments, e);
    } catch (IllegalArgumentException e) {
      throw arguments.wrongValue(0, "its '$content' is not valid base64");
    }
  }

  private static ExpressionException notXml(Arguments arguments, XmlException cause) {
    return arguments.wrongValue(0, "the value cannot be converted to XML: " + cause.getMessage());
  }

  private static JsonNode xml(Arguments arguments) {
    JsonNode value = arguments.get(0);
    Optional<ContentEnvelope> envelope = ContentEnvelope.from(value);
    if (envelope.isPresent()) {
      return new ContentEnvelope(ContentEnvelope.XML, envelope.get().base64()).toJson();
    }
    try {
      String text =
          switch (arguments.kind(0)) {
            case STRING -> XmlWriter.write(XmlReader.read(value.asText()));
            case OBJECT -> JsonToXml.convert(value);
            default -> throw arguments.wrongType(0, "a string or object");
          };
      return ContentEnvelope.of(ContentEnvelope.XML, text.getBytes(StandardCharsets.UTF_8))
          .toJson();
    } catch (XmlException e) {
      throw notXml(arguments, e);
    }
  }

  private static JsonNode xpath(Arguments arguments) {
    ContentEnvelope envelope =
        ContentEnvelope.from(arguments.get(0)).orElseThrow(() -> arguments.wrongType(0, "XML"));
    try {
      return XPathEvaluator.evaluate(document(arguments, envelope), arguments.text(1));
    } catch (XmlException e) {
      throw arguments.wrongValue(1, e.getMessage());
    }
  }

  private static String encodeValue(String text) {
    return text.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;")
        .replace("'", "&apos;");
  }

  private static JsonNode decodeValue(Arguments arguments) {
    String text = arguments.text(0).replace("<", "&lt;");
    try {
      return TextNode.valueOf(
          XmlReader.read("<v>" + text + "</v>").getDocumentElement().getTextContent());
    } catch (XmlException e) {
      throw notXml(arguments, e);
    }
  }
}
