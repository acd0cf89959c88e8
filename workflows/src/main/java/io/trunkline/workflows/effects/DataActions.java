package io.trunkline.workflows.effects;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.trunkline.net.codec.Json;
import io.trunkline.net.codec.JsonException;
import io.trunkline.workflows.definition.ActionDefinition;
import io.trunkline.workflows.definition.ActionType;
import io.trunkline.workflows.definition.operation.DataOperations;
import io.trunkline.workflows.definition.schema.JsonSchemas;
import io.trunkline.workflows.expression.ExpressionException;
import io.trunkline.workflows.expression.Expressions;
import io.trunkline.workflows.expression.value.ContentEnvelope;
import io.trunkline.workflows.expression.value.ObjectProperties;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** The actions that compute data (reference/workflows.md §4.6, §4.7). */
final class DataActions {
  private DataActions() {}

  static void register(Map<ActionType, InstantAction> types) {
    types.put(ActionType.COMPOSE, DataActions::compose);
    types.put(ActionType.PARSE_JSON, DataActions::parseJson);
    types.put(ActionType.QUERY, DataActions::operate);
    types.put(ActionType.SELECT, DataActions::operate);
    types.put(ActionType.JOIN, DataActions::operate);
    types.put(ActionType.TABLE, DataActions::operate);
    types.put(ActionType.EXPRESSION, DataActions::expression);
  }

  private static Outcome compose(ActionDefinition action, RunContext context) {
    JsonNode value = action.inputs().evaluate(context);
    return Outcome.ok(value, value);
  }

  private static Outcome parseJson(ActionDefinition action, RunContext context) {
    JsonNode inputs = action.inputs().evaluate(context);
    JsonNode content =
        ObjectProperties.find(inputs, "content")
            .orElseThrow(() -> new ExpressionException("The action needs 'content' to parse."));
    JsonNode parsed = content;
    Optional<String> text =
        content.isTextual()
            ? Optional.of(content.textValue())
            : ContentEnvelope.from(content).map(ContentEnvelope::text);
    if (text.isPresent()) {
      try {
        parsed = Json.parse(text.get());
      } catch (JsonException e) {
        return Outcome.failed(
            "ValidationFailed", "The content is not valid JSON: " + e.getMessage(), inputs);
      }
    }
    Optional<JsonNode> schema = ObjectProperties.find(inputs, "schema").filter(JsonNode::isObject);
    if (schema.isPresent()) {
      List<String> problems = problems(schema.get(), parsed);
      if (!problems.isEmpty()) {
        return Outcome.failed(
            "ValidationFailed",
            "The content does not match the schema: " + String.join("; ", problems),
            inputs);
      }
    }
    return Outcome.ok(inputs, body(parsed));
  }

  private static List<String> problems(JsonNode schema, JsonNode value) {
    try {
      return JsonSchemas.validate(schema, value);
    } catch (IllegalArgumentException e) {
      return List.of(e.getMessage());
    }
  }

  private static Outcome operate(ActionDefinition action, RunContext context) {
    DataOperations.Result result = DataOperations.run(action, context);
    return Outcome.ok(result.inputs(), body(result.body()));
  }

  /** The date and time actions are their functions by another name (§4.6). */
  private static Outcome expression(ActionDefinition action, RunContext context) {
    JsonNode inputs = action.inputs().evaluate(context);
    List<String> parameters =
        switch (action.kind().toLowerCase(Locale.ROOT)) {
          case "currenttime" -> List.of("utcNow");
          case "getfuturetime" -> List.of("getFutureTime", "interval", "timeUnit");
          case "getpasttime" -> List.of("getPastTime", "interval", "timeUnit");
          case "addtotime" -> List.of("addToTime", "baseTime", "interval", "timeUnit");
          case "subtractfromtime" ->
              List.of("subtractFromTime", "baseTime", "interval", "timeUnit");
          case "converttimezone" ->
              List.of(
                  "convertTimeZone",
                  "baseTime",
                  "sourceTimeZone",
                  "destinationTimeZone",
                  "formatString");
          default ->
              throw new ExpressionException(
                  "InvalidExpressionActionKind: '%s' is not a kind of Expression action."
                      .formatted(action.kind()));
        };
    List<String> arguments = new ArrayList<>();
    for (String name : parameters.subList(1, parameters.size())) {
      ObjectProperties.find(inputs, name)
          .filter(value -> !value.isNull())
          .ifPresent(value -> arguments.add(literal(value)));
    }
    String call = "@" + parameters.getFirst() + "(" + String.join(",", arguments) + ")";
    JsonNode value = Expressions.template(TextNode.valueOf(call), action.path()).evaluate(context);
    return Outcome.ok(inputs, body(value));
  }

  private static String literal(JsonNode value) {
    return value.isTextual() ? "'" + value.textValue().replace("'", "''") + "'" : value.asText();
  }

  private static ObjectNode body(JsonNode value) {
    ObjectNode outputs = Json.object();
    outputs.set("body", value);
    return outputs;
  }
}
