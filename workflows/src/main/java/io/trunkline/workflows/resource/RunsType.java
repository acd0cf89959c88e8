package io.trunkline.workflows.resource;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.trunkline.net.http.Fields;
import io.trunkline.resources.ProxiedType;
import io.trunkline.resources.ResourceException;
import io.trunkline.resources.ResourceId;
import io.trunkline.workflows.service.WorkflowDirectory;
import io.trunkline.workflows.service.WorkflowException;
import java.util.Set;

/** {@code Microsoft.Logic/workflows/runs}, with {@code cancel}. */
final class RunsType implements ProxiedType {
  static final String NAME = "Microsoft.Logic/workflows/runs";

  private final HistoryPlace place;
  private final HistoryJson json;

  RunsType(HistoryPlace place, HistoryJson json) {
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
    return json.run(place.workflow(id), place.run(id));
  }

  @Override
  public JsonNode list(ResourceId parent, Fields parameters) {
    WorkflowDirectory.Entry workflow = place.workflow(parent);
    ListFilter filter = ListFilter.of(parameters);
    return HistoryJson.list(
        place
            .history()
            .runs(
                workflow.key(),
                run -> filter.accepts(run.status(), run.createdAt(), run.clientTrackingId()),
                filter.most())
            .stream()
            .map(run -> json.run(workflow, run))
            .toList());
  }

  @Override
  public JsonNode action(ResourceId id, String action, JsonNode body) {
    if (!action.equalsIgnoreCase("cancel")) {
      return ProxiedType.super.action(id, action, body);
    }
    try {
      place.history().cancel(place.run(id).ref());
      return MissingNode.getInstance();
    } catch (WorkflowException e) {
      throw new ResourceException(e.status(), e.code(), e.getMessage());
    }
  }
}
