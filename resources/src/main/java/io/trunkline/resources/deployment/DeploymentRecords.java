package io.trunkline.resources.deployment;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.trunkline.net.codec.Json;
import io.trunkline.resources.ResourceId;
import io.trunkline.resources.state.ControlIndex;
import io.trunkline.resources.state.Deployment;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The history of deployments as clients see it ({@code reference/resource-manager.md §4}). */
public final class DeploymentRecords {
  private final ControlIndex index;

  public DeploymentRecords(ControlIndex index) {
    this.index = index;
  }

  public Optional<Deployment> find(ResourceId id) {
    return index.deployment(id);
  }

  /** Returns the deployments at a scope, ordered by name. */
  public List<Deployment> at(ResourceId scope) {
    return index.deployments(scope);
  }

  /** Returns what a client sees of a deployment. */
  public ObjectNode view(Deployment deployment) {
    ResourceId id = ResourceId.parse(deployment.id());
    ObjectNode view = Json.object();
    view.put("id", deployment.id());
    view.put("name", id.name());
    view.put("type", Template.DEPLOYMENTS);
    if (deployment.location() != null) {
      view.put("location", deployment.location());
    }
    ObjectNode properties = deployment.properties().deepCopy();
    long end = deployment.active() ? deployment.startedAt() : deployment.endedAt();
    properties.put("timestamp", Instant.ofEpochMilli(end).toString());
    properties.put("duration", Duration.ofMillis(end - deployment.startedAt()).toString());
    view.set("properties", properties);
    return view;
  }

  /** Returns a deployment's operations in the order in which they ended. */
  public List<ObjectNode> operations(ResourceId id) {
    return index.operations(id).entrySet().stream()
        .map(entry -> operation(id, entry))
        .sorted(Comparator.comparing(view -> view.at("/properties/timestamp").asText()))
        .toList();
  }

  private static ObjectNode operation(ResourceId id, Map.Entry<String, ObjectNode> entry) {
    String operationId = entry.getKey().substring(entry.getKey().lastIndexOf('/') + 1);
    ObjectNode view = Json.object();
    view.put("id", id + "/operations/" + operationId);
    view.put("operationId", operationId);
    view.set("properties", entry.getValue());
    return view;
  }
}
