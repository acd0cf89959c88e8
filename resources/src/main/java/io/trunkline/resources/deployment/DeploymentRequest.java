package io.trunkline.resources.deployment;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.trunkline.net.codec.Json;
import io.trunkline.resources.ControlPlaneSettings.Limits;
import io.trunkline.resources.ResourceException;
import io.trunkline.resources.ResourceId;
import java.util.List;
import java.util.regex.Pattern;

/**
 * The body of a deployment request ({@code reference/resource-manager.md §4}).
 *
 * @param parameters {@code {name: {value}}}
 * @param mode {@code Incremental} or {@code Complete}
 * @param location empty in a resource group
 */
record DeploymentRequest(ObjectNode template, JsonNode parameters, String mode, String location) {
  private static final Pattern NAME = Pattern.compile("[-\\w._()]{1,64}");

  /**
   * Reads a request.
   *
   * @throws ResourceException naming what is missing or not supported
   */
  static DeploymentRequest read(ResourceId id, ObjectNode body, Limits limits) {
    if (!NAME.matcher(id.name()).matches()) {
      throw invalid(
          "InvalidDeploymentName",
          "The deployment name '"
              + id.name()
              + "' has to have 1 to 64 letters, digits, '-', '.', '_', '(' and ')'.");
    }
    if (Json.bytes(body).length > limits.maxTemplateBytes()) {
      throw new ResourceException(
          413,
          "RequestContentTooLarge",
          "A deployment request may have " + limits.maxTemplateBytes() + " bytes.");
    }
    JsonNode properties = body.path("properties");
    for (String unsupported :
        List.of(
            "templateLink",
            "parametersLink",
            "onErrorDeployment",
            "externalInputs",
            "extensionConfigs")) {
      if (properties.hasNonNull(unsupported)) {
        throw invalid(
            unsupported.endsWith("Link") ? "InvalidContentLink" : "InvalidDeployment",
            "'properties." + unsupported + "' is not supported: send the template in the request.");
      }
    }
    if (!(properties.path("template") instanceof ObjectNode template)) {
      throw invalid("InvalidRequestContent", "'properties.template' has to be an object.");
    }
    String mode = properties.path("mode").asText("Incremental");
    if (!mode.equalsIgnoreCase("Incremental") && !mode.equalsIgnoreCase("Complete")) {
      throw invalid("InvalidDeployment", "'" + mode + "' is no deployment mode.");
    }
    boolean group = id.parent().flatMap(ResourceId::resourceGroup).isPresent();
    if (!group && mode.equalsIgnoreCase("Complete")) {
      throw invalid("InvalidDeployment", "Complete mode is for resource groups only.");
    }
    String location = body.path("location").asText("");
    if (!group && location.isBlank()) {
      throw invalid("LocationRequired", "The 'location' property is required for this deployment.");
    }
    if (group && !location.isBlank()) {
      throw invalid(
          "InvalidDeployment", "The 'location' property is not allowed in a resource group.");
    }
    return new DeploymentRequest(template, parameters(properties), mode, location);
  }

  private static JsonNode parameters(JsonNode properties) {
    JsonNode parameters = properties.path("parameters");
    // Clients that send a whole parameters file are common enough to be understood.
    return parameters.has("$schema") && parameters.path("parameters").isObject()
        ? parameters.get("parameters")
        : parameters;
  }

  private static ResourceException invalid(String code, String message) {
    return ResourceException.badRequest(code, message);
  }
}
