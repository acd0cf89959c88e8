package io.trunkline.workflows.effects;

import com.fasterxml.jackson.databind.JsonNode;
import io.trunkline.net.codec.Json;
import io.trunkline.workflows.definition.ActionBody;
import io.trunkline.workflows.definition.ActionDefinition;
import io.trunkline.workflows.definition.SwitchCase;
import io.trunkline.workflows.expression.ExpressionException;
import io.trunkline.workflows.state.ActionRecord;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Which of its actions a Scope, If or Switch runs (reference/workflows.md §4.9). The choice stands
 * in the recorded inputs.
 */
final class Branches {
  /**
   * A choice.
   *
   * @param inputs what history shows, or null
   */
  record Choice(
      @Nullable JsonNode inputs,
      Collection<ActionDefinition> taken,
      Collection<ActionDefinition> others) {}

  private Branches() {}

  static Choice choose(ActionDefinition action, RunContext context) {
    JsonNode inputs =
        switch (action.body()) {
          case ActionBody.If choice -> {
            JsonNode value = choice.expression().evaluate(context);
            if (!value.isBoolean()) {
              throw new ExpressionException(
                  "The expression of action '%s' must be a boolean, it is '%s'."
                      .formatted(action.name(), Json.text(value)));
            }
            yield Json.object().set("expressionResult", value);
          }
          case ActionBody.Switch choice -> {
            JsonNode value = choice.expression().evaluate(context);
            if (!value.isTextual() && !value.isIntegralNumber()) {
              throw new ExpressionException(
                  "The expression of action '%s' must be a string or an integer."
                      .formatted(action.name()));
            }
            yield Json.object().set("expression", value);
          }
          default -> null;
        };
    Collection<ActionDefinition> taken = taken(action, inputs);
    List<ActionDefinition> others = new ArrayList<>(action.body().children());
    others.removeAll(taken);
    return new Choice(inputs, taken, others);
  }

  static Collection<ActionDefinition> taken(ActionDefinition action, ActionRecord record) {
    return taken(action, record.inputs());
  }

  private static Collection<ActionDefinition> taken(
      ActionDefinition action, @Nullable JsonNode inputs) {
    return switch (action.body()) {
      case ActionBody.If choice ->
          inputs != null && inputs.path("expressionResult").asBoolean()
              ? choice.actions().values()
              : choice.elseActions().values();
      case ActionBody.Switch choice -> {
        for (SwitchCase one : choice.cases().values()) {
          if (inputs != null && matches(one.value(), inputs.path("expression"))) {
            yield one.actions().values();
          }
        }
        yield choice.defaultActions().values();
      }
      default -> action.body().children();
    };
  }

  private static boolean matches(JsonNode one, JsonNode value) {
    if (one.isIntegralNumber() && value.isIntegralNumber()) {
      return one.bigIntegerValue().equals(value.bigIntegerValue());
    }
    return one.isTextual() && value.isTextual() && one.textValue().equals(value.textValue());
  }
}
