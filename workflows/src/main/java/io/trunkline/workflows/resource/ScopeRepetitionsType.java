package io.trunkline.workflows.resource;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.trunkline.resources.ResourceId;
import io.trunkline.workflows.state.IterationRecord;
import io.trunkline.workflows.state.RunRecord;
import java.util.List;
import java.util.Optional;

/** {@code …/runs/actions/scopeRepetitions}: the passes of a Foreach or Until. */
final class ScopeRepetitionsType extends HistoryFrame<IterationRecord> {
  static final String NAME = "Microsoft.Logic/workflows/runs/actions/scopeRepetitions";

  ScopeRepetitionsType(String prefix, HistoryPlace place, HistoryJson json) {
    super(
        LogicPaths.type(prefix, NAME),
        "WorkflowRunActionScopeRepetitionNotFound",
        "scope repetition",
        place,
        json);
  }

  @Override
  Optional<IterationRecord> find(ResourceId id) {
    return place.history().iterations(place.run(id).ref(), LogicPaths.names(id).get(2)).stream()
        .filter(pass -> pass.loop().iteration(pass.index()).equals(id.name()))
        .findFirst();
  }

  @Override
  List<IterationRecord> all(ResourceId parent, ListFilter filter) {
    RunRecord run = place.run(parent);
    return place.history().iterations(run.ref(), parent.name()).stream()
        .filter(pass -> filter.accepts(pass.status(), pass.startedAt(), run.clientTrackingId()))
        .toList();
  }

  @Override
  ObjectNode shown(ResourceId at, IterationRecord pass) {
    return json.pass(place.workflow(at), place.run(at), pass);
  }
}
