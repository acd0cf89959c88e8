package io.trunkline.workflows.resource;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.trunkline.resources.ResourceId;
import io.trunkline.workflows.service.WorkflowDirectory;
import io.trunkline.workflows.state.ActionRecord;
import io.trunkline.workflows.state.RunRecord;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * {@code Microsoft.Logic/workflows/runs/actions}, with {@code listExpressionTraces}. An action
 * inside a loop shows its last execution; all of them are its repetitions.
 */
final class RunActionsType extends HistoryFrame<List<ActionRecord>> {
  static final String NAME = "Microsoft.Logic/workflows/runs/actions";

  private final ExpressionTracesJson traces;

  RunActionsType(String prefix, HistoryPlace place, HistoryJson json, ExpressionTracesJson traces) {
    super(
        LogicPaths.type(prefix, NAME),
        "WorkflowRunActionNotFound",
        "workflow run action",
        place,
        json);
    this.traces = traces;
  }

  @Override
  Optional<List<ActionRecord>> find(ResourceId id) {
    return Optional.of(place.history().actions(place.run(id).ref(), LogicPaths.names(id).get(2)))
        .filter(executions -> !executions.isEmpty());
  }

  @Override
  List<List<ActionRecord>> all(ResourceId parent, ListFilter filter) {
    RunRecord run = place.run(parent);
    Map<String, List<ActionRecord>> byName = new LinkedHashMap<>();
    for (ActionRecord action : place.history().actions(run.ref())) {
      byName.computeIfAbsent(action.key().name(), name -> new ArrayList<>()).add(action);
    }
    return byName.values().stream()
        .filter(
            executions ->
                filter.accepts(
                    executions.getLast().status(),
                    executions.getLast().startedAt(),
                    run.clientTrackingId()))
        .toList();
  }

  @Override
  ObjectNode shown(ResourceId at, List<ActionRecord> executions) {
    WorkflowDirectory.Entry workflow = place.workflow(at);
    RunRecord run = place.run(at);
    ActionRecord last = executions.getLast();
    int passes = place.history().iterations(run.ref(), last.key().name()).size();
    boolean looped = !last.key().repetition().isEmpty();
    ObjectNode shown = json.action(workflow, run, last, looped ? executions.size() : passes);
    if (looped) {
      String id = workflow.id() + "/runs/" + run.ref().run() + "/actions/" + last.key().name();
      shown.put("id", id).put("name", last.key().name()).put("type", NAME);
    }
    return shown;
  }

  @Override
  public JsonNode action(ResourceId id, String action, JsonNode body) {
    return action.equalsIgnoreCase(ExpressionTracesJson.ACTION)
        ? traces.of(place.run(id), record(id).getLast().key())
        : super.action(id, action, body);
  }
}
