package io.trunkline.workflows.resource;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.trunkline.net.http.Fields;
import io.trunkline.resources.ProxiedType;
import io.trunkline.resources.ResourceException;
import io.trunkline.resources.ResourceId;
import io.trunkline.workflows.definition.TriggerDefinition;
import io.trunkline.workflows.definition.TriggerType;
import io.trunkline.workflows.effects.Timestamps;
import io.trunkline.workflows.effects.WorkflowVersion;
import io.trunkline.workflows.service.TriggerCalls;
import io.trunkline.workflows.service.WorkflowDirectory;
import io.trunkline.workflows.service.WorkflowException;
import io.trunkline.workflows.state.TriggerRecord;
import io.trunkline.workflows.state.WorkflowRecord;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** {@code Microsoft.Logic/workflows/triggers}, with {@code listCallbackUrl} and {@code run}. */
final class TriggersType implements ProxiedType {
  static final String NAME = "Microsoft.Logic/workflows/triggers";

  private final String type;
  private final HistoryPlace place;
  private final TriggerCalls calls;
  private final CallbackActions callbacks;

  TriggersType(String prefix, HistoryPlace place, TriggerCalls calls, CallbackActions callbacks) {
    this.type = LogicPaths.type(prefix, NAME);
    this.place = place;
    this.calls = calls;
    this.callbacks = callbacks;
  }

  @Override
  public String name() {
    return type;
  }

  @Override
  public Set<String> apiVersions() {
    return LogicVersions.of(type);
  }

  @Override
  public JsonNode get(ResourceId id, Fields parameters) {
    WorkflowDirectory.Entry workflow = place.workflow(id);
    return version(workflow)
        .definition()
        .trigger(id.name())
        .map(trigger -> shown(workflow, trigger))
        .orElseThrow(
            () ->
                new ResourceException(
                    404,
                    "WorkflowTriggerNotFound",
                    "The workflow trigger '%s' could not be found.".formatted(id.name())));
  }

  @Override
  public JsonNode list(ResourceId parent, Fields parameters) {
    WorkflowDirectory.Entry workflow = place.workflow(parent);
    return HistoryJson.list(
        version(workflow).definition().triggers().stream()
            .map(trigger -> shown(workflow, trigger))
            .toList());
  }

  @Override
  public JsonNode action(ResourceId id, String action, JsonNode body) {
    WorkflowDirectory.Entry workflow = place.workflow(id);
    switch (action.toLowerCase(Locale.ROOT)) {
      case "listcallbackurl" -> {
        return callbacks.ofTrigger(workflow, id.name(), body);
      }
      case "run" -> {
        try {
          run(workflow, id.name(), body);
          return MissingNode.getInstance();
        } catch (WorkflowException e) {
          throw new ResourceException(e.status(), e.code(), e.getMessage());
        }
      }
      case "reset" -> {
        place
            .history()
            .trigger(workflow.key(), id.name())
            .ifPresent(one -> calls.check(workflow, one));
        return MissingNode.getInstance();
      }
      default -> {
        return ProxiedType.super.action(id, action, body);
      }
    }
  }

  /** Fires a trigger by hand: a poll is made at once, every other trigger starts a run. */
  private void run(WorkflowDirectory.Entry workflow, String name, JsonNode body) {
    boolean polls =
        version(workflow)
            .definition()
            .trigger(name)
            .map(TriggerDefinition::type)
            .filter(TriggerType::isPolling)
            .isPresent();
    Optional<TriggerRecord> progress = place.history().trigger(workflow.key(), name);
    if (polls && progress.isPresent()) {
      calls.check(workflow, progress.get());
    } else {
      calls.run(workflow, name, body);
    }
  }

  private WorkflowVersion version(WorkflowDirectory.Entry workflow) {
    return place
        .history()
        .loaded(workflow.key(), record(workflow).version())
        .orElseThrow(() -> ResourceException.notFound(workflow.id()));
  }

  private WorkflowRecord record(WorkflowDirectory.Entry workflow) {
    return place
        .history()
        .workflow(workflow.key())
        .orElseThrow(() -> ResourceException.notFound(workflow.id()));
  }

  private ObjectNode shown(WorkflowDirectory.Entry workflow, TriggerDefinition trigger) {
    WorkflowRecord record = record(workflow);
    ObjectNode json =
        HistoryJson.envelope(workflow.id() + "/triggers/" + trigger.name(), trigger.name(), NAME);
    ObjectNode properties = json.putObject("properties");
    properties.put("provisioningState", "Succeeded");
    properties.put("createdTime", Timestamps.of(record.createdAt()));
    properties.put("changedTime", Timestamps.of(record.changedAt()));
    properties.put("state", record.enabled() ? "Enabled" : "Disabled");
    place
        .history()
        .trigger(workflow.key(), trigger.name())
        .ifPresent(
            progress -> {
              if (progress.lastAt() > 0) {
                properties.put("lastExecutionTime", Timestamps.of(progress.lastAt()));
              }
              if (progress.nextAt() > 0) {
                properties.put("nextExecutionTime", Timestamps.of(progress.nextAt()));
              }
            });
    trigger.recurrence().ifPresent(value -> properties.set("recurrence", value.source()));
    properties.set(
        "workflow",
        HistoryJson.envelope(
            workflow.id() + "/versions/" + record.version(), record.version(), VersionsType.NAME));
    return json;
  }
}
