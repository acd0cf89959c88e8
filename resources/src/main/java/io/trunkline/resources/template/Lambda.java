package io.trunkline.resources.template;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;

/** A lambda: {@code lambda('x', 'i', body)}, whose body reads {@code lambdaVariables('x')}. */
final class Lambda {
  private final List<String> parameters;
  private final Expression body;
  private final Evaluator evaluator;

  private Lambda(List<String> parameters, Expression body, Evaluator evaluator) {
    this.parameters = parameters;
    this.body = body;
    this.evaluator = evaluator;
  }

  static Lambda of(Expression.Call call, Evaluator evaluator) {
    if (call.arguments().isEmpty()) {
      throw new TemplateException("The template function 'lambda' needs a body.");
    }
    List<String> parameters = new ArrayList<>();
    for (Expression name : call.arguments().subList(0, call.arguments().size() - 1)) {
      parameters.add(Values.text(evaluator.evaluate(name)));
    }
    return new Lambda(parameters, call.arguments().getLast(), evaluator);
  }

  /** Evaluates the body; values that it has no name for are left out. */
  JsonNode apply(JsonNode... values) {
    if (parameters.size() > values.length) {
      throw new TemplateException(
          "A lambda here has at most %d parameters, not %d."
              .formatted(values.length, parameters.size()));
    }
    Evaluator inner = evaluator;
    for (int i = 0; i < parameters.size(); i++) {
      inner = inner.withVariable(parameters.get(i), values[i]);
    }
    return inner.evaluate(body);
  }

  boolean test(JsonNode... values) {
    JsonNode result = apply(values);
    if (!result.isBoolean()) {
      throw new TemplateException("The lambda has to yield a boolean, not " + Values.kind(result));
    }
    return result.asBoolean();
  }
}
