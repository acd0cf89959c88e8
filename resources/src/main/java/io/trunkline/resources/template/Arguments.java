package io.trunkline.resources.template;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;

/** The arguments of one call: evaluated on demand, checked for their type. */
final class Arguments {
  private final String function;
  private final List<Expression> expressions;
  private final Evaluator evaluator;

  Arguments(String function, List<Expression> expressions, Evaluator evaluator) {
    this.function = function;
    this.expressions = expressions;
    this.evaluator = evaluator;
  }

  int count() {
    return expressions.size();
  }

  boolean has(int index) {
    return index < expressions.size();
  }

  Expression expression(int index) {
    return expressions.get(index);
  }

  Evaluator evaluator() {
    return evaluator;
  }

  Scope scope() {
    return evaluator.scope();
  }

  JsonNode value(int index) {
    return evaluator.evaluate(expressions.get(index));
  }

  List<JsonNode> values() {
    return values(0);
  }

  /** Returns the arguments from {@code first} on. */
  List<JsonNode> values(int first) {
    List<JsonNode> values = new ArrayList<>();
    for (int i = first; i < expressions.size(); i++) {
      values.add(value(i));
    }
    return values;
  }

  String text(int index) {
    JsonNode value = value(index);
    if (!value.isTextual()) {
      throw wrong(index, "a string", value);
    }
    return value.asText();
  }

  /** Returns a text, or the text of an integer or boolean. */
  String textual(int index) {
    JsonNode value = value(index);
    if (!value.isValueNode() || value.isNull()) {
      throw wrong(index, "a string", value);
    }
    return Values.text(value);
  }

  long integer(int index) {
    JsonNode value = value(index);
    if (!value.isIntegralNumber() || !value.canConvertToLong()) {
      throw wrong(index, "an integer", value);
    }
    return value.asLong();
  }

  /** Returns an integer that is an index or a count: cut to the range of an {@code int}. */
  int count(int index) {
    return Math.clamp(integer(index), Integer.MIN_VALUE, Integer.MAX_VALUE);
  }

  boolean bool(int index) {
    JsonNode value = value(index);
    if (!value.isBoolean()) {
      throw wrong(index, "a boolean", value);
    }
    return value.asBoolean();
  }

  ArrayNode array(int index) {
    JsonNode value = value(index);
    if (value instanceof ArrayNode array) {
      return array;
    }
    throw wrong(index, "an array", value);
  }

  ObjectNode object(int index) {
    JsonNode value = value(index);
    if (value instanceof ObjectNode object) {
      return object;
    }
    throw wrong(index, "an object", value);
  }

  Lambda lambda(int index) {
    if (expression(index) instanceof Expression.Call call && call.is("lambda")) {
      return Lambda.of(call, evaluator);
    }
    throw new TemplateException(
        "The template function '%s' expects argument %d to be a lambda."
            .formatted(function, index));
  }

  TemplateException wrong(int index, String expected, JsonNode value) {
    return new TemplateException(
        "The template function '%s' expects argument %d to be %s, not %s."
            .formatted(function, index + 1, expected, Values.kind(value)));
  }

  TemplateException fault(String message) {
    return new TemplateException("The template function '" + function + "': " + message);
  }
}
