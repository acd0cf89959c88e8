package io.trunkline.workflows.resource;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.trunkline.resources.ResourceException;
import io.trunkline.resources.ResourceId;
import io.trunkline.workflows.service.WorkflowException;
import io.trunkline.workflows.state.RunRecord;
import java.util.List;
import java.util.Optional;

/** {@code Microsoft.Logic/workflows/runs}, with {@code cancel}. */
final class RunsType extends HistoryFrame<RunRecord> {
  static final String NAME = "Microsoft.Logic/workflows/runs";

  RunsType(String prefix, HistoryPlace place, HistoryJson json) {
    super(LogicPaths.type(prefix, NAME), "WorkflowRunNotFound", "workflow run", place, json);
  }

  @Override
  Optional<RunRecord> find(ResourceId id) {
    return Optional.of(place.run(id));
  }

  @Override
  List<RunRecord> all(ResourceId parent, ListFilter filter) {
    return place
        .history()
        .runs(
            place.workflow(parent).key(),
            run ->
                filter.isAfter(run.ref().run())
                    && filter.accepts(run.status(), run.createdAt(), run.clientTrackingId()),
            filter.most());
  }

  @Override
  boolean pages() {
    return true;
  }

  @Override
  ObjectNode shown(ResourceId at, RunRecord run) {
    return json.run(place.workflow(at), run);
  }

  @Override
  public JsonNode action(ResourceId id, String action, JsonNode body) {
    if (!action.equalsIgnoreCase("cancel")) {
      return super.action(id, action, body);
    }
    try {
      place.history().cancel(place.run(id).ref());
      return MissingNode.getInstance();
    } catch (WorkflowException e) {
      throw new ResourceException(e.status(), e.code(), e.getMessage());
    }
  }
}
