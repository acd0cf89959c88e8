package io.trunkline.workflows.expression.xml;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.DoubleNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.trunkline.net.codec.Json;
import io.trunkline.workflows.expression.value.ContentEnvelope;
import java.nio.charset.StandardCharsets;
import javax.xml.XMLConstants;
import javax.xml.xpath.XPath;
import javax.xml.xpath.XPathEvaluationResult;
import javax.xml.xpath.XPathExpressionException;
import javax.xml.xpath.XPathFactory;
import javax.xml.xpath.XPathFactoryConfigurationException;
import javax.xml.xpath.XPathNodes;
import org.w3c.dom.Document;
import org.w3c.dom.Node;

/**
 * XPath 1.0 (reference/workflows.md §2.11). The platform's evaluator is used because it is exactly
 * 1.0; later versions give other results for the same expressions.
 */
public final class XPathEvaluator {
  private XPathEvaluator() {}

  /**
   * Returns a number, boolean or string, or for nodes an array: elements as XML envelopes, others
   * as strings.
   */
  public static JsonNode evaluate(Document document, String expression) throws XmlException {
    try {
      XPathFactory factory = XPathFactory.newDefaultInstance();
      factory.setFeature(XMLConstants.FEATURE_SECURE_PROCESSING, true);
      XPath path = factory.newXPath();
      path.setNamespaceContext(new DeclaredNamespaces(document));
      XPathEvaluationResult<?> result = path.evaluateExpression(expression, document);
      return switch (result.type()) {
        case BOOLEAN -> BooleanNode.valueOf((Boolean) result.value());
        case NUMBER -> DoubleNode.valueOf(((Number) result.value()).doubleValue());
        case STRING -> TextNode.valueOf((String) result.value());
        case NODESET -> nodes((XPathNodes) result.value());
        default -> Json.array().add(node((Node) result.value()));
      };
    } catch (XPathFactoryConfigurationException e) {
      throw new IllegalStateException("the platform's XPath cannot be hardened", e);
    } catch (XPathExpressionException e) {
      Throwable cause = e.getCause() == null ? e : e.getCause();
      throw new XmlException("the XPath expression is not valid: " + cause.getMessage());
    }
  }

  private static ArrayNode nodes(XPathNodes nodes) {
    ArrayNode result = Json.array();
    for (Node node : nodes) {
      result.add(node(node));
    }
    return result;
  }

  private static JsonNode node(Node node) {
    if (node.getNodeType() != Node.ELEMENT_NODE && node.getNodeType() != Node.DOCUMENT_NODE) {
      return TextNode.valueOf(node.getNodeValue() == null ? "" : node.getNodeValue());
    }
    byte[] bytes = XmlWriter.write(node).getBytes(StandardCharsets.UTF_8);
    return ContentEnvelope.of(ContentEnvelope.XML, bytes).toJson();
  }
}
