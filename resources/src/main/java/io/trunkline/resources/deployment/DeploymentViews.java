package io.trunkline.resources.deployment;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.trunkline.resources.ResourceId;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** Describes a plan as the properties of a deployment do. */
final class DeploymentViews {
  private DeploymentViews() {}

  /** Adds {@code providers} and {@code dependencies}. */
  static void describe(Plan plan, ObjectNode properties) {
    Map<String, Set<String>> namespaces = new TreeMap<>();
    ArrayNode dependencies = properties.arrayNode();
    for (PlannedResource resource : plan.ordered()) {
      if (!resource.wanted()) {
        continue;
      }
      String type = resource.id().type();
      int slash = type.indexOf('/');
      namespaces
          .computeIfAbsent(type.substring(0, slash), key -> new TreeSet<>())
          .add(type.substring(slash + 1));
      ArrayNode before = properties.arrayNode();
      plan.dependencies(resource).stream()
          .filter(PlannedResource::wanted)
          .forEach(dependency -> entry(before.addObject(), dependency.id()));
      if (!before.isEmpty()) {
        ObjectNode entry = dependencies.addObject();
        entry.set("dependsOn", before);
        entry(entry, resource.id());
      }
    }
    ArrayNode providers = properties.putArray("providers");
    namespaces.forEach(
        (namespace, types) -> {
          ObjectNode provider = providers.addObject().put("namespace", namespace);
          ArrayNode list = provider.putArray("resourceTypes");
          types.forEach(type -> list.addObject().put("resourceType", type).putArray("locations"));
        });
    properties.set("dependencies", dependencies);
  }

  private static void entry(ObjectNode entry, ResourceId id) {
    entry.put("id", id.toString());
    entry.put("resourceType", id.type());
    entry.put("resourceName", String.join("/", id.names()));
  }
}
