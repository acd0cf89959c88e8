package io.trunkline.workflows.resource;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.trunkline.net.http.Fields;
import io.trunkline.resources.ProxiedType;
import io.trunkline.resources.ResourceException;
import io.trunkline.resources.ResourceId;
import io.trunkline.workflows.service.TriggerCalls;
import io.trunkline.workflows.service.WorkflowDirectory;
import io.trunkline.workflows.service.WorkflowException;
import io.trunkline.workflows.state.HistoryRecord;
import io.trunkline.workflows.state.RunRef;
import io.trunkline.workflows.state.TriggerValues;
import java.util.Set;

/** {@code Microsoft.Logic/workflows/triggers/histories}, with {@code resubmit}. */
final class HistoriesType implements ProxiedType {
  static final String NAME = "Microsoft.Logic/workflows/triggers/histories";

  private final HistoryPlace place;
  private final TriggerCalls calls;
  private final HistoryJson json;

  HistoriesType(HistoryPlace place, TriggerCalls calls, HistoryJson json) {
    this.place = place;
    this.calls = calls;
    this.json = json;
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public Set<String> apiVersions() {
    return LogicVersions.ALL;
  }

  @Override
  public JsonNode get(ResourceId id, Fields parameters) {
    return json.history(place.workflow(id), entry(id));
  }

  @Override
  public JsonNode list(ResourceId parent, Fields parameters) {
    WorkflowDirectory.Entry workflow = place.workflow(parent);
    ListFilter filter = ListFilter.of(parameters);
    return HistoryJson.list(
        place
            .history()
            .histories(
                workflow.key(),
                parent.name(),
                entry ->
                    filter.accepts(entry.status(), entry.startedAt(), entry.clientTrackingId()),
                filter.most())
            .stream()
            .map(entry -> json.history(workflow, entry))
            .toList());
  }

  @Override
  public JsonNode action(ResourceId id, String action, JsonNode body) {
    if (!action.equalsIgnoreCase("resubmit")) {
      return ProxiedType.super.action(id, action, body);
    }
    WorkflowDirectory.Entry workflow = place.workflow(id);
    HistoryRecord entry = entry(id);
    RunRef first = new RunRef(workflow.key(), entry.name());
    if (entry.runs() != 1 || place.history().run(first).isEmpty()) {
      throw new ResourceException(
          400,
          "WorkflowTriggerHistoryCannotBeResubmitted",
          "The trigger history '%s' has not exactly one run that is still kept."
              .formatted(entry.name()));
    }
    TriggerValues values = place.history().triggerValues(first);
    try {
      calls.runAgain(workflow, entry.trigger(), entry.name(), values.inputs(), values.outputs());
      return MissingNode.getInstance();
    } catch (WorkflowException e) {
      throw new ResourceException(e.status(), e.code(), e.getMessage());
    }
  }

  private HistoryRecord entry(ResourceId id) {
    return place
        .history()
        .history(place.workflow(id).key(), id.names().get(1), id.name())
        .orElseThrow(
            () ->
                new ResourceException(
                    404,
                    "WorkflowTriggerHistoryNotFound",
                    "The workflow trigger history '%s' could not be found.".formatted(id.name())));
  }
}
