package io.trunkline.workflows.resource;

import com.fasterxml.jackson.databind.JsonNode;
import io.trunkline.net.http.Fields;
import io.trunkline.resources.ProxiedType;
import io.trunkline.resources.ResourceException;
import io.trunkline.resources.ResourceId;
import io.trunkline.workflows.service.WorkflowDirectory;
import io.trunkline.workflows.state.IterationRecord;
import io.trunkline.workflows.state.RunRecord;
import java.util.Set;

/** {@code …/runs/actions/scopeRepetitions}: the passes of a Foreach or Until. */
final class ScopeRepetitionsType implements ProxiedType {
  static final String NAME = "Microsoft.Logic/workflows/runs/actions/scopeRepetitions";

  private final HistoryPlace place;
  private final HistoryJson json;

  ScopeRepetitionsType(HistoryPlace place, HistoryJson json) {
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
    for (IterationRecord pass : place.history().iterations(run.ref(), id.names().get(2))) {
      if (pass.loop().iteration(pass.index()).equals(id.name())) {
        return json.pass(place.workflow(id), run, pass);
      }
    }
    throw new ResourceException(
        404,
        "WorkflowRunActionScopeRepetitionNotFound",
        "The scope repetition '%s' could not be found.".formatted(id.name()));
  }

  @Override
  public JsonNode list(ResourceId parent, Fields parameters) {
    RunRecord run = place.run(parent);
    WorkflowDirectory.Entry workflow = place.workflow(parent);
    ListFilter filter = ListFilter.of(parameters);
    return HistoryJson.list(
        place.history().iterations(run.ref(), parent.name()).stream()
            .filter(pass -> filter.accepts(pass.status(), pass.startedAt(), run.clientTrackingId()))
            .map(pass -> json.pass(workflow, run, pass))
            .toList());
  }
}
