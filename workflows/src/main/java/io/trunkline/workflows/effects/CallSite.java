package io.trunkline.workflows.effects;

import com.fasterxml.jackson.databind.JsonNode;
import io.trunkline.net.codec.Json;
import io.trunkline.workflows.definition.ActionDefinition;
import io.trunkline.workflows.expression.Expressions;
import io.trunkline.workflows.expression.value.ObjectProperties;
import io.trunkline.workflows.state.ActionRecord;
import io.trunkline.workflows.state.RunRecord;
import java.util.Optional;

/**
 * Where a call is made from.
 *
 * @param idempotencyKey the same whenever this attempt is made again: run, action, attempt
 */
record CallSite(
    ActionDefinition action,
    ActionRecord record,
    RunContext context,
    WorkflowVersion version,
    RunRecord run,
    Environment environment,
    String idempotencyKey) {

  /** Returns the committed inputs. */
  JsonNode inputs() {
    JsonNode inputs = context.load(record.inputs());
    return inputs == null ? Json.object() : inputs;
  }

  /** Evaluates the {@code authentication} of the inputs, whose secrets are not in the record. */
  Optional<JsonNode> authentication() {
    return secret("authentication");
  }

  /** Evaluates a part of the inputs that is masked in the record. */
  Optional<JsonNode> secret(String name) {
    return ObjectProperties.find(action.inputs().source(), name)
        .map(
            source ->
                Expressions.template(source, action.path() + ".inputs." + name).evaluate(context));
  }

  /** Returns the workflow's {@code $connections}, empty where it has none. */
  JsonNode connections() {
    return version.parameter("$connections").orElse(Json.object());
  }
}
