package io.trunkline.workflows.definition.operation;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.trunkline.net.codec.Json;
import io.trunkline.workflows.definition.ActionDefinition;
import io.trunkline.workflows.definition.ActionType;
import io.trunkline.workflows.expression.EvaluationContext;
import io.trunkline.workflows.expression.ExpressionException;
import io.trunkline.workflows.expression.JsonPath;
import io.trunkline.workflows.expression.Template;
import io.trunkline.workflows.expression.value.ValueText;
import java.util.Locale;
import java.util.Optional;

/** {@code Query}, {@code Select}, {@code Join} and {@code Table} (reference/workflows.md §4.7). */
public final class DataOperations {
  private DataOperations() {}

  /**
   * What an operation gave.
   *
   * @param inputs what history shows as inputs: the evaluated {@code from}, or all inputs of a Join
   * @param body the value of {@code outputs.body}
   */
  public record Result(JsonNode inputs, JsonNode body) {}

  /** Returns whether {@link #run} knows the type. */
  public static boolean supports(ActionType type) {
    return switch (type) {
      case QUERY, SELECT, JOIN, TABLE -> true;
      default -> false;
    };
  }

  /**
   * Runs an action.
   *
   * @throws ExpressionException if an expression fails or a value has the wrong type
   * @throws IllegalArgumentException if the type is not supported
   */
  public static Result run(ActionDefinition action, EvaluationContext context) {
    if (!supports(action.type())) {
      throw new IllegalArgumentException("not a data operation: " + action.type());
    }
    ArrayNode from = from(action, context);
    return switch (action.type()) {
      case QUERY -> new Result(from, query(action, from, context));
      case SELECT -> new Result(from, select(action, from, context));
      case TABLE -> table(action, from, context);
      default -> join(action, from, context);
    };
  }

  private static ArrayNode from(ActionDefinition action, EvaluationContext context) {
    JsonNode from = required(action, "from").evaluate(context);
    if (from instanceof ArrayNode array) {
      return array;
    }
    throw failure(
        action,
        "from",
        "The 'from' property value in the '%s' action inputs must be an array, but is of type '%s'."
            .formatted(action.type().text().toLowerCase(Locale.ROOT), from.getNodeType()));
  }

  private static Template required(ActionDefinition action, String name) {
    return action
        .inputs()
        .property(name)
        .orElseThrow(
            () ->
                failure(
                    action,
                    name,
                    "The '%s' property is missing in the inputs of the action '%s'."
                        .formatted(name, action.name())));
  }

  private static ExpressionException failure(
      ActionDefinition action, String property, String message) {
    return new ExpressionException(message)
        .atPath(JsonPath.property(action.path(), "inputs", property));
  }

  private static ArrayNode query(
      ActionDefinition action, ArrayNode from, EvaluationContext context) {
    Template where = required(action, "where");
    ArrayNode result = Json.array();
    for (JsonNode element : from) {
      JsonNode accepted = where.evaluate(context.withItem(element));
      if (!accepted.isBoolean()) {
        throw failure(
            action, "where", "The 'where' expression must give a boolean for every element.");
      }
      if (accepted.booleanValue()) {
        result.add(element);
      }
    }
    return result;
  }

  private static ArrayNode select(
      ActionDefinition action, ArrayNode from, EvaluationContext context) {
    Template select = required(action, "select");
    ArrayNode result = Json.array();
    from.forEach(element -> result.add(select.evaluate(context.withItem(element))));
    return result;
  }

  private static Result join(ActionDefinition action, ArrayNode from, EvaluationContext context) {
    JsonNode delimiter =
        action
            .inputs()
            .property("joinWith")
            .map(template -> template.evaluate(context))
            .orElse(NullNode.getInstance());
    StringBuilder joined = new StringBuilder();
    String separator = "";
    for (JsonNode element : from) {
      joined.append(separator).append(ValueText.of(element));
      separator = ValueText.of(delimiter);
      if (joined.length() > ValueText.MAXIMUM_LENGTH) {
        throw failure(action, "from", "The joined string is too long.");
      }
    }
    ObjectNode inputs = Json.object();
    inputs.set("from", from);
    inputs.set("joinWith", delimiter);
    return new Result(inputs, TextNode.valueOf(joined.toString()));
  }

  private static Result table(ActionDefinition action, ArrayNode from, EvaluationContext context) {
    String format = ValueText.of(required(action, "format").evaluate(context));
    Optional<Template> columns = action.inputs().property("columns");
    Table table =
        columns.isPresent() ? Table.of(from, columns.get(), context) : Table.ofProperties(from);
    String text;
    if (format.equalsIgnoreCase("CSV")) {
      text = table.csv();
    } else if (format.equalsIgnoreCase("HTML")) {
      text = table.html();
    } else {
      throw failure(
          action, "format", "The table format '%s' is not CSV or HTML.".formatted(format));
    }
    return new Result(from, TextNode.valueOf(text));
  }
}
