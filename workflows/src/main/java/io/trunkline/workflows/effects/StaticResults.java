package io.trunkline.workflows.effects;

import com.fasterxml.jackson.databind.JsonNode;
import io.trunkline.workflows.definition.ActionDefinition;
import io.trunkline.workflows.definition.Status;
import io.trunkline.workflows.expression.ExpressionException;
import io.trunkline.workflows.expression.value.ObjectProperties;
import io.trunkline.workflows.state.Failure;
import java.util.List;
import java.util.Optional;

/** Ends an action as a static result says, instead of running it (reference/workflows.md §5.10). */
final class StaticResults {
  private StaticResults() {}

  static Outcome of(ActionDefinition action, RunContext context, WorkflowVersion version) {
    String name = action.settings().runtime().staticResult().orElseThrow();
    JsonNode result =
        version
            .definition()
            .staticResult(name)
            .orElseThrow(
                () -> new ExpressionException("There is no static result '%s'.".formatted(name)));
    Status status = text(result, "status").flatMap(Status::parse).orElse(Status.SUCCEEDED);
    JsonNode error = ObjectProperties.find(result, "error").orElse(null);
    String code = text(result, "code").orElse(status == Status.SUCCEEDED ? "OK" : "ActionFailed");
    Failure failure =
        error == null
            ? null
            : new Failure(text(error, "code").orElse(code), text(error, "message").orElse(""));
    JsonNode outputs = ObjectProperties.find(result, "outputs").orElse(null);
    return new Outcome(
        status, code, failure, action.inputs().evaluate(context), outputs, List.of());
  }

  private static Optional<String> text(JsonNode object, String name) {
    return ObjectProperties.find(object, name).map(JsonNode::asText);
  }
}
