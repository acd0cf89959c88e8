package io.trunkline.resources.deployment;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.trunkline.net.codec.Json;
import io.trunkline.resources.Resource;
import io.trunkline.resources.ResourceException;
import io.trunkline.resources.ResourceId;
import io.trunkline.resources.service.Tree;
import io.trunkline.resources.state.Entry;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Says what a deployment would change ({@code reference/resource-manager.md §4}). References to
 * what exists are resolved; what depends on resources that do not exist yet is left as written.
 */
final class WhatIf {
  private final PreparedDeployment deployment;
  private final Tree tree;
  private final TemplateScope scope;

  WhatIf(PreparedDeployment deployment, Tree tree, StateReader state) {
    this.deployment = deployment;
    this.tree = tree;
    this.scope = deployment.scope().reading(state);
  }

  ObjectNode changes() {
    ObjectNode result = Json.object().put("status", "Succeeded");
    ArrayNode changes = result.putObject("properties").putArray("changes");
    Set<ResourceId> listed = new HashSet<>();
    for (PlannedResource resource : deployment.plan().ordered()) {
      listed.add(resource.id());
      if (resource.wanted()) {
        changes.add(change(resource));
      }
    }
    ResourceId target = deployment.target().target();
    if (target.resourceGroup().isPresent()) {
      boolean complete = deployment.target().mode().equalsIgnoreCase("Complete");
      for (Entry entry : tree.below(target)) {
        Resource resource = entry.resource();
        boolean direct = resource.id().parent().filter(target::equals).isPresent();
        if (direct && !listed.contains(resource.id())) {
          ObjectNode change = changes.addObject();
          change.put("resourceId", resource.id().toString());
          change.put("changeType", complete ? "Delete" : "Ignore");
          change.set("before", tree.view(resource));
        }
      }
    }
    return result;
  }

  private ObjectNode change(PlannedResource resource) {
    ObjectNode change = Json.object().put("resourceId", resource.id().toString());
    if (resource.declaration().deployment()) {
      return change.put("changeType", "Deploy");
    }
    ObjectNode after = (ObjectNode) lenient(resource.content(), resource);
    PlannedResource.withoutNulls(after);
    after.put("id", resource.id().toString());
    after.put("name", resource.id().name());
    after.put("type", resource.id().type());
    after.put("apiVersion", resource.apiVersion());
    Optional<Resource> existing = tree.get(resource.id());
    if (existing.isEmpty()) {
      change.put("changeType", "Create");
      change.set("after", after);
      return change;
    }
    ObjectNode before = tree.view(existing.get());
    ArrayNode delta = Json.array();
    compare("", before, after, delta);
    change.put("changeType", delta.isEmpty() ? "NoChange" : "Modify");
    change.set("before", before);
    change.set("after", after);
    change.set("delta", delta);
    return change;
  }

  /** Compares what the template says; what it does not say is the type's default, no deletion. */
  private static void compare(String path, JsonNode before, JsonNode after, ArrayNode delta) {
    for (Map.Entry<String, JsonNode> member : after.properties()) {
      String at = path.isEmpty() ? member.getKey() : path + "." + member.getKey();
      if (path.isEmpty() && Set.of("apiVersion", "id", "name", "type").contains(member.getKey())) {
        continue;
      }
      JsonNode old = before.path(member.getKey());
      JsonNode wanted = member.getValue();
      if (old.isObject() && wanted.isObject()) {
        compare(at, old, wanted, delta);
      } else if (!same(at, old, wanted)) {
        ObjectNode entry = delta.addObject().put("path", at);
        entry.put("propertyChangeType", old.isMissingNode() ? "Create" : "Modify");
        if (!old.isMissingNode()) {
          entry.set("before", old);
        }
        entry.set("after", wanted);
      }
    }
  }

  private static boolean same(String path, JsonNode old, JsonNode wanted) {
    if (path.equals("location")) {
      return normalized(old).equals(normalized(wanted));
    }
    return Json.text(old.isMissingNode() ? Json.object() : old).equals(Json.text(wanted));
  }

  private static String normalized(JsonNode location) {
    return location.asText().toLowerCase(Locale.ROOT).replace(" ", "");
  }

  /** Evaluates member by member; one that cannot be evaluated yet stays as written. */
  private JsonNode lenient(JsonNode json, PlannedResource resource) {
    try {
      return resource.evaluator().over(scope).resolve(json, resource.path());
    } catch (ResourceException e) {
      return parts(json, resource);
    }
  }

  private JsonNode parts(JsonNode json, PlannedResource resource) {
    if (json instanceof ObjectNode object) {
      ObjectNode parts = Json.object();
      object
          .properties()
          .forEach(member -> parts.set(member.getKey(), lenient(member.getValue(), resource)));
      return parts;
    }
    return json;
  }
}
