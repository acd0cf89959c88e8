package io.trunkline.workflows.resource;

import com.fasterxml.jackson.databind.JsonNode;
import io.trunkline.net.http.Fields;
import io.trunkline.resources.ProxiedType;
import io.trunkline.resources.ResourceException;
import io.trunkline.resources.ResourceId;
import io.trunkline.workflows.service.WorkflowDirectory;
import io.trunkline.workflows.state.ActionKey;
import io.trunkline.workflows.state.RunRecord;
import java.util.Set;

/** {@code …/runs/actions/repetitions}: the executions of an action inside loops. */
final class RepetitionsType implements ProxiedType {
  static final String NAME = "Microsoft.Logic/workflows/runs/actions/repetitions";

  private final HistoryPlace place;
  private final HistoryJson json;

  RepetitionsType(HistoryPlace place, HistoryJson json) {
    this.place = place;
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
    RunRecord run = place.run(id);
    ActionKey key = new ActionKey(id.names().get(2), id.name());
    return place
        .history()
        .action(run.ref(), key)
        .map(action -> json.action(place.workflow(id), run, action, 0))
        .orElseThrow(
            () ->
                new ResourceException(
                    404,
                    "WorkflowRunActionRepetitionNotFound",
                    "The repetition '%s' could not be found.".formatted(key.path())));
  }

  @Override
  public JsonNode list(ResourceId parent, Fields parameters) {
    RunRecord run = place.run(parent);
    WorkflowDirectory.Entry workflow = place.workflow(parent);
    ListFilter filter = ListFilter.of(parameters);
    return HistoryJson.list(
        place.history().actions(run.ref(), parent.name()).stream()
            .filter(action -> !action.key().repetition().isEmpty())
            .filter(
                action ->
                    filter.accepts(action.status(), action.startedAt(), run.clientTrackingId()))
            .map(action -> json.action(workflow, run, action, 0))
            .toList());
  }
}
