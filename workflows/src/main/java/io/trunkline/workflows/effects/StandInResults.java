package io.trunkline.workflows.effects;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.trunkline.net.codec.Json;
import io.trunkline.workflows.connector.CallResult;
import io.trunkline.workflows.connector.StatusNames;
import io.trunkline.workflows.definition.Status;
import io.trunkline.workflows.expression.EvaluationContext;
import io.trunkline.workflows.expression.ExpressionException;
import io.trunkline.workflows.expression.Expressions;
import io.trunkline.workflows.expression.value.ObjectProperties;
import io.trunkline.workflows.state.Failure;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads stand-ins: an answer as over HTTP, or how the action ends. */
final class StandInResults {
  private StandInResults() {}

  /**
   * Evaluates a stand-in.
   *
   * @throws ExpressionException where it cannot be read, naming the action
   */
  static CallResult of(JsonNode standIn, String action, EvaluationContext context) {
    JsonNode value = Expressions.template(standIn, "mocks." + action).evaluate(context);
    Optional<JsonNode> status = ObjectProperties.find(value, "status");
    JsonNode outputs = ObjectProperties.find(value, "outputs").orElse(null);
    if (status.isEmpty() && outputs == null) {
      int statusCode =
          ObjectProperties.find(value, "statusCode").map(code -> code.asInt(200)).orElse(200);
      return new CallResult.Answer(
          statusCode,
          ObjectProperties.find(value, "headers").orElse(null) instanceof ObjectNode headers
              ? headers
              : null,
          ObjectProperties.find(value, "body").orElse(null));
    }
    Status ends =
        status
            .map(
                text ->
                    Status.parse(text.asText())
                        .orElseThrow(
                            () ->
                                new ExpressionException(
                                    "The mock of '%s' has the status '%s', which is none."
                                        .formatted(action, text.asText()))))
            .orElse(Status.SUCCEEDED);
    JsonNode error = ObjectProperties.find(value, "error").orElse(null);
    String code =
        ObjectProperties.find(value, "code")
            .map(JsonNode::asText)
            .orElse(ends == Status.SUCCEEDED ? "OK" : "Action" + ends.text());
    return new CallResult.Decided(ends, code, error, outputs);
  }

  /** Returns how an action that makes no call ends with an answer. */
  static CallResult.Decided decided(CallResult.Answer answer) {
    ObjectNode outputs = Json.object();
    if (answer.body() != null) {
      outputs.set("body", answer.body());
    }
    boolean worked = answer.statusCode() < 400;
    return new CallResult.Decided(
        worked ? Status.SUCCEEDED : Status.FAILED,
        StatusNames.of(answer.statusCode()),
        null,
        outputs);
  }

  static Outcome outcome(CallResult.Decided decided, @Nullable JsonNode inputs) {
    JsonNode error = decided.error();
    Failure failure = null;
    if (error != null || decided.status() != Status.SUCCEEDED) {
      failure =
          new Failure(
              error == null ? decided.code() : error.path("code").asText(decided.code()),
              error == null
                  ? "The mock ends the action as %s.".formatted(decided.status().text())
                  : error.path("message").asText(""));
    }
    return new Outcome(
        decided.status(), decided.code(), failure, inputs, decided.outputs(), List.of());
  }
}
