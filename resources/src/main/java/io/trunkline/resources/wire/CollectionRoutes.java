package io.trunkline.resources.wire;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.trunkline.net.codec.Json;
import io.trunkline.net.http.HttpCall;
import io.trunkline.net.http.HttpReply;
import io.trunkline.resources.ProxiedType;
import io.trunkline.resources.Resource;
import io.trunkline.resources.ResourceException;
import io.trunkline.resources.ResourceId;
import io.trunkline.resources.ResourceType;
import io.trunkline.resources.service.GivenResources;
import io.trunkline.resources.service.Tree;
import io.trunkline.resources.service.TypeRegistry;
import io.trunkline.resources.state.Entry;
import io.trunkline.resources.type.ResourceGroupType;
import io.trunkline.resources.type.RoleAssignmentType;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Predicate;

/** Lists ({@code reference/resource-manager.md §1.6}) and the check of a name. */
final class CollectionRoutes {
  private final Tree tree;
  private final TypeRegistry types;
  private final Pages pages;

  CollectionRoutes(Tree tree, TypeRegistry types, Pages pages) {
    this.tree = tree;
    this.types = types;
    this.pages = pages;
  }

  /** Lists the resources of one type below a scope or parent. */
  HttpReply list(HttpCall call, ArmPath path, Access access) {
    ResourceId parent = path.id();
    tree.requireSubscription(parent);
    requireThere(parent);
    String name = path.collectionType();
    Optional<ProxiedType> proxied = types.proxied(name);
    if (proxied.isPresent()) {
      ResourceRoutes.requireVersion(call, name, proxied.get().apiVersions());
      access.require(proxied.get().name(), "read", parent);
      return HttpReply.json(200, proxied.get().list(parent, call.parameters()));
    }
    ResourceType type =
        types
            .type(name)
            .orElseThrow(
                () ->
                    ResourceException.badRequest(
                        "InvalidResourceType",
                        "The resource type '" + name + "' is not supported by this node."));
    ResourceRoutes.requireVersion(call, type.name(), type.apiVersions());
    access.require(type.name(), "read", parent);
    List<ObjectNode> views = new ArrayList<>();
    if (type instanceof GivenResources some) {
      views.addAll(some.givenAt(parent));
    }
    boolean child = path.namespace().isEmpty();
    Predicate<ResourceId> wanted = wanted(type, parent, child, call);
    ResourceId below = inherits(type) ? ResourceId.ROOT : parent;
    for (Resource resource : tree.list(name, below)) {
      if (wanted.test(resource.id())) {
        views.add(tree.view(resource));
      }
    }
    return HttpReply.json(200, pages.page(call, filtered(call, views)));
  }

  private static boolean inherits(ResourceType type) {
    return type.name().equals(RoleAssignmentType.NAME);
  }

  private static Predicate<ResourceId> wanted(
      ResourceType type, ResourceId parent, boolean child, HttpCall call) {
    if (inherits(type)) {
      // Those that hold at the scope, and without atScope() those below it as well.
      boolean atScope =
          call.parameter("$filter")
              .filter(filter -> filter.toLowerCase(Locale.ROOT).contains("atscope()"))
              .isPresent();
      return id -> {
        ResourceId scope = id.parent().orElse(ResourceId.ROOT);
        return parent.within(scope) || (!atScope && scope.within(parent));
      };
    }
    return child || type.extension()
        ? id -> id.parent().filter(parent::equals).isPresent()
        : id -> true;
  }

