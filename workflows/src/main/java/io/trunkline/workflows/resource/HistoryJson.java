package io.trunkline.workflows.resource;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.trunkline.net.Endpoints;
import io.trunkline.net.codec.Json;
import io.trunkline.net.http.Fields;
import io.trunkline.workflows.effects.RunJson;
import io.trunkline.workflows.effects.Timestamps;
import io.trunkline.workflows.service.CallbackUrls;
import io.trunkline.workflows.service.HistoryContents;
import io.trunkline.workflows.service.RunHistory;
import io.trunkline.workflows.service.WorkflowDirectory;
import io.trunkline.workflows.state.ActionRecord;
import io.trunkline.workflows.state.Failure;
import io.trunkline.workflows.state.HistoryRecord;
import io.trunkline.workflows.state.IterationRecord;
import io.trunkline.workflows.state.RunRecord;
import io.trunkline.workflows.state.StoredValue;
import io.trunkline.workflows.state.TriggerValues;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Runs, actions and histories in the shapes of the management API (reference/workflows.md §7.3).
 */
final class HistoryJson {
  private static final String CONTENT_VERSION = "1";

  private final HistoryContents contents;
  private final CallbackUrls urls;
  private final RunHistory history;
  private final Endpoints endpoints;

  HistoryJson(
      HistoryContents contents, CallbackUrls urls, RunHistory history, Endpoints endpoints) {
    this.contents = contents;
    this.urls = urls;
    this.history = history;
    this.endpoints = endpoints;
  }

  ObjectNode run(WorkflowDirectory.Entry workflow, RunRecord run) {
    String id = workflow.id() + "/runs/" + run.ref().run();
    ObjectNode json = envelope(id, run.ref().run(), RunsType.NAME);
    ObjectNode properties = json.putObject("properties");
    if (run.startedAt() > 0) {
      properties.put("waitEndTime", Timestamps.of(run.startedAt()));
    }
    properties.put("startTime", Timestamps.of(run.createdAt()));
    outcome(
        properties,
        run.status().text(),
        run.code(),
        contents.shown(run, null, run.error()),
        run.status().ended() ? run.endedAt() : 0);
    correlation(properties, run.clientTrackingId(), null);
    String version = workflow.id() + "/versions/" + run.version();
    properties.set("workflow", envelope(version, run.version(), VersionsType.NAME));
    properties.set("trigger", trigger(workflow, run));
    properties.set(
        "outputs", run.outputs() == null ? Json.object() : contents.outputs(run, run.outputs()));
    return json;
  }

  private ObjectNode trigger(WorkflowDirectory.Entry workflow, RunRecord run) {
    ObjectNode trigger = Json.object().put("name", run.trigger());
    TriggerValues values = history.triggerValues(run.ref());
    String base = "/runs/" + run.ref().run() + "/contents/Trigger";
    content(trigger, workflow, run, null, HistoryContents.Kind.INPUTS, values.inputs(), base);
    content(trigger, workflow, run, null, HistoryContents.Kind.OUTPUTS, values.outputs(), base);
    trigger.put("startTime", Timestamps.of(run.createdAt()));
    trigger.put("endTime", Timestamps.of(run.createdAt()));
    trigger.put("originHistoryName", run.origin());
    trigger.put("trackingId", run.trackingId());
    correlation(trigger, run.clientTrackingId(), null);
    trigger.put("code", "OK");
    trigger.put("status", "Succeeded");
    return trigger;
  }

  /** Returns an action, or its execution in a pass of a loop. */
  ObjectNode action(
      WorkflowDirectory.Entry workflow, RunRecord run, ActionRecord action, int passes) {
    boolean repetition = !action.key().repetition().isEmpty();
    String path = actionPath(run, action);
    ObjectNode json =
        envelope(
            workflow.id() + path,
            repetition ? action.key().repetition() : action.key().name(),
            repetition ? RepetitionsType.NAME : RunActionsType.NAME);
    ObjectNode properties = json.putObject("properties");
    String name = action.key().name();
    String base = path + "/contents/Action";
    content(properties, workflow, run, name, HistoryContents.Kind.INPUTS, action.inputs(), base);
    content(properties, workflow, run, name, HistoryContents.Kind.OUTPUTS, action.outputs(), base);
    properties.put("startTime", Timestamps.of(action.startedAt()));
    outcome(
        properties,
        action.status().text(),
        action.code(),
        contents.shown(run, name, action.error()),
        action.status().ended() ? action.endedAt() : 0);
    correlation(properties, run.clientTrackingId(), action.trackingId());
    properties.put("trackingId", run.trackingId());
    if (!action.retries().isEmpty()) {
      properties.set(
          "retryHistory", RunJson.retries(action, error -> contents.shown(run, name, error)));
    }
    if (action.trackedProperties() != null) {
      properties.set("trackedProperties", contents.tracked(run, name, action.trackedProperties()));
    }
    properties.put("canResubmit", run.status().ended() && action.key().repetition().isEmpty());
    if (passes > 0) {
      properties.put("repetitionCount", passes);
    }
    return json;
  }

