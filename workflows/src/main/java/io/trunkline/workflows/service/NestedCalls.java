package io.trunkline.workflows.service;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.trunkline.net.codec.Json;
import io.trunkline.workflows.connector.CallResult;
import io.trunkline.workflows.effects.NestedRuns;
import io.trunkline.workflows.effects.NotReadyException;
import io.trunkline.workflows.effects.ResponseWaiters.Answer;
import io.trunkline.workflows.state.ResponseRecord;
import io.trunkline.workflows.state.RunRef;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Calls workflows from workflows, without the way over HTTP. A Response that does not come at once
 * is asked for again later, so that a call may last as long as a run, and survives a crash.
 */
public final class NestedCalls implements NestedRuns {
  /** How long a thread waits for a Response before it asks again later. */
  private static final Duration PATIENCE = Duration.ofSeconds(2);

  private static final String AGAIN_SECONDS = "1";

  private final NamedWorkflows workflows;
  private volatile @Nullable TriggerCalls triggers;

  public NestedCalls(NamedWorkflows workflows) {
    this.workflows = workflows;
  }

  /** Opens the way; calls before are made again later. */
  public void through(TriggerCalls calls) {
    triggers = calls;
  }

  private TriggerCalls calls() {
    TriggerCalls calls = triggers;
    if (calls == null) {
      throw new NotReadyException("the workflow engine is starting");
    }
    return calls;
  }

  @Override
  public CallResult call(Request request) {
    TriggerCalls calls = calls();
    TriggerCall call =
        new TriggerCall(
            "POST",
            List.of(),
            request.headers(),
            request.queries(),
            request.body(),
            request.trace());
    try {
      TriggerCalls.Nested nested =
          calls.callNested(
              find(request.workflowId()),
              request.trigger(),
              call,
              request.run(),
              !request.detached(),
              PATIENCE);
      if (request.detached()) {
        return new CallResult.Answer(202, json(nested.headers()), null);
      }
      return nested.responds()
          ? result(nested.run(), nested.headers(), nested.answer())
          : noResponse("the nested workflow has no Response action.");
    } catch (WorkflowException e) {
      return new CallResult.NoAnswer(e.code(), e.getMessage(), e.status() == 503);
    }
  }

  @Override
  public CallResult result(String location) {
    int slash = location.indexOf('/');
    RunRef run = new RunRef(location.substring(0, slash), location.substring(slash + 1));
    return result(run, Map.of(), calls().awaitNested(run, PATIENCE));
  }

  private WorkflowDirectory.Entry find(String workflowId) {
    return workflows.find(workflowId).orElseThrow(() -> notFound(workflowId));
  }

  private static CallResult result(
      RunRef run, Map<String, String> headers, Optional<Answer> answer) {
    if (answer.isEmpty()) {
      ObjectNode pending =
          Json.object()
              .put("Location", run.workflow() + "/" + run.run())
              .put("Retry-After", AGAIN_SECONDS);
      return new CallResult.Answer(202, pending, null);
    }
    return switch (answer.get()) {
      case Answer.Given(ResponseRecord response) ->
          new CallResult.Answer(
              response.statusCode(), headers(run, headers, response), response.body());
      case Answer.None ignored -> noResponse("the nested run ended without a Response action.");
      case Answer.Overdue ignored -> noResponse("the nested run did not answer in time.");
    };
  }

  private static CallResult noResponse(String why) {
    return new CallResult.NoAnswer("BadGateway", "NoResponse: " + why, false);
  }

  private static ObjectNode headers(
      RunRef run, Map<String, String> workflow, ResponseRecord response) {
    ObjectNode headers = json(workflow).put("x-ms-workflow-run-id", run.run());
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
