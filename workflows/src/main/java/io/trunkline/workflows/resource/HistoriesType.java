package io.trunkline.workflows.resource;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.trunkline.resources.ResourceException;
import io.trunkline.resources.ResourceId;
import io.trunkline.workflows.service.TriggerCalls;
import io.trunkline.workflows.service.WorkflowDirectory;
import io.trunkline.workflows.service.WorkflowException;
import io.trunkline.workflows.state.HistoryRecord;
import io.trunkline.workflows.state.RunRef;
import io.trunkline.workflows.state.TriggerValues;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** {@code Microsoft.Logic/workflows/triggers/histories}, with {@code resubmit}. */
final class HistoriesType extends HistoryFrame<HistoryRecord> {
  static final String NAME = "Microsoft.Logic/workflows/triggers/histories";

  private final TriggerCalls calls;

  HistoriesType(String prefix, HistoryPlace place, TriggerCalls calls, HistoryJson json) {
    super(
        LogicPaths.type(prefix, NAME),
        "WorkflowTriggerHistoryNotFound",
        "workflow trigger history",
        place,
        json);
    this.calls = calls;
  }

  @Override
  Optional<HistoryRecord> find(ResourceId id) {
    return place
        .history()
        .history(place.workflow(id).key(), LogicPaths.names(id).get(1), id.name());
  }

  @Override
  List<HistoryRecord> all(ResourceId parent, ListFilter filter) {
    return place
        .history()
        .histories(
            place.workflow(parent).key(),
            parent.name(),
            entry ->
                filter.isAfter(entry.name())
                    && filter.accepts(entry.status(), entry.startedAt(), entry.clientTrackingId()),
            filter.most());
  }

  @Override
  boolean pages() {
    return true;
  }

  @Override
  ObjectNode shown(ResourceId at, HistoryRecord entry) {
    return json.history(place.workflow(at), entry);
  }

  /** Returns the actions of {@code {"actions": ["A"]}} or {@code {"actions": [{"name": "A"}]}}. */
  private static List<String> actions(JsonNode body) {
    List<String> names = new ArrayList<>();
    for (JsonNode action : body.path("actions")) {
      names.add(action.isTextual() ? action.textValue() : action.path("name").asText());
    }
    return names;
  }

  @Override
  public JsonNode action(ResourceId id, String action, JsonNode body) {
    if (!action.equalsIgnoreCase("resubmit")) {
      return super.action(id, action, body);
    }
    WorkflowDirectory.Entry workflow = place.workflow(id);
    HistoryRecord entry = record(id);
    RunRef first = new RunRef(workflow.key(), entry.name());
    if (entry.runs() != 1 || place.history().run(first).isEmpty()) {
      throw new ResourceException(
          400,
          "WorkflowTriggerHistoryCannotBeResubmitted",
          "The trigger history '%s' has not exactly one run that is still kept."
              .formatted(entry.name()));
    }
    TriggerValues values = place.history().triggerValues(first);
    List<String> actions = actions(body);
    try {
      if (!actions.isEmpty()) {
        calls.runAgainFrom(workflow, place.history().run(first).orElseThrow(), values, actions);
        return MissingNode.getInstance();
      }
      calls.runAgain(workflow, entry.trigger(), entry.name(), values.inputs(), values.outputs());
      return MissingNode.getInstance();
    } catch (WorkflowException e) {
      throw new ResourceException(e.status(), e.code(), e.getMessage());
    }
  }

  /** Resubmitting answers 202 (workflows.md §7.2). */
  @Override
  public int actionStatus(String action) {
    return action.equalsIgnoreCase("resubmit") ? 202 : super.actionStatus(action);
  }
}
