package io.trunkline.resources.wire;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.trunkline.net.codec.Json;
import io.trunkline.net.http.HttpReply;
import io.trunkline.resources.ControlPlaneSettings;
import io.trunkline.resources.ControlPlaneSettings.Subscription;
import io.trunkline.resources.ResourceException;
import io.trunkline.resources.ResourceId;
import io.trunkline.resources.service.ApiVersions;
import io.trunkline.resources.service.TypeRegistry;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Tenants, subscriptions, locations and providers ({@code reference/resource-manager.md §1.7}). */
final class SubscriptionRoutes {
  private static final String READ = "Microsoft.Resources/subscriptions/read";
  private final ControlPlaneSettings settings;
  private final TypeRegistry types;

  SubscriptionRoutes(ControlPlaneSettings settings, TypeRegistry types) {
    this.settings = settings;
    this.types = types;
  }

  HttpReply tenants() {
    ObjectNode page = Json.object();
    ArrayNode domains =
        page.putArray("value")
            .addObject()
            .put("id", "/tenants/" + settings.tenantId())
            .put("tenantId", settings.tenantId())
            .put("displayName", "Trunkline")
            .put("defaultDomain", settings.endpoints().host())
            .put("tenantCategory", "Home")
            .putArray("domains");
    domains.add(settings.endpoints().host());
    return HttpReply.json(200, page);
  }

  HttpReply subscriptions(Access access) {
    ObjectNode page = Json.object();
    ArrayNode value = page.putArray("value");
    for (Subscription subscription : settings.subscriptions()) {
      if (access.allows(READ, ResourceId.parse("/subscriptions/" + subscription.id()))) {
        value.add(view(subscription));
      }
    }
    return HttpReply.json(200, page);
  }

  HttpReply subscription(ResourceId id, Access access) {
    access.require(READ, id);
    return HttpReply.json(200, view(require(id)));
  }

  private ObjectNode view(Subscription subscription) {
    return Json.object()
        .put("id", "/subscriptions/" + subscription.id())
        .put("subscriptionId", subscription.id())
        .put("tenantId", settings.tenantId())
        .put("displayName", subscription.displayName())
        .put("state", "Enabled")
        .put("authorizationSource", "RoleBased")
        .set("managedByTenants", Json.array());
  }

  HttpReply locations(ResourceId id, Access access) {
    access.require("Microsoft.Resources/subscriptions/locations/read", id);
    require(id);
    ObjectNode page = Json.object();
    ArrayNode value = page.putArray("value");
    for (String location : settings.locations()) {
      ObjectNode view = value.addObject();
      view.put("id", id + "/locations/" + location);
      view.put("name", location);
      view.put("type", "Region");
      view.put("displayName", location);
      view.put("regionalDisplayName", location);
      view.putObject("metadata").put("regionType", "Physical").put("regionCategory", "Other");
    }
    return HttpReply.json(200, page);
  }

  /** Lists the providers; {@code scope} is a subscription or the root. */
  HttpReply providers(ResourceId scope, Access access) {
    access.require("Microsoft.Resources/subscriptions/providers/read", scope);
    ObjectNode page = Json.object();
    ArrayNode value = page.putArray("value");
    namespaces().forEach((name, members) -> value.add(provider(scope, name, members)));
    return HttpReply.json(200, page);
  }

  /** Returns one provider: all of them are registered, so registering one changes nothing. */
  HttpReply provider(ResourceId scope, String namespace, Access access) {
    access.require("Microsoft.Resources/subscriptions/providers/read", scope);
    return namespaces().entrySet().stream()
        .filter(entry -> entry.getKey().equalsIgnoreCase(namespace))
        .map(entry -> HttpReply.json(200, provider(scope, entry.getKey(), entry.getValue())))
        .findFirst()
        .orElseThrow(
            () ->
                new ResourceException(
                    404,
                    "InvalidResourceNamespace",
                    "The resource namespace '" + namespace + "' is not supported by this node."));
  }

  private Map<String, Map<String, List<String>>> namespaces() {
    Map<String, Map<String, List<String>>> namespaces = new TreeMap<>(types.namespaces());
    namespaces
        .computeIfAbsent("Microsoft.Resources", key -> new TreeMap<>())
        .put(
            "deployments",
            ApiVersions.RESOURCES.stream().sorted(Comparator.reverseOrder()).toList());
    return namespaces;
  }

  private ObjectNode provider(
      ResourceId scope, String namespace, Map<String, List<String>> members) {
    ObjectNode view = Json.object();
    view.put("id", (scope.equals(ResourceId.ROOT) ? "" : scope) + "/providers/" + namespace);
    view.put("namespace", namespace);
    view.put("registrationPolicy", "RegistrationFree");
    view.put("registrationState", "Registered");
    ArrayNode resourceTypes = view.putArray("resourceTypes");
    members.forEach(
        (type, versions) -> {
          ObjectNode entry = resourceTypes.addObject();
          entry.put("resourceType", type);
          ArrayNode locations = entry.putArray("locations");
          settings.locations().forEach(locations::add);
          ArrayNode apiVersions = entry.putArray("apiVersions");
          versions.forEach(apiVersions::add);
          entry.put("defaultApiVersion", versions.isEmpty() ? null : versions.getFirst());
        });
    return view;
  }

  private Subscription require(ResourceId id) {
    return settings.subscriptions().stream()
        .filter(known -> known.id().equalsIgnoreCase(id.name()))
        .findFirst()
        .orElseThrow(
            () ->
                new ResourceException(
                    404,
                    "SubscriptionNotFound",
                    "The subscription '" + id.name() + "' could not be found."));
  }
}
