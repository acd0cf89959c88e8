package io.trunkline.resources.deployment;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.trunkline.kernel.IdSource;
import io.trunkline.net.codec.Json;
import io.trunkline.resources.ControlPlaneSettings;
import io.trunkline.resources.ControlPlaneSettings.Subscription;
import io.trunkline.resources.Resource;
import io.trunkline.resources.ResourceId;
import io.trunkline.resources.service.CloudMetadata;
import io.trunkline.resources.service.ControlCaller;
import io.trunkline.resources.service.Tree;
import io.trunkline.resources.template.TemplateException;
import java.time.Instant;

/**
 * What a deployment is and where it goes, as the functions of a template tell it.
 *
 * @param id the deployment's resource id
 * @param location its location, or empty in a resource group
 * @param mode {@code Incremental} or {@code Complete}
 * @param template the template's document
 * @param now when it was requested
 */
record DeploymentTarget(
    ResourceId id,
    String location,
    String mode,
    ObjectNode template,
    ControlCaller caller,
    Instant now,
    IdSource ids,
    ControlPlaneSettings settings,
    Tree tree) {

  ResourceId target() {
    return id.parent().orElse(ResourceId.ROOT);
  }

  String newGuid() {
    return ids.uuid().toString();
  }

  JsonNode about(String function) {
    return switch (function) {
      case "deployment" -> deployment();
      case "environment" -> CloudMetadata.current(settings);
      case "tenant" ->
          Json.object()
              .put("id", "/tenants/" + settings.tenantId())
              .put("tenantId", settings.tenantId())
              .put("displayName", "Trunkline");
      case "deployer" ->
          Json.object().put("tenantId", caller.tenantId()).put("objectId", caller.objectId());
      case "subscription" -> subscription();
      case "resourcegroup" -> resourceGroup();
      default ->
          throw new TemplateException(
              "The template function '" + function + "' is not valid for this deployment.");
    };
  }

  private ObjectNode deployment() {
    ObjectNode deployment = Json.object().put("name", id.name());
    if (!location.isEmpty()) {
      deployment.put("location", location);
    }
    ObjectNode properties = deployment.putObject("properties");
    properties.set("template", template);
    properties.put("mode", mode);
    properties.put("provisioningState", "Running");
    return deployment;
  }

  private ObjectNode subscription() {
    String subscription = target().subscription().orElseThrow(() -> outOfScope("subscription"));
    String displayName =
        settings.subscriptions().stream()
            .filter(known -> known.id().equalsIgnoreCase(subscription))
            .map(Subscription::displayName)
            .findFirst()
            .orElse("");
    return Json.object()
        .put("id", "/subscriptions/" + subscription)
        .put("subscriptionId", subscription)
        .put("tenantId", settings.tenantId())
        .put("displayName", displayName);
  }

  private ObjectNode resourceGroup() {
    if (target().resourceGroup().isEmpty()) {
      throw outOfScope("resourceGroup");
    }
    Resource group =
        tree.get(target().scope()).orElseThrow(() -> Tree.groupMissing(target().scope()));
    return tree.view(group);
  }

  private static TemplateException outOfScope(String function) {
    return new TemplateException(
        "The template function '" + function + "' is not valid at the scope of this deployment.");
  }
}
