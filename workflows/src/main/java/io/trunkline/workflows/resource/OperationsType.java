package io.trunkline.workflows.resource;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.trunkline.resources.ResourceId;
import io.trunkline.workflows.state.RunRecord;
import java.util.List;
import java.util.Optional;

/** {@code Microsoft.Logic/workflows/runs/operations}: what has become of an asynchronous call. */
final class OperationsType extends HistoryFrame<RunRecord> {
  static final String NAME = "Microsoft.Logic/workflows/runs/operations";

  OperationsType(String prefix, HistoryPlace place, HistoryJson json) {
    super(
        LogicPaths.type(prefix, NAME),
        "WorkflowRunOperationNotFound",
        "workflow run operation",
        place,
        json);
  }

  @Override
  Optional<RunRecord> find(ResourceId id) {
    return Optional.of(place.run(id)).filter(run -> run.ref().run().equals(id.name()));
  }

  @Override
  List<RunRecord> all(ResourceId parent, ListFilter filter) {
    return List.of(place.run(parent));
  }

  @Override
  ObjectNode shown(ResourceId at, RunRecord run) {
    return json.run(place.workflow(at), run);
  }
}
