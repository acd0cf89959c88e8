package io.trunkline.workflows.resource;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.trunkline.net.http.Fields;
import io.trunkline.resources.ProxiedType;
import io.trunkline.resources.ResourceException;
import io.trunkline.resources.ResourceId;
import io.trunkline.workflows.effects.Timestamps;
import io.trunkline.workflows.service.WorkflowDirectory;
import io.trunkline.workflows.state.VersionRecord;
import java.util.Set;

/** {@code Microsoft.Logic/workflows/versions}. */
final class VersionsType implements ProxiedType {
  static final String NAME = "Microsoft.Logic/workflows/versions";

  private final String type;
  private final HistoryPlace place;

  VersionsType(String prefix, HistoryPlace place) {
    this.type = LogicPaths.type(prefix, NAME);
    this.place = place;
  }

  @Override
  public String name() {
    return type;
  }

  @Override
  public Set<String> apiVersions() {
    return LogicVersions.of(type);
  }

  @Override
  public JsonNode get(ResourceId id, Fields parameters) {
    WorkflowDirectory.Entry workflow = place.workflow(id);
    return place
        .history()
        .version(workflow.key(), id.name())
        .map(version -> shown(workflow, version))
        .orElseThrow(
            () ->
                new ResourceException(
                    404,
                    "WorkflowVersionNotFound",
                    "The workflow version '%s' could not be found.".formatted(id.name())));
  }

  @Override
  public JsonNode list(ResourceId parent, Fields parameters) {
    WorkflowDirectory.Entry workflow = place.workflow(parent);
    ListFilter filter = ListFilter.of(parameters);
    return HistoryJson.list(
        place.history().versions(workflow.key()).stream()
            .limit(filter.most())
            .map(version -> shown(workflow, version))
            .toList());
  }

  private static ObjectNode shown(WorkflowDirectory.Entry workflow, VersionRecord version) {
    ObjectNode json =
        HistoryJson.envelope(
            workflow.id() + "/versions/" + version.version(), version.version(), NAME);
    json.put("location", version.location());
    ObjectNode properties = json.putObject("properties");
    properties.put("createdTime", Timestamps.of(version.createdAt()));
    properties.put("changedTime", Timestamps.of(version.createdAt()));
    properties.put("version", version.version());
    properties.set("definition", version.definition());
    return json;
  }
}
