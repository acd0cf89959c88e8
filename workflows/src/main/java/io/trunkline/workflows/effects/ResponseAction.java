package io.trunkline.workflows.effects;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.trunkline.net.codec.Json;
import io.trunkline.workflows.definition.ActionDefinition;
import io.trunkline.workflows.expression.ExpressionException;
import io.trunkline.workflows.expression.value.ObjectProperties;
import io.trunkline.workflows.state.RunEvent;
import io.trunkline.workflows.state.RunRecord;
import org.jspecify.annotations.Nullable;

/** Answers the caller of a Request trigger (reference/workflows.md §4.4). */
final class ResponseAction implements InstantAction {
  @Override
  public Outcome run(ActionDefinition action, RunContext context) {
    JsonNode inputs = action.inputs().evaluate(context);
    int status = status(inputs);
    ObjectNode headers = headers(inputs);
    JsonNode body = ObjectProperties.find(inputs, "body").orElse(null);
    ObjectNode outputs = Json.object().put("statusCode", status);
    if (headers != null) {
      outputs.set("headers", headers);
    }
    if (body != null) {
      outputs.set("body", body);
    }
    RunRecord.Reply reply = context.run().reply();
    return switch (reply) {
      case AWAITED ->
          Outcome.done(inputs, outputs, new RunEvent.ResponseGiven(status, headers, body));
      case GIVEN ->
          Outcome.failed(
              "ActionResponseAlreadyDefined", "The caller has been answered before.", inputs);
      case OVERDUE ->
          Outcome.failed(
              "ActionResponseTimedOut", "The caller does not wait for an answer any more.", inputs);
      case NONE ->
          Outcome.skipped("ActionSkipped", "ActionResponseSkipped", "Nobody waits for an answer.");
    };
  }

  private static int status(JsonNode inputs) {
    JsonNode code =
        ObjectProperties.find(inputs, "statusCode")
            .orElseThrow(() -> new ExpressionException("The response needs a 'statusCode'."));
    int status = code.isTextual() ? number(code.textValue()) : code.asInt(0);
    boolean supported = (status >= 200 && status < 300) || (status >= 400 && status < 600);
    if (!supported) {
      throw new ExpressionException(
          "WorkflowRunActionResponseStatusCodeNotSupported: the status code '%s' of the response is not 2xx, 4xx or 5xx."
              .formatted(code.asText()));
    }
    return status;
  }

  private static int number(String text) {
    try {
      return Integer.parseInt(text.strip());
    } catch (NumberFormatException e) {
      return 0;
    }
  }

  private static @Nullable ObjectNode headers(JsonNode inputs) {
    JsonNode given = ObjectProperties.find(inputs, "headers").orElse(null);
    if (given == null || !given.isObject()) {
      return null;
    }
    ObjectNode headers = Json.object();
    given
        .properties()
        .forEach(
            header -> {
              if (!header.getValue().isNull()) {
                headers.put(header.getKey(), header.getValue().asText());
              }
            });
    return headers;
  }
}
