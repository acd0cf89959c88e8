package io.trunkline.resources.template;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.NullNode;
import io.trunkline.resources.template.TemplateFunction.Declared;
import java.util.List;
import java.util.function.IntPredicate;

/** Logic and comparison. Only what decides the result is evaluated. */
final class LogicFunctions {
  private static final int ANY = Integer.MAX_VALUE;

  static final List<Declared> DECLARED =
      List.of(
          new Declared("and", 2, ANY, a -> decide(a, false)),
          new Declared("or", 2, ANY, a -> decide(a, true)),
          new Declared("not", 1, 1, a -> BooleanNode.valueOf(!a.bool(0))),
          new Declared("if", 3, 3, a -> a.bool(0) ? a.value(1) : a.value(2)),
          new Declared("bool", 1, 1, LogicFunctions::bool),
          new Declared("true", 0, 0, a -> BooleanNode.TRUE),
          new Declared("false", 0, 0, a -> BooleanNode.FALSE),
          new Declared("null", 0, 0, a -> NullNode.instance),
          new Declared("coalesce", 1, ANY, LogicFunctions::coalesce),
          new Declared(
              "equals", 2, 2, a -> BooleanNode.valueOf(Values.same(a.value(0), a.value(1)))),
          new Declared("greater", 2, 2, a -> compare(a, order -> order > 0)),
          new Declared("greaterOrEquals", 2, 2, a -> compare(a, order -> order >= 0)),
          new Declared("less", 2, 2, a -> compare(a, order -> order < 0)),
          new Declared("lessOrEquals", 2, 2, a -> compare(a, order -> order <= 0)),
          new Declared("fail", 1, 1, LogicFunctions::fail));

  private LogicFunctions() {}

  private static JsonNode decide(Arguments arguments, boolean decisive) {
    for (int i = 0; i < arguments.count(); i++) {
      if (arguments.bool(i) == decisive) {
        return BooleanNode.valueOf(decisive);
      }
    }
    return BooleanNode.valueOf(!decisive);
  }

  private static JsonNode bool(Arguments arguments) {
    JsonNode value = arguments.value(0);
    return switch (Values.fold(Values.text(value))) {
      case "true", "1" -> BooleanNode.TRUE;
      case "false", "0" -> BooleanNode.FALSE;
      default -> throw arguments.wrong(0, "true, false, 1 or 0", value);
    };
  }

  private static JsonNode coalesce(Arguments arguments) {
    for (int i = 0; i < arguments.count(); i++) {
      JsonNode value = arguments.value(i);
      if (!value.isNull()) {
        return value;
      }
    }
    return NullNode.instance;
  }

  private static JsonNode compare(Arguments arguments, IntPredicate wanted) {
    JsonNode left = arguments.value(0);
    JsonNode right = arguments.value(1);
    if (left.isNumber() && right.isNumber()) {
      return BooleanNode.valueOf(wanted.test(left.decimalValue().compareTo(right.decimalValue())));
    }
    if (left.isTextual() && right.isTextual()) {
      return BooleanNode.valueOf(wanted.test(left.asText().compareTo(right.asText())));
    }
    throw arguments.wrong(1, "two integers or two strings", right);
  }

  private static JsonNode fail(Arguments arguments) {
    throw new TemplateException(arguments.text(0));
  }
}
