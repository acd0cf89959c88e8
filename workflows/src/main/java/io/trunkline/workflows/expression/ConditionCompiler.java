package io.trunkline.workflows.expression;

import com.fasterxml.jackson.databind.JsonNode;
import io.trunkline.workflows.expression.function.FunctionTable;
import io.trunkline.workflows.expression.function.TemplateFunction;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Compiles the object form of conditions (reference/workflows.md §4.9): one property, named like a
 * function, holds the operands in an array, or a single operand without one.
 */
record ConditionCompiler(Consumer<ExpressionException> problems) {
  /** Deepest nesting of condition objects. */
  private static final int MAXIMUM_DEPTH = 100;

  TemplateNode compile(JsonNode source, String path) {
    if (!source.isObject()) {
      return new TemplateCompiler(problems).compile(source, path);
    }
    try {
      return new TemplateNode.Computed(operand(source, path, 0), path);
    } catch (ExpressionException e) {
      problems.accept(e.atPath(path));
      return new TemplateNode.Constant(source);
    }
  }

  private Expression operand(JsonNode source, String path, int depth) {
    if (depth > MAXIMUM_DEPTH) {
      throw new ExpressionException("The condition is nested deeper than '100' levels.")
          .atPath(path);
    }
    if (source.isObject() && source.size() == 1) {
      Map.Entry<String, JsonNode> operation = source.properties().iterator().next();
      Optional<TemplateFunction> function = FunctionTable.find(operation.getKey());
      if (function.isPresent()) {
        String place = JsonPath.property(path, operation.getKey());
        return call(function.get(), operation.getValue(), place, depth);
      }
    }
    if (source.isObject() && (depth == 0 || source.size() == 1)) {
      throw new ExpressionException(
              "The condition is not valid: it expects an object with one property that is named like a function, but has '%s'."
                  .formatted(
                      String.join(", ", source.propertyStream().map(Map.Entry::getKey).toList())))
          .atPath(path);
    }
    return new Expression.Embedded(new TemplateCompiler(problems).compile(source, path));
  }

  private Expression call(TemplateFunction function, JsonNode operands, String path, int depth) {
    List<Expression> arguments = new ArrayList<>();
    if (operands.isArray()) {
      for (int index = 0; index < operands.size(); index++) {
        arguments.add(operand(operands.get(index), JsonPath.element(path, index), depth + 1));
      }
    } else {
      arguments.add(operand(operands, path, depth + 1));
    }
    if (!function.accepts(arguments.size())) {
      throw new ExpressionException(
              "The condition operator '%s' expects %s, but has '%d'."
                  .formatted(function.name(), function.arity(), arguments.size()))
          .atPath(path);
    }
    return new Expression.Call(function, arguments, 0);
  }
}
