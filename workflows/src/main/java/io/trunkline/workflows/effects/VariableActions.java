package io.trunkline.workflows.effects;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.DecimalNode;
import com.fasterxml.jackson.databind.node.LongNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.trunkline.net.codec.Json;
import io.trunkline.workflows.definition.ActionDefinition;
import io.trunkline.workflows.definition.ActionType;
import io.trunkline.workflows.expression.ExpressionException;
import io.trunkline.workflows.expression.value.ObjectProperties;
import io.trunkline.workflows.expression.value.ValueText;
import io.trunkline.workflows.state.RunEvent;
import io.trunkline.workflows.state.VariableRecord;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** The actions that initialise and change variables (reference/workflows.md §4.8). */
final class VariableActions {
  private static final int MAX_ITEMS = 100_000;

  private VariableActions() {}

  static void register(Map<ActionType, InstantAction> types) {
    types.put(ActionType.INITIALIZE_VARIABLE, VariableActions::initialize);
    types.put(ActionType.SET_VARIABLE, VariableActions::set);
    types.put(
        ActionType.INCREMENT_VARIABLE, (action, context) -> add(action, context, BigDecimal.ONE));
    types.put(
        ActionType.DECREMENT_VARIABLE,
        (action, context) -> add(action, context, BigDecimal.ONE.negate()));
    types.put(ActionType.APPEND_TO_STRING_VARIABLE, VariableActions::appendText);
    types.put(ActionType.APPEND_TO_ARRAY_VARIABLE, VariableActions::appendItem);
  }

  private static Outcome initialize(ActionDefinition action, RunContext context) {
    JsonNode inputs = action.inputs().evaluate(context);
    List<RunEvent> changes = new ArrayList<>();
    for (JsonNode one : ObjectProperties.find(inputs, "variables").orElse(Json.array())) {
      String name = text(one, "name");
      if (context.variableRecord(name).isPresent()) {
        return Outcome.failed(
            "InvalidVariableInitialization",
            "The variable '%s' is initialised already.".formatted(name),
            inputs);
      }
      String type = text(one, "type").toLowerCase(Locale.ROOT);
      JsonNode value = ObjectProperties.find(one, "value").orElseGet(() -> initial(type));
      changes.add(new RunEvent.VariableChanged(checked(name, type, value)));
    }
    return Outcome.done(inputs, null, changes.toArray(RunEvent[]::new));
  }

  private static Outcome set(ActionDefinition action, RunContext context) {
    JsonNode inputs = action.inputs().evaluate(context);
    VariableRecord variable = variable(inputs, context);
    JsonNode value = value(inputs).orElse(NullNode.getInstance());
    return changed(inputs, checked(variable.name(), variable.type(), value));
  }

  private static Outcome add(ActionDefinition action, RunContext context, BigDecimal sign) {
    JsonNode inputs = action.inputs().evaluate(context);
    VariableRecord variable = variable(inputs, context);
    JsonNode step = value(inputs).orElse(LongNode.valueOf(1));
    boolean integer = variable.type().equals("integer");
    if (!integer && !variable.type().equals("float")) {
      throw wrongType(variable, "integer or float");
    }
    if (!step.isNumber() || (integer && !step.isIntegralNumber())) {
      throw new ExpressionException(
          "The 'value' of action '%s' must be a number of the variable's type."
              .formatted(action.name()));
    }
    BigDecimal sum =
        (variable.value().isNumber() ? variable.value().decimalValue() : BigDecimal.ZERO)
            .add(step.decimalValue().multiply(sign));
    JsonNode value;
    if (integer) {
      try {
        value = LongNode.valueOf(sum.longValueExact());
      } catch (ArithmeticException e) {
        throw new ExpressionException(
            "The variable '%s' would leave the range of integers.".formatted(variable.name()));
      }
    } else {
      value = DecimalNode.valueOf(sum);
    }
    return changed(inputs, new VariableRecord(variable.name(), variable.type(), value));
  }

  private static Outcome appendText(ActionDefinition action, RunContext context) {
    JsonNode inputs = action.inputs().evaluate(context);
    VariableRecord variable = variable(inputs, context);
    if (!variable.type().equals("string")) {
      throw wrongType(variable, "string");
    }
    String text = variable.value().asText("") + value(inputs).map(ValueText::of).orElse("");
    return Outcome.done(
        inputs,
        null,
        new RunEvent.VariableChanged(
            new VariableRecord(variable.name(), variable.type(), TextNode.valueOf(text))));
  }

  private static Outcome appendItem(ActionDefinition action, RunContext context) {
    JsonNode inputs = action.inputs().evaluate(context);
    VariableRecord variable = variable(inputs, context);
    if (!variable.type().equals("array")) {
      throw wrongType(variable, "array");
    }
    if (variable.value().size() >= MAX_ITEMS) {
      return Outcome.failed(
          "VariableSizeLimitExceeded",
          "The variable '%s' holds as many items as it may (%d)."
              .formatted(variable.name(), MAX_ITEMS),
          inputs);
    }
    ArrayNode items = Json.array();
    variable.value().forEach(items::add);
    items.add(value(inputs).orElse(NullNode.getInstance()));
    return Outcome.done(
        inputs,
        null,
        new RunEvent.VariableChanged(new VariableRecord(variable.name(), variable.type(), items)));
  }

  private static Outcome changed(JsonNode inputs, VariableRecord variable) {
    ObjectNode outputs = Json.object();
    outputs.putObject("body").put("name", variable.name()).set("value", variable.value());
    return Outcome.done(inputs, outputs, new RunEvent.VariableChanged(variable));
  }

  private static VariableRecord variable(JsonNode inputs, RunContext context) {
    String name = text(inputs, "name");
    return context
        .variableRecord(name)
        .orElseThrow(
            () -> new ExpressionException("The variable '%s' is not initialised.".formatted(name)));
  }

  private static VariableRecord checked(String name, String type, JsonNode value) {
    boolean fits =
        value.isNull()
            || switch (type) {
              case "string" -> value.isTextual();
              case "integer" -> value.isIntegralNumber();
              case "float" -> value.isNumber();
              case "boolean" -> value.isBoolean();
              case "array" -> value.isArray();
              case "object" -> value.isObject();
              default ->
                  throw new ExpressionException(
                      "The variable '%s' has the unknown type '%s'.".formatted(name, type));
            };
    if (!fits) {
      throw new ExpressionException(
          "The value of the variable '%s' is not of its type '%s'.".formatted(name, type));
    }
    return new VariableRecord(name, type, value);
  }

  private static JsonNode initial(String type) {
    return switch (type) {
      case "string" -> TextNode.valueOf("");
      case "integer" -> LongNode.valueOf(0);
      case "float" -> DecimalNode.valueOf(new BigDecimal("0.0"));
      case "boolean" -> BooleanNode.FALSE;
      case "array" -> Json.array();
      default -> NullNode.getInstance();
    };
  }

  private static String text(JsonNode object, String name) {
    return ObjectProperties.find(object, name)
        .map(JsonNode::asText)
        .orElseThrow(() -> new ExpressionException("The inputs have no '%s'.".formatted(name)));
  }

  private static Optional<JsonNode> value(JsonNode inputs) {
    return ObjectProperties.find(inputs, "value");
  }

  private static ExpressionException wrongType(VariableRecord variable, String wanted) {
    return new ExpressionException(
        "The variable '%s' is of the type '%s'; this action needs %s."
            .formatted(variable.name(), variable.type(), wanted));
  }
}
