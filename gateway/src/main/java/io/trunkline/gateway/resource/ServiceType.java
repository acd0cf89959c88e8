package io.trunkline.gateway.resource;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.trunkline.net.Endpoints;
import io.trunkline.net.codec.Json;
import io.trunkline.resources.Resource;
import io.trunkline.resources.ResourceId;
import io.trunkline.resources.ResourceTree;
import java.util.Optional;

/** {@code service}: an API Management service. */
final class ServiceType extends GatewayType {
  private final Endpoints endpoints;
  private final ResourceTree tree;

  ServiceType(Configuration configuration, Endpoints endpoints, ResourceTree tree) {
    super("", configuration);
    this.endpoints = endpoints;
    this.tree = tree;
  }

  @Override
  public ObjectNode prepare(ResourceId id, ObjectNode requested, Optional<Resource> existing) {
    if (!id.name().matches("[A-Za-z](?:[A-Za-z0-9-]{0,48}[A-Za-z0-9])?")) {
      throw Properties.invalid(
          "name", "must have 1 to 50 letters, digits and hyphens, a letter first.");
    }
    ObjectNode body = super.prepare(id, requested, existing);
    if (!body.hasNonNull("sku")) {
      body.putObject("sku").put("name", "Developer").put("capacity", 1);
    }
    return body;
  }

  @Override
  void check(ResourceId id, Properties properties, Optional<Resource> existing) {
    properties.required("publisherEmail", 100);
    properties.required("publisherName", 100);
    properties.remove("gatewayUrl", "managementApiUrl", "portalUrl", "provisioningState");
  }

  @Override
  public void provision(Resource resource) {
    if (resource.state() == Resource.ProvisioningState.SUCCEEDED) {
      return;
    }
    // Every service has the built-in all-access subscription.
    ResourceId master = resource.id().child("subscriptions", "master");
    if (tree.get(master).isEmpty()) {
      ObjectNode body = Json.object();
      body.putObject("properties")
          .put("displayName", "Built-in all-access subscription")
          .put("scope", resource.id().toString())
          .put("state", "active");
      tree.put(master, body);
    }
  }

  @Override
  public ObjectNode view(Resource resource) {
    ObjectNode view = super.view(resource);
    String url = endpoints.httpsBase() + "/gateway/" + resource.name();
    view.withObject("properties")
        .put("gatewayUrl", url)
        .put("managementApiUrl", endpoints.httpsBase())
        .put("createdAtUtc", resource.createdAt().toString())
        .put("platformVersion", "stv2.1")
        .put("targetProvisioningState", "");
    return view;
  }
}
