package io.trunkline.workflows.expression;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.NullNode;
import io.trunkline.workflows.expression.function.Arguments;
import io.trunkline.workflows.expression.value.ObjectProperties;
import io.trunkline.workflows.expression.value.ValueKind;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Computes the value of an expression, left to right (reference/workflows.md §1.5, §1.8). */
final class Evaluator {
  private Evaluator() {}

  static JsonNode evaluate(Expression expression, EvaluationContext context) {
    if (context instanceof ObservedContext observed
        && !(expression instanceof Expression.Literal)) {
      return observed.observe(expression, () -> compute(expression, context));
    }
    return compute(expression, context);
  }

  private static JsonNode compute(Expression expression, EvaluationContext context) {
    return switch (expression) {
      case Expression.Literal literal -> literal.value();
      case Expression.Call call -> call(call, context);
      case Expression.Access access -> access(access, context);
      case Expression.Embedded embedded -> TemplateEvaluator.evaluate(embedded.value(), context);
    };
  }

  private static JsonNode call(Expression.Call call, EvaluationContext context) {
    Arguments arguments =
        new Arguments(
            call.function().name(),
            call.arguments().size(),
            index -> evaluate(call.arguments().get(index), context));
    try {
      return call.function().apply(arguments, context);
    } catch (ExpressionException e) {
      throw e.atPosition(call.position());
    }
  }

  private static JsonNode access(Expression.Access access, EvaluationContext context) {
    JsonNode target = evaluate(access.target(), context);
    JsonNode key = evaluate(access.key(), context);
    return switch (ValueKind.of(target)) {
      case NULL -> missing(access, key, "cannot be selected from a value of type 'Null'");
      case OBJECT -> property(access, target, key);
      case ARRAY -> element(access, target, key);
      default ->
          throw failure(
              access,
              key,
              "cannot be selected: property selection is not supported on values of type '%s'"
                  .formatted(ValueKind.of(target).label()));
    };
  }

  private static JsonNode property(Expression.Access access, JsonNode target, JsonNode key) {
    if (!key.isTextual()) {
      throw failure(
          access, key, "cannot be selected: the property name of an object must be a string");
    }
    Optional<JsonNode> value = ObjectProperties.find(target, key.textValue());
    if (value.isPresent()) {
      return value.get();
    }
    List<String> names = new ArrayList<>();
    target.fieldNames().forEachRemaining(names::add);
    return missing(
        access,
        key,
        "doesn't exist, available properties are '%s'"
            .formatted(ExpressionParser.abbreviated(String.join(", ", names))));
  }

  private static JsonNode element(Expression.Access access, JsonNode target, JsonNode key) {
    if (!key.isIntegralNumber()) {
      throw failure(
          access, key, "cannot be selected: array elements can only be selected by an integer");
    }
    long index = key.longValue();
    if (index >= 0 && index < target.size()) {
      return target.get((int) index);
    }
    return missing(
        access, key, "is outside bounds (0, %d) of the array".formatted(target.size() - 1));
  }

  private static JsonNode missing(Expression.Access access, JsonNode key, String reason) {
    if (access.lenient()) {
      return NullNode.getInstance();
    }
    throw failure(access, key, reason);
  }

  private static ExpressionException failure(
      Expression.Access access, JsonNode key, String reason) {
    String what = key.isIntegralNumber() ? "array index" : "property";
    return new ExpressionException(
            "The template language expression '%s' cannot be evaluated because %s '%s' %s."
                .formatted(access.text(), what, ExpressionParser.abbreviated(key.asText()), reason))
        .atPosition(access.position());
  }
}
