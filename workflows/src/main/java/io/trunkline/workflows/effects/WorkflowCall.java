package io.trunkline.workflows.effects;

import com.fasterxml.jackson.databind.JsonNode;
import io.trunkline.net.codec.Json;
import io.trunkline.net.http.Fields;
import io.trunkline.workflows.connector.ConnectorException;
import io.trunkline.workflows.connector.HttpContent;
import io.trunkline.workflows.definition.ActionDefinition;
import io.trunkline.workflows.definition.OperationOption;
import io.trunkline.workflows.expression.value.ObjectProperties;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * The {@code Workflow} action: runs another workflow and takes its Response for the answer
 * (reference/workflows.md §4.5). A call that is repeated after a crash finds the run that it has
 * started; where the Response takes long, it is asked for again and again.
 */
final class WorkflowCall implements CallAction {
  private static final byte[] NO_BODY = {};

  private final NestedRuns runs;

  WorkflowCall(NestedRuns runs) {
    this.runs = runs;
  }

  @Override
  public JsonNode inputs(ActionDefinition action, RunContext context) {
    return MaskedInputs.evaluate(action, context);
  }

  @Override
  public boolean followsLocation() {
    return true;
  }

  /** What the other workflow calls is asked about in its turn. */
  @Override
  public boolean reachesOutside() {
    return false;
  }

  @Override
  public Call prepare(CallSite site) {
    JsonNode progress = site.record().progress();
    if (progress != null) {
      String location = progress.path(CallOutcomes.LOCATION).asText();
      return span -> CompletableFuture.completedFuture(runs.result(location));
    }
    JsonNode inputs = site.inputs();
    JsonNode host = ObjectProperties.find(inputs, "host").orElse(Json.object());
    String workflowId =
        ObjectProperties.find(host, "workflow")
            .flatMap(workflow -> ObjectProperties.find(workflow, "id"))
            .map(JsonNode::asText)
            .map(id -> resolved(id, site.version().id()))
            .orElse("");
    String trigger = ObjectProperties.find(host, "triggerName").map(JsonNode::asText).orElse("");
    boolean detached = site.action().settings().has(OperationOption.DISABLE_ASYNC_PATTERN);
    return span -> {
      if (workflowId.equalsIgnoreCase(site.version().id())) {
        throw new ConnectorException(
            400, "WorkflowSelfReference", "A workflow cannot call itself.");
      }
      Fields.Builder headers = Fields.builder();
      ObjectProperties.find(inputs, "headers")
          .orElse(Json.object())
          .properties()
          .forEach(header -> headers.add(header.getKey(), header.getValue().asText()));
      headers.add("x-ms-client-tracking-id", site.run().clientTrackingId());
      Optional<JsonNode> body = ObjectProperties.find(inputs, "body").filter(b -> !b.isNull());
      byte[] bytes = NO_BODY;
      if (body.isPresent()) {
        HttpContent content = HttpContent.encode(body.get());
        headers.add("Content-Type", content.contentType());
        bytes = content.bytes();
      }
      return CompletableFuture.completedFuture(
          runs.call(
              new NestedRuns.Request(
                  workflowId,
                  trigger,
                  headers.build(),
                  queries(inputs),
                  bytes,
                  detached,
                  RunIds.repeatable(
                      Instant.ofEpochMilli(site.record().startedAt()), site.idempotencyKey()),
                  span.context())));
    };
  }

  private static Fields queries(JsonNode inputs) {
    Fields.Builder queries = Fields.builder();
    ObjectProperties.find(inputs, "queries")
        .orElse(Json.object())
        .properties()
        .forEach(query -> queries.add(query.getKey(), query.getValue().asText()));
    return queries.build();
  }

  /** Standard names a workflow of the same app, Consumption any by its resource id (§4.5). */
  private static String resolved(String id, String caller) {
    return id.isEmpty() || id.contains("/")
        ? id
        : caller.substring(0, caller.lastIndexOf('/') + 1) + id;
  }
}
