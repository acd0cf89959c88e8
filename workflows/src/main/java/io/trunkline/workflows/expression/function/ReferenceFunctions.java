package io.trunkline.workflows.expression.function;

import static io.trunkline.workflows.expression.function.TemplateFunction.contextual;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.trunkline.workflows.expression.EvaluationContext;
import io.trunkline.workflows.expression.ExpressionException;
import io.trunkline.workflows.expression.value.ObjectProperties;
import java.util.List;
import java.util.OptionalInt;

/** Functions that look at the run: actions, trigger, variables, loops (§2.9). */
final class ReferenceFunctions {
  private ReferenceFunctions() {}

  static List<TemplateFunction> all() {
    return List.of(
        contextual("parameters", 1, 1, ReferenceFunctions::parameter),
        contextual("appsetting", 1, 1, ReferenceFunctions::appSetting),
        contextual("variables", 1, 1, ReferenceFunctions::variable),
        contextual("trigger", 0, 0, (arguments, context) -> trigger(arguments, context)),
        contextual("triggerOutputs", 0, 0, ReferenceFunctions::triggerOutputs),
        contextual("triggerBody", 0, 0, ReferenceFunctions::triggerBody),
        contextual("actions", 1, 1, ReferenceFunctions::action),
        contextual("action", 0, 0, ReferenceFunctions::currentAction),
        contextual("outputs", 1, 1, ReferenceFunctions::outputs),
        contextual("body", 1, 1, ReferenceFunctions::body),
        contextual("actionOutputs", 1, 1, ReferenceFunctions::outputs),
        contextual("actionBody", 1, 1, ReferenceFunctions::body),
        contextual("result", 1, 1, ReferenceFunctions::result),
        contextual("item", 0, 0, ReferenceFunctions::item),
        contextual("items", 1, 1, ReferenceFunctions::items),
        contextual("iterationIndexes", 1, 1, ReferenceFunctions::iterationIndex),
        contextual("listCallbackUrl", 0, 0, ReferenceFunctions::callbackUrl),
        contextual("workflow", 0, 0, (_, context) -> context.workflow()),
        contextual("agentParameters", 1, 1, ReferenceFunctions::unsupported),
        contextual("channelTriggerBody", 0, 0, ReferenceFunctions::unsupported),
        contextual("assistantMessage", 0, 0, ReferenceFunctions::unsupported));
  }

  private static JsonNode parameter(Arguments arguments, EvaluationContext context) {
    String name = arguments.plainText(0);
    return context
        .parameter(name)
        .orElseThrow(
            () ->
                new ExpressionException(
                    "The workflow parameter '%s' is not found.".formatted(name)));
  }

  private static JsonNode appSetting(Arguments arguments, EvaluationContext context) {
    String name = arguments.plainText(0);
    return context
        .appSetting(name)
        .<JsonNode>map(TextNode::valueOf)
        .orElseThrow(
            () -> new ExpressionException("The app setting '%s' is not found.".formatted(name)));
  }

  private static JsonNode variable(Arguments arguments, EvaluationContext context) {
    String name = arguments.plainText(0);
    return context
        .variable(name)
        .orElseThrow(
            () ->
                new ExpressionException(
                    "The variable '%s' must be initialized before it can be used."
                        .formatted(name)));
  }

  private static JsonNode trigger(Arguments arguments, EvaluationContext context) {
    return context
        .trigger()
        .orElseThrow(() -> arguments.failure("no trigger outputs are available here"));
  }

  private static JsonNode triggerOutputs(Arguments arguments, EvaluationContext context) {
    return property(trigger(arguments, context), "outputs");
  }

  /** Returns the body of the trigger's outputs, null where there is none. */
  static JsonNode triggerBody(Arguments arguments, EvaluationContext context) {
    return property(triggerOutputs(arguments, context), "body");
  }

  private static JsonNode action(Arguments arguments, EvaluationContext context) {
    String name = arguments.plainText(0);
    return context
        .action(name)
        .orElseThrow(
            () ->
                new ExpressionException(
                    "The template action '%s' is not available: it has not run or is not defined."
                        .formatted(name)));
  }

  private static JsonNode currentAction(Arguments arguments, EvaluationContext context) {
    return context
        .currentAction()
        .orElseThrow(
            () -> arguments.failure("it can only be used where an action speaks of itself"));
  }

  private static JsonNode outputs(Arguments arguments, EvaluationContext context) {
    return property(action(arguments, context), "outputs");
  }

  /** Returns the body of an action's outputs, null where it was skipped or has none. */
  static JsonNode body(Arguments arguments, EvaluationContext context) {
    return property(outputs(arguments, context), "body");
  }

  private static JsonNode result(Arguments arguments, EvaluationContext context) {
    String name = arguments.plainText(0);
    return context
        .result(name)
        .orElseThrow(
            () ->
                new ExpressionException(
                    "The template function 'result' cannot be used with '%s': it is not a scoped action that has run."
                        .formatted(name)));
  }

  private static JsonNode item(Arguments arguments, EvaluationContext context) {
    return context
        .item()
        .orElseThrow(
            () -> arguments.failure("it can only be used inside a loop or data operation"));
  }

  private static JsonNode items(Arguments arguments, EvaluationContext context) {
    String name = arguments.plainText(0);
    return context
        .item(name)
        .orElseThrow(
            () -> arguments.failure("'%s' is not an enclosing 'foreach' action".formatted(name)));
  }

  private static JsonNode iterationIndex(Arguments arguments, EvaluationContext context) {
    String name = arguments.plainText(0);
    OptionalInt index = context.iterationIndex(name);
    if (index.isEmpty()) {
      throw arguments.failure("'%s' is not an enclosing 'until' action".formatted(name));
    }
    return IntNode.valueOf(index.getAsInt());
  }

  private static JsonNode callbackUrl(Arguments arguments, EvaluationContext context) {
    return context
        .listCallbackUrl()
        .<JsonNode>map(TextNode::valueOf)
        .orElseThrow(
            () -> arguments.failure("it can only be used in the inputs of a webhook operation"));
  }

  private static JsonNode unsupported(Arguments arguments, EvaluationContext context) {
    throw arguments.failure("agent workflows are not supported");
  }

  private static JsonNode property(JsonNode record, String name) {
    return record.isObject()
        ? ObjectProperties.find(record, name).orElse(NullNode.getInstance())
        : NullNode.getInstance();
  }
}