  /** Lists everything in a resource group or subscription. */
  HttpReply resources(HttpCall call, ResourceId scope, Access access) {
    ResourceRoutes.requireVersion(call);
    tree.requireSubscription(scope);
    requireThere(scope);
    access.require(
        scope.resourceGroup().isPresent()
            ? "Microsoft.Resources/subscriptions/resourceGroups/resources/read"
            : "Microsoft.Resources/subscriptions/resources/read",
        scope);
    List<ObjectNode> views = new ArrayList<>();
    for (Entry entry : tree.below(scope)) {
      Resource resource = entry.resource();
      boolean tracked = types.type(resource.id().type()).filter(ResourceType::tracked).isPresent();
      if (tracked && !resource.id().isType(ResourceGroupType.NAME)) {
        views.add(summary(call, resource));
      }
    }
    return HttpReply.json(200, pages.page(call, filtered(call, views)));
  }

  private ObjectNode summary(HttpCall call, Resource resource) {
    ObjectNode view = tree.view(resource);
    ObjectNode summary = Json.object();
    for (String member :
        List.of("id", "name", "type", "kind", "location", "managedBy", "sku", "identity", "tags")) {
      if (view.has(member)) {
        summary.set(member, view.get(member));
      }
    }
    String expand = call.parameter("$expand").orElse("").toLowerCase(Locale.ROOT);
    if (expand.contains("createdtime")) {
      summary.put("createdTime", resource.createdAt().toString());
    }
    if (expand.contains("changedtime")) {
      summary.put("changedTime", resource.changedAt().toString());
    }
    if (expand.contains("provisioningstate")) {
      summary.set("provisioningState", view.at("/properties/provisioningState"));
    }
    return summary;
  }

  /** Lists the resource groups of a subscription. */
  HttpReply groups(HttpCall call, ResourceId subscription, Access access) {
    ResourceRoutes.requireVersion(call);
    tree.requireSubscription(subscription);
    List<ObjectNode> views = new ArrayList<>();
    for (Resource group : tree.list(ResourceGroupType.NAME, subscription)) {
      if (access.allows("Microsoft.Resources/subscriptions/resourceGroups/read", group.id())) {
        views.add(tree.view(group));
      }
    }
    return HttpReply.json(200, pages.page(call, filtered(call, views)));
  }

  /** Says whether a name is free, in the whole node: names become host names. */
  HttpReply checkName(HttpCall call, ResourceId subscription, String namespace, Access access) {
    tree.requireSubscription(subscription);
    access.require(namespace + "/checkNameAvailability/action", subscription);
    JsonNode body = ArmReplies.object(call);
    String name = body.path("name").asText("");
    String type = body.path("type").asText("");
    boolean taken =
        tree.below(ResourceId.ROOT).stream()
            .map(Entry::resource)
            .filter(resource -> resource.name().equalsIgnoreCase(name))
            .map(resource -> resource.id().type().toLowerCase(Locale.ROOT))
            .anyMatch(
                found ->
                    type.isEmpty()
                        ? found.startsWith(namespace.toLowerCase(Locale.ROOT) + "/")
                        : found.equalsIgnoreCase(type));
    ObjectNode reply = Json.object().put("nameAvailable", !taken);
    if (taken) {
      reply.put("reason", "AlreadyExists");
      reply.put("message", "The name '" + name + "' is already in use.");
    }
    return HttpReply.json(200, reply);
  }

  private void requireThere(ResourceId scope) {
    boolean group = scope.resourceGroup().isPresent();
    if (group && tree.get(scope.scope()).isEmpty()) {
      throw Tree.groupMissing(scope.scope());
    }
    boolean resource = scope.toString().contains("/providers/");
    if (resource && types.type(scope.type()).isPresent() && tree.get(scope).isEmpty()) {
      tree.ensureImplied(scope);
      if (tree.get(scope).isEmpty()) {
        throw new ResourceException(
            404, "ParentResourceNotFound", "The parent resource '" + scope + "' was not found.");
      }
    }
  }

  private static List<ObjectNode> filtered(HttpCall call, List<ObjectNode> views) {
    return call.parameter("$filter")
        .filter(filter -> !filter.isBlank())
        .map(Filter::parse)
        .map(passes -> views.stream().filter(passes).toList())
        .orElse(views);
  }
}
