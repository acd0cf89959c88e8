package io.trunkline.workflows.service;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.trunkline.net.codec.Json;
import io.trunkline.net.http.Fields;
import io.trunkline.net.tracing.TraceContext;
import io.trunkline.resources.ResourceId;
import io.trunkline.workflows.connector.CallResult;
import io.trunkline.workflows.effects.NestedRuns;
import io.trunkline.workflows.state.ResponseRecord;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Calls workflows from workflows, without the way over HTTP. */
public final class NestedCalls implements NestedRuns {
  private final WorkflowDirectory directory;
  private volatile @Nullable TriggerCalls triggers;

  public NestedCalls(WorkflowDirectory directory) {
    this.directory = directory;
  }

  /** Opens the way; calls before are made again later. */
  public void through(TriggerCalls calls) {
    triggers = calls;
  }

  @Override
  public CallResult call(
      String workflowId,
      String trigger,
      Fields headers,
      byte[] body,
      boolean detached,
      TraceContext trace) {
    TriggerCalls calls = triggers;
    if (calls == null) {
      throw new IllegalStateException("the workflow engine is starting");
    }
    TriggerCall call = new TriggerCall("POST", List.of(), headers, Fields.none(), body, trace);
    try {
      return result(calls.call(find(workflowId), trigger, call), detached);
    } catch (WorkflowException e) {
      return new CallResult.NoAnswer(e.code(), e.getMessage(), e.status() == 503);
    }
  }

  private WorkflowDirectory.Entry find(String workflowId) {
    try {
      return directory.find(ResourceId.parse(workflowId)).orElseThrow(() -> notFound(workflowId));
    } catch (IllegalArgumentException e) {
      throw notFound(workflowId);
    }
  }

  private static CallResult result(TriggerReply reply, boolean detached) {
    return switch (reply) {
      case TriggerReply.Responded responded -> {
        ResponseRecord response = responded.response();
        yield new CallResult.Answer(
            response.statusCode(), headers(responded.headers(), response), response.body());
      }
      case TriggerReply.Accepted accepted when detached ->
          new CallResult.Answer(202, json(accepted.headers()), null);
      case TriggerReply.Accepted ignored ->
          new CallResult.NoAnswer(
              "BadGateway", "NoResponse: the nested workflow has no Response that answers.", false);
      case TriggerReply.Handshake ignored ->
          new CallResult.NoAnswer(
              "BadRequest", "The trigger took the call for a handshake.", false);
      case TriggerReply.Unanswered unanswered ->
          new CallResult.NoAnswer(
              "BadGateway",
              unanswered.problem().code() + ": " + unanswered.problem().getMessage(),
              false);
    };
  }

  private static ObjectNode headers(Map<String, String> workflow, ResponseRecord response) {
    ObjectNode headers = json(workflow);
    if (response.headers() instanceof ObjectNode given) {
      headers.setAll(given);
    }
    return headers;
  }

  private static ObjectNode json(Map<String, String> headers) {
    ObjectNode json = Json.object();
    headers.forEach(json::put);
    return json;
  }

  private static WorkflowException notFound(String workflowId) {
    return new WorkflowException(
        404,
        "NestedWorkflowNotFound",
        "The workflow '%s' could not be found.".formatted(workflowId));
  }
}
