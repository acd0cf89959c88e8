package io.trunkline.workflows.resource;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.trunkline.net.http.Fields;
import io.trunkline.resources.ProxiedType;
import io.trunkline.resources.ResourceException;
import io.trunkline.resources.ResourceId;
import io.trunkline.workflows.definition.TriggerDefinition;
import io.trunkline.workflows.effects.WorkflowVersion;
import java.util.List;
import java.util.Set;

/**
 * {@code Microsoft.Logic/workflows/versions/triggers}, with {@code listCallbackUrl}. A call goes to
 * the current version, as on the original: callers keep one address over all versions.
 */
final class VersionTriggersType implements ProxiedType {
  static final String NAME = "Microsoft.Logic/workflows/versions/triggers";

  private final String type;
  private final HistoryPlace place;
  private final CallbackActions callbacks;

  VersionTriggersType(String prefix, HistoryPlace place, CallbackActions callbacks) {
    this.type = LogicPaths.type(prefix, NAME);
    this.place = place;
    this.callbacks = callbacks;
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
    return shown(id, trigger(id).name());
  }

  @Override
  public JsonNode list(ResourceId parent, Fields parameters) {
    return HistoryJson.list(
        version(parent, parent.name()).definition().triggers().stream()
            .map(trigger -> shown(parent.child("triggers", trigger.name()), trigger.name()))
            .toList());
  }

  @Override
  public JsonNode action(ResourceId id, String action, JsonNode body) {
    if (!action.equalsIgnoreCase("listCallbackUrl")) {
      return ProxiedType.super.action(id, action, body);
    }
    return callbacks.ofTrigger(place.workflow(id), trigger(id).name(), body);
  }

  private static ObjectNode shown(ResourceId id, String name) {
    return HistoryJson.envelope(id.toString(), name, NAME);
  }

  private TriggerDefinition trigger(ResourceId id) {
    return version(id, LogicPaths.names(id).get(1))
        .definition()
        .trigger(id.name())
        .orElseThrow(
            () ->
                new ResourceException(
                    404,
                    "WorkflowTriggerNotFound",
                    "The workflow trigger '%s' could not be found.".formatted(id.name())));
  }

  private WorkflowVersion version(ResourceId id, String version) {
    List<String> known =
        place.history().versions(place.workflow(id).key()).stream()
            .map(one -> one.version())
            .toList();
    if (!known.contains(version)) {
      throw new ResourceException(
          404,
          "WorkflowVersionNotFound",
          "The workflow version '%s' could not be found.".formatted(version));
    }
    return place.history().loaded(place.workflow(id).key(), version).orElseThrow();
  }
}
