package io.trunkline.workflows.expression;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.trunkline.net.codec.Json;
import io.trunkline.workflows.expression.value.ValueText;

/** Evaluates compiled templates. */
final class TemplateEvaluator {
  private TemplateEvaluator() {}

  static JsonNode evaluate(TemplateNode node, EvaluationContext context) {
    return switch (node) {
      case TemplateNode.Constant constant -> constant.value();
      case TemplateNode.Computed computed -> computed(computed, context);
      case TemplateNode.Interpolated interpolated -> text(interpolated, context);
      case TemplateNode.Properties object -> object(object, context);
      case TemplateNode.Elements array -> array(array, context);
    };
  }

  private static JsonNode computed(TemplateNode.Computed computed, EvaluationContext context) {
    try {
      return Evaluator.evaluate(computed.expression(), context);
    } catch (ExpressionException e) {
      throw e.atPath(computed.path());
    }
  }

  private static JsonNode text(TemplateNode.Interpolated text, EvaluationContext context) {
    StringBuilder result = new StringBuilder();
    for (TemplateNode part : text.parts()) {
      result.append(ValueText.of(evaluate(part, context)));
      if (result.length() > ValueText.MAXIMUM_LENGTH) {
        throw new ExpressionException("The result of the interpolated string is too long.");
      }
    }
    return TextNode.valueOf(result.toString());
  }

  private static JsonNode object(TemplateNode.Properties object, EvaluationContext context) {
    ObjectNode result = Json.object();
    for (TemplateNode.Property property : object.properties()) {
      JsonNode name = evaluate(property.name(), context);
      if (!name.isTextual()) {
        throw new ExpressionException(
                "The template language expression of a property name must give a string.")
            .atPath(property.path());
      }
      result.set(name.textValue(), evaluate(property.value(), context));
    }
    return result;
  }

  private static JsonNode array(TemplateNode.Elements array, EvaluationContext context) {
    ArrayNode result = Json.array();
    for (TemplateNode element : array.elements()) {
      result.add(evaluate(element, context));
    }
    return result;
  }
}
