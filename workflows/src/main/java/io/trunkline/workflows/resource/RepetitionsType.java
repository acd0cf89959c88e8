package io.trunkline.workflows.resource;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.trunkline.resources.ResourceId;
import io.trunkline.workflows.state.ActionKey;
import io.trunkline.workflows.state.ActionRecord;
import io.trunkline.workflows.state.RunRecord;
import java.util.List;
import java.util.Optional;

/**
 * {@code …/runs/actions/repetitions}: the executions of an action inside loops, with {@code
 * listExpressionTraces}.
 */
final class RepetitionsType extends HistoryFrame<ActionRecord> {
  static final String NAME = "Microsoft.Logic/workflows/runs/actions/repetitions";

  private final ExpressionTracesJson traces;

  RepetitionsType(
      String prefix, HistoryPlace place, HistoryJson json, ExpressionTracesJson traces) {
    super(
        LogicPaths.type(prefix, NAME),
        "WorkflowRunActionRepetitionNotFound",
        "repetition",
        place,
        json);
    this.traces = traces;
  }

  @Override
  Optional<ActionRecord> find(ResourceId id) {
    ActionKey key = new ActionKey(LogicPaths.names(id).get(2), id.name());
    return place.history().action(place.run(id).ref(), key);
  }

  @Override
  List<ActionRecord> all(ResourceId parent, ListFilter filter) {
    RunRecord run = place.run(parent);
    return place.history().actions(run.ref(), parent.name()).stream()
        .filter(action -> !action.key().repetition().isEmpty())
        .filter(
            action -> filter.accepts(action.status(), action.startedAt(), run.clientTrackingId()))
        .toList();
  }

  @Override
  ObjectNode shown(ResourceId at, ActionRecord action) {
    return json.action(place.workflow(at), place.run(at), action, 0);
  }

  @Override
  public JsonNode action(ResourceId id, String action, JsonNode body) {
    return action.equalsIgnoreCase(ExpressionTracesJson.ACTION)
        ? traces.of(place.run(id), record(id).key())
        : super.action(id, action, body);
  }
}
