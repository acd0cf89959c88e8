package io.trunkline.workflows.resource;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.trunkline.resources.ResourceException;
import io.trunkline.resources.ResourceId;
import io.trunkline.workflows.effects.RunIds;
import io.trunkline.workflows.service.TriggerCalls;
import io.trunkline.workflows.service.WorkflowDirectory;
import io.trunkline.workflows.service.WorkflowException;
import io.trunkline.workflows.state.HistoryRecord;
import io.trunkline.workflows.state.RunRecord;
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
    List<RunRecord> runs = runs(workflow, entry);
    List<String> actions = actions(body);
    if (runs.isEmpty() || (runs.size() > 1 && !actions.isEmpty())) {
      throw new ResourceException(
          400,
          "WorkflowTriggerHistoryCannotBeResubmitted",
          runs.isEmpty()
              ? "The trigger history '%s' has no runs, or not all of them are kept."
                  .formatted(entry.name())
              : "The trigger history '%s' has several runs: from some actions on, one run is done again."
                  .formatted(entry.name()));
    }
    try {
      for (RunRecord run : runs) {
        TriggerValues values = place.history().triggerValues(run.ref());
        if (actions.isEmpty()) {
          calls.runAgain(
              workflow,
              entry.trigger(),
              entry.name(),
              run.ref(),
              values.inputs(),
              values.outputs());
        } else {
          calls.runAgainFrom(workflow, run, values, actions);
        }
      }
      return MissingNode.getInstance();
    } catch (WorkflowException e) {
      throw new ResourceException(e.status(), e.code(), e.getMessage());
    }
  }

  /** Returns the runs of an entry, those of a split trigger too; none where one is not kept. */
  private List<RunRecord> runs(WorkflowDirectory.Entry workflow, HistoryRecord entry) {
    List<RunRecord> runs = new ArrayList<>();
    for (int index = 0; index < entry.runs(); index++) {
      Optional<RunRecord> run =
          place.history().run(new RunRef(workflow.key(), RunIds.sibling(entry.name(), index)));
      if (run.isEmpty()) {
        return List.of();
      }
      runs.add(run.get());
    }
    return runs;
  }

  /** Resubmitting answers 202 (workflows.md §7.2). */
  @Override
  public int actionStatus(String action) {
    return action.equalsIgnoreCase("resubmit") ? 202 : super.actionStatus(action);
  }
}
