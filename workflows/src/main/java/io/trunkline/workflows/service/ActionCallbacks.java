package io.trunkline.workflows.service;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.trunkline.kernel.RejectedException;
import io.trunkline.kernel.Shard;
import io.trunkline.kernel.ShardUnavailableException;
import io.trunkline.net.codec.Json;
import io.trunkline.workflows.connector.StatusNames;
import io.trunkline.workflows.effects.Environment;
import io.trunkline.workflows.state.ActionKey;
import io.trunkline.workflows.state.RunRef;
import io.trunkline.workflows.state.ValueLimits;
import io.trunkline.workflows.state.WorkflowCommand;
import io.trunkline.workflows.state.WorkflowRejectedException;
import java.util.Objects;
import java.util.concurrent.CompletionException;

/** Takes the callbacks of webhook actions: answered once they are durable (§4.3). */
public final class ActionCallbacks {
  private final Shard<WorkflowCommand<?>> shard;
  private final Environment environment;

  public ActionCallbacks(Shard<WorkflowCommand<?>> shard, Environment environment) {
    this.shard = shard;
    this.environment = environment;
  }

  /**
   * Hands what a webhook was called back with to its action; blocks.
   *
   * @throws WorkflowException 404 when the action does not wait, 400 or 413 for a body that cannot
   *     be kept, 503 when the engine is busy
   */
  public void receive(RunRef run, ActionKey action, TriggerCall call) {
    ObjectNode outputs = Json.object().put("statusCode", 200);
    outputs.set("headers", RequestOutputs.headers(false, call));
    ObjectNode queries = RequestOutputs.queries(call);
    if (!queries.isEmpty()) {
      outputs.set("queries", queries);
    }
    JsonNode body = RequestOutputs.body(call);
    if (body != null) {
      outputs.set("body", body);
    }
    if (ValueLimits.tooDeep(outputs)) {
      throw new WorkflowException(
          400, "InvalidRequestContent", "The request content is nested too deeply.");
    }
    try {
      JsonNode kept = Objects.requireNonNull(environment.keepBody(run, outputs));
      shard.submit(new WorkflowCommand.Callback(run, action, kept)).join();
    } catch (CompletionException e) {
      throw switch (e.getCause()) {
        case WorkflowRejectedException refusal ->
            new WorkflowException(404, refusal.code(), refusal.getMessage());
        case RejectedException ignored ->
            new WorkflowException(
                413, StatusNames.of(413), "The callback is larger than one action may hold.");
        case ShardUnavailableException ignored ->
            new WorkflowException(
                503, StatusNames.of(503), "The workflow engine is busy; try again.");
        case null, default -> e;
      };
    }
  }
}