  /** Returns a pass of a loop. */
  ObjectNode pass(WorkflowDirectory.Entry workflow, RunRecord run, IterationRecord pass) {
    String name = pass.loop().iteration(pass.index());
    String id =
        workflow.id()
            + "/runs/"
            + run.ref().run()
            + "/actions/"
            + pass.loop().name()
            + "/scopeRepetitions/"
            + name;
    ObjectNode json = envelope(id, name, ScopeRepetitionsType.NAME);
    ObjectNode properties = json.putObject("properties");
    ObjectNode index = properties.putArray("repetitionIndexes").addObject();
    index.put("scopeName", pass.loop().name());
    index.put("itemIndex", pass.index());
    properties.put("startTime", Timestamps.of(pass.startedAt()));
    outcome(
        properties,
        pass.status().text(),
        pass.code(),
        null,
        pass.status().ended() ? pass.endedAt() : 0);
    correlation(properties, run.clientTrackingId(), null);
    return json;
  }

  /** Returns a history entry of a trigger. */
  ObjectNode history(WorkflowDirectory.Entry workflow, HistoryRecord entry) {
    String id = workflow.id() + "/triggers/" + entry.trigger() + "/histories/" + entry.name();
    ObjectNode json = envelope(id, entry.name(), HistoriesType.NAME);
    ObjectNode properties = json.putObject("properties");
    properties.put("startTime", Timestamps.of(entry.startedAt()));
    if (entry.scheduledAt() > 0) {
      properties.put("scheduledTime", Timestamps.of(entry.scheduledAt()));
    }
    outcome(
        properties,
        entry.status().text(),
        entry.code(),
        contents.shown(workflow.key(), entry.error()),
        entry.endedAt());
    properties.put("trackingId", entry.trackingId());
    correlation(properties, entry.clientTrackingId(), null);
    properties.put("fired", entry.runs() > 0);
    if (entry.runs() > 0) {
      String run = workflow.id() + "/runs/" + entry.name();
      properties.set("run", envelope(run, entry.name(), RunsType.NAME));
    }
    return json;
  }

  /** Returns the id of an action, or of its execution in a pass of a loop. */
  String actionId(WorkflowDirectory.Entry workflow, RunRecord run, ActionRecord action) {
    return workflow.id() + actionPath(run, action);
  }

  private static String actionPath(RunRecord run, ActionRecord action) {
    String path = "/runs/" + run.ref().run() + "/actions/" + action.key().name();
    return action.key().repetition().isEmpty()
        ? path
        : path + "/repetitions/" + action.key().repetition();
  }

  /** Returns where the page after {@code last} is. */
  String nextLink(String path, Fields parameters, String last) {
    StringBuilder link = new StringBuilder(endpoints.httpsBase()).append(path).append('?');
    parameters.forEach(
        (name, value) -> {
          if (!name.equalsIgnoreCase("$skiptoken")) {
            link.append(name)
                .append('=')
                .append(URLEncoder.encode(value, StandardCharsets.UTF_8))
                .append('&');
          }
        });
    return link.append("$skiptoken=").append(last).toString();
  }

  /** Returns {@code {id, name, type}}. */
  static ObjectNode envelope(String id, String name, String type) {
    return Json.object().put("id", id).put("name", name).put("type", type);
  }

  /** Returns {@code {"value": […]}}. */
  static ObjectNode list(List<ObjectNode> values) {
    ObjectNode list = Json.object();
    list.putArray("value").addAll(values);
    return list;
  }

  private void content(
      ObjectNode properties,
      WorkflowDirectory.Entry workflow,
      RunRecord run,
      @Nullable String action,
      HistoryContents.Kind kind,
      @Nullable JsonNode value,
      String base) {
    if (value == null) {
      return;
    }
    String name = kind == HistoryContents.Kind.INPUTS ? "inputs" : "outputs";
    Optional<JsonNode> shown = contents.shown(run, action, kind, value);
    ObjectNode link = properties.putObject(name + "Link");
    if (shown.isEmpty()) {
      link.putObject("secureData").putArray("properties").add(name);
      return;
    }
    String suffix = kind == HistoryContents.Kind.INPUTS ? "Inputs" : "Outputs";
    link.put("uri", urls.read(workflow, base + suffix).url(""));
    link.put("contentVersion", CONTENT_VERSION);
    Optional<StoredValue> apart =
        StoredValue.of(value).or(() -> StoredValue.of(value.path("body")));
    if (apart.isPresent()) {
      // Large content is behind its link only.
      link.put("contentSize", apart.get().size());
    } else {
      link.put("contentSize", Json.bytes(shown.get()).length);
      properties.set(name, shown.get());
    }
  }

  private static void outcome(
      ObjectNode properties,
      String status,
      @Nullable String code,
      @Nullable Failure error,
      long endedAt) {
    if (endedAt > 0) {
      properties.put("endTime", Timestamps.of(endedAt));
    }
    properties.put("status", status);
    if (code != null) {
      properties.put("code", code);
    }
    ObjectNode problem = RunJson.error(error);
    if (problem != null) {
      properties.set("error", problem);
    }
  }

  private static void correlation(
      ObjectNode properties, String clientTrackingId, @Nullable String actionTrackingId) {
    ObjectNode correlation = properties.putObject("correlation");
    correlation.put("clientTrackingId", clientTrackingId);
    if (actionTrackingId != null) {
      correlation.put("actionTrackingId", actionTrackingId);
    }
  }
}
