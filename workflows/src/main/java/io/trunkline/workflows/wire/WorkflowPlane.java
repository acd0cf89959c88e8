package io.trunkline.workflows.wire;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.trunkline.net.codec.Json;
import io.trunkline.net.http.CallPlane;
import io.trunkline.net.http.HttpCall;
import io.trunkline.net.http.HttpReply;
import io.trunkline.net.http.RequestHead;
import io.trunkline.workflows.WorkflowRoom;
import io.trunkline.workflows.connector.HttpContent;
import io.trunkline.workflows.effects.Timestamps;
import io.trunkline.workflows.service.AccessControl;
import io.trunkline.workflows.service.ActionCallbacks;
import io.trunkline.workflows.service.CallbackUrls;
import io.trunkline.workflows.service.HistoryContents;
import io.trunkline.workflows.service.RunHistory;
import io.trunkline.workflows.service.TriggerCall;
import io.trunkline.workflows.service.TriggerCalls;
import io.trunkline.workflows.service.TriggerReply;
import io.trunkline.workflows.service.WorkflowDirectory;
import io.trunkline.workflows.service.WorkflowException;
import io.trunkline.workflows.state.ActionKey;
import io.trunkline.workflows.state.Failure;
import io.trunkline.workflows.state.ResponseRecord;
import io.trunkline.workflows.state.RunRecord;
import io.trunkline.workflows.state.RunRef;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The HTTP plane below {@code /workflows/{key}} (reference/workflows.md §3.3, §7.4). */
public final class WorkflowPlane extends CallPlane {
  /** Headers that the door makes itself. */
  private static final Set<String> HOP_HEADERS =
      Set.of("connection", "content-length", "transfer-encoding", "content-type");

  private static final String RETRY_AFTER_SECONDS = "5";

  private final WorkflowDirectory directory;
  private final CallbackUrls urls;
  private final TriggerCalls triggers;
  private final ActionCallbacks callbacks;
  private final RunHistory history;
  private final HistoryContents contents;
  private final int maxBodyBytes;

  /**
   * @param maxBodyBytes largest body of a call to a trigger
   */
  public WorkflowPlane(
      WorkflowDirectory directory,
      CallbackUrls urls,
      TriggerCalls triggers,
      ActionCallbacks callbacks,
      RunHistory history,
      HistoryContents contents,
      int maxBodyBytes) {
    this.directory = directory;
    this.urls = urls;
    this.triggers = triggers;
    this.callbacks = callbacks;
    this.history = history;
    this.contents = contents;
    this.maxBodyBytes = maxBodyBytes;
  }

  @Override
  public String name() {
    return "workflows";
  }

  @Override
  public boolean claims(RequestHead head) {
    return head.under("/workflows");
  }

  @Override
  public Optional<String> shard(RequestHead head) {
    return Optional.of(WorkflowRoom.SHARD.value());
  }

  @Override
  public int maxBodyBytes() {
    return maxBodyBytes;
  }

  @Override
  public HttpReply answer(HttpCall call) {
    try {
      return route(call);
    } catch (WorkflowException e) {
      return error(e);
    } catch (IllegalArgumentException e) {
      return error(new WorkflowException(400, "BadRequest", "The request's path is broken."));
    }
  }

  private HttpReply route(HttpCall call) {
    List<String> path = call.segments();
    WorkflowDirectory.Entry workflow =
        directory
            .find(path.size() > 1 ? path.get(1) : "")
            .orElseThrow(
                () ->
                    new WorkflowException(
                        404, "WorkflowNotFound", "There is no workflow at this address."));
    if (path.size() >= 6
        && is(path, 2, "triggers")
        && is(path, 4, "paths")
        && is(path, 5, "invoke")) {
      return invoke(workflow, path.get(3), path.subList(6, path.size()), call);
    }
    if (path.size() >= 7 && is(path, 2, "runs") && is(path, path.size() - 1, "run")) {
      return callback(workflow, path, call);
    }
    if (path.size() == 6 && is(path, 2, "runs") && is(path, 4, "operations")) {
      return operation(workflow, path.get(3), path.get(5), call);
    }
    if (path.size() >= 6 && is(path, 2, "runs") && is(path, path.size() - 2, "contents")) {
      return content(workflow, path, call);
    }
    throw new WorkflowException(404, "NotFound", "There is nothing at this address.");
  }

  private HttpReply invoke(
      WorkflowDirectory.Entry workflow, String trigger, List<String> relative, HttpCall call) {
    urls.verify(
        workflow,
        CallbackUrls.triggerPath(workflow.key(), trigger),
        CallbackUrls.triggerPermission(trigger),
        call.parameters());
    workflow.access().require(AccessControl.Scope.TRIGGERS, call.remoteAddress());
    TriggerReply reply = triggers.call(workflow, trigger, triggerCall(relative, call));
    return switch (reply) {
      case TriggerReply.Accepted accepted -> accepted(accepted);
      case TriggerReply.Responded responded ->
          with(responded.headers(), response(responded.response()));
      case TriggerReply.Handshake handshake ->
          with(
              handshake.headers(),
              handshake
                  .body()
                  .map(body -> HttpReply.json(200, body))
                  .orElseGet(() -> HttpReply.status(200)));
      case TriggerReply.Unanswered unanswered ->
          with(unanswered.headers(), error(unanswered.problem()));
    };
  }

