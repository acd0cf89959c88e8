package io.trunkline.workflows.expression.function;

import static io.trunkline.workflows.expression.function.TemplateFunction.ANY;
import static io.trunkline.workflows.expression.function.TemplateFunction.lazy;
import static io.trunkline.workflows.expression.function.TemplateFunction.pure;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.NullNode;
import io.trunkline.workflows.expression.value.Comparison;
import java.util.List;
import java.util.OptionalInt;
import java.util.function.IntPredicate;

/** Logic and comparison functions (reference/workflows.md §2.3, §2.4) and {@code coalesce}. */
final class LogicFunctions {
  private LogicFunctions() {}

  static List<TemplateFunction> all() {
    return List.of(
        lazy("if", 3, 3, arguments -> arguments.get(arguments.bool(0) ? 1 : 2)),
        lazy("and", 1, ANY, arguments -> BooleanNode.valueOf(allAre(arguments, true))),
        lazy("or", 1, ANY, arguments -> BooleanNode.valueOf(!allAre(arguments, false))),
        lazy("coalesce", 1, ANY, LogicFunctions::coalesce),
        pure("not", 1, 1, arguments -> BooleanNode.valueOf(!arguments.bool(0))),
        pure(
            "equals",
            2,
            2,
            arguments ->
                BooleanNode.valueOf(Comparison.areEqual(arguments.get(0), arguments.get(1)))),
        pure("greater", 2, 2, arguments -> compared(arguments, order -> order > 0)),
        pure("greaterOrEquals", 2, 2, arguments -> compared(arguments, order -> order >= 0)),
        pure("less", 2, 2, arguments -> compared(arguments, order -> order < 0)),
        pure("lessOrEquals", 2, 2, arguments -> compared(arguments, order -> order <= 0)));
  }

  private static boolean allAre(Arguments arguments, boolean expected) {
    for (int index = 0; index < arguments.size(); index++) {
      if (arguments.bool(index) != expected) {
        return false;
      }
    }
    return true;
  }

  private static JsonNode coalesce(Arguments arguments) {
    for (int index = 0; index < arguments.size(); index++) {
      if (!arguments.get(index).isNull()) {
        return arguments.get(index);
      }
    }
    return NullNode.getInstance();
  }

  private static JsonNode compared(Arguments arguments, IntPredicate test) {
    JsonNode left = arguments.get(0);
    JsonNode right = arguments.get(1);
    if (!Comparison.areOrdered(left, right)) {
      throw arguments.failure(
          "it expects two numbers or two strings, but was invoked with values of type '%s' and '%s'"
              .formatted(arguments.kind(0).label(), arguments.kind(1).label()));
    }
    OptionalInt order = Comparison.order(left, right);
    return BooleanNode.valueOf(order.isPresent() && test.test(order.getAsInt()));
  }
}