  /** Takes {@code …/runs/{run}/actions/{action}[/repetitions/{name}]/run}. */
  private HttpReply callback(WorkflowDirectory.Entry workflow, List<String> path, HttpCall call) {
    ActionKey action = action(path, 9);
    String run = path.get(3);
    String permission = CallbackUrls.actionPath(run, action) + "/run";
    urls.verify(
        workflow, "/workflows/" + workflow.key() + permission, permission, call.parameters());
    workflow.access().require(AccessControl.Scope.ACTIONS, call.remoteAddress());
    callbacks.receive(new RunRef(workflow.key(), run), action, triggerCall(List.of(), call));
    return HttpReply.status(200);
  }

  private static TriggerCall triggerCall(List<String> relative, HttpCall call) {
    return new TriggerCall(
        call.method(),
        relative,
        call.headers(),
        call.parameters(),
        call.body(),
        call.trace().context());
  }

  /** Returns the action of {@code …/actions/{action}[/repetitions/{name}]/…}. */
  private static ActionKey action(List<String> path, int sizeWithRepetition) {
    boolean repeated = path.size() == sizeWithRepetition && is(path, 6, "repetitions");
    return new ActionKey(path.get(5), repeated ? path.get(7) : "");
  }

  private static HttpReply accepted(TriggerReply.Accepted accepted) {
    HttpReply reply = with(accepted.headers(), HttpReply.status(202));
    return accepted
        .location()
        .map(
            location ->
                reply
                    .withHeader("Location", location)
                    .withHeader("Retry-After", RETRY_AFTER_SECONDS))
        .orElse(reply);
  }

  /** Answers what has become of a run: 202 while it goes on, then its Response, or its status. */
  private HttpReply operation(
      WorkflowDirectory.Entry workflow, String run, String operation, HttpCall call) {
    String resource = "/runs/" + run + "/operations/" + operation;
    urls.verify(
        workflow, "/workflows/" + workflow.key() + resource, resource + "/read", call.parameters());
    RunRecord record = run(workflow, run);
    Optional<ResponseRecord> response = history.response(record.ref());
    if (response.isPresent()) {
      return response(response.get());
    }
    ObjectNode status = Json.object();
    status.put("id", workflow.id() + "/runs/" + run);
    status.put("name", run);
    status.put("status", record.status().text());
    status.put("startTime", Timestamps.of(record.createdAt()));
    if (!record.status().ended()) {
      return HttpReply.json(202, status)
          .withHeader("Location", urls.read(workflow, resource).url(""))
          .withHeader("Retry-After", RETRY_AFTER_SECONDS);
    }
    status.put("endTime", Timestamps.of(record.endedAt()));
    Failure error = contents.shown(record, null, record.error());
    if (error != null) {
      status.putObject("error").put("code", error.code()).put("message", error.message());
    }
    return HttpReply.json(200, status);
  }

  /** Answers {@code …/runs/{run}/actions/{action}[/repetitions/{name}]/contents/ActionInputs}. */
  private HttpReply content(WorkflowDirectory.Entry workflow, List<String> path, HttpCall call) {
    String resource = "/" + String.join("/", path.subList(2, path.size()));
    urls.verify(
        workflow, "/workflows/" + workflow.key() + resource, resource + "/read", call.parameters());
    workflow.access().require(AccessControl.Scope.CONTENTS, call.remoteAddress());
    RunRecord record = run(workflow, path.get(3));
    String kind = path.getLast().toLowerCase(Locale.ROOT);
    ActionKey key = null;
    if (is(path, 4, "actions")) {
      key = action(path, 10);
    }
    JsonNode value =
        contents
            .read(
                record,
                key,
                kind.endsWith("inputs")
                    ? HistoryContents.Kind.INPUTS
                    : HistoryContents.Kind.OUTPUTS)
            .orElseThrow(
                () ->
                    new WorkflowException(
                        404, "NotFound", "There is no such content, or it is secured."));
    return HttpReply.json(200, value);
  }

  private RunRecord run(WorkflowDirectory.Entry workflow, String run) {
    return history
        .run(new RunRef(workflow.key(), run))
        .orElseThrow(
            () ->
                new WorkflowException(
                    404,
                    "WorkflowRunNotFound",
                    "The workflow run '" + run + "' could not be found."));
  }

  private static HttpReply response(ResponseRecord response) {
    HttpReply reply = HttpReply.status(response.statusCode());
    String contentType = null;
    if (response.headers() != null) {
      for (Map.Entry<String, JsonNode> header : response.headers().properties()) {
        String name = header.getKey().toLowerCase(Locale.ROOT);
        if (name.equals("content-type")) {
          contentType = header.getValue().asText();
        } else if (!HOP_HEADERS.contains(name)) {
          reply = reply.withHeader(header.getKey(), header.getValue().asText());
        }
      }
    }
    if (response.body() == null) {
      return reply;
    }
    HttpContent content = HttpContent.encode(response.body());
    return reply.withBody(
        contentType == null ? content.contentType() : contentType, content.bytes());
  }

  private static HttpReply error(WorkflowException problem) {
    ObjectNode body = Json.object();
    body.putObject("error").put("code", problem.code()).put("message", problem.getMessage());
    return HttpReply.json(problem.status(), body);
  }

  private static HttpReply with(Map<String, String> headers, HttpReply reply) {
    HttpReply extended = reply;
    for (Map.Entry<String, String> header : headers.entrySet()) {
      extended = extended.withHeader(header.getKey(), header.getValue());
    }
    return extended;
  }

  private static boolean is(List<String> path, int index, String segment) {
    return path.get(index).equalsIgnoreCase(segment);
  }
}
