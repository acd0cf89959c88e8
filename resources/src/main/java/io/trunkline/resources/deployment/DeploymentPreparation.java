package io.trunkline.resources.deployment;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.trunkline.net.codec.Json;
import io.trunkline.resources.ControlPlaneSettings.Limits;
import io.trunkline.resources.ResourceException;
import io.trunkline.resources.ResourceId;
import io.trunkline.resources.ResourceType;
import io.trunkline.resources.service.Actions;
import io.trunkline.resources.service.ControlAccess;
import io.trunkline.resources.service.TypeRegistry;
import io.trunkline.resources.template.TemplateException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Everything that is checked before the first resource is put. */
final class DeploymentPreparation {
  private final TypeRegistry types;
  private final ControlAccess access;
  private final Limits limits;

  DeploymentPreparation(TypeRegistry types, ControlAccess access, Limits limits) {
    this.types = types;
    this.access = access;
    this.limits = limits;
  }

  /**
   * Checks the template and evaluates its parameters.
   *
   * @param given parameters as the client gave them, {@code {name: {value}}}
   * @throws ResourceException {@code InvalidTemplate} with a JSON path, {@code
   *     InvalidResourceType}, {@code AuthorizationFailed}
   */
  PreparedDeployment prepare(DeploymentTarget target, JsonNode given) {
    List<Problem> problems =
        TemplateCheck.check(target.template(), name -> types.type(name).isPresent(), limits);
    if (!problems.isEmpty()) {
      throw problems.getFirst().exception();
    }
    Template template = new TemplateReader(limits, new ArrayList<>()).read(target.template(), "$");
    ObjectNode values = Json.object();
    TemplateParameters.resolve(
        template, given, TemplateScope.ofDefaults(template, target, values), values);
    return planned(target, template, values);
  }

  /** Plans a deployment whose parameters have their values already. */
  PreparedDeployment resume(DeploymentTarget target, ObjectNode values) {
    Template template = new TemplateReader(limits, new ArrayList<>()).read(target.template(), "$");
    return planned(target, template, values);
  }

  private PreparedDeployment planned(
      DeploymentTarget target, Template template, ObjectNode values) {
    TemplateScope scope = TemplateScope.of(template, target, values);
    Plan plan = new Plan(template, Expansion.expand(template, scope, limits));
    for (PlannedResource resource : plan.ordered()) {
      if (resource.wanted()) {
        check(resource, target);
      }
    }
    return new PreparedDeployment(target, template, values, scope, plan);
  }

  private void check(PlannedResource resource, DeploymentTarget target) {
    ResourceId id = resource.id();
    try {
      target.tree().requireSubscription(id);
      if (!id.isType(Template.DEPLOYMENTS)) {
        Optional<ResourceType> type = types.type(id.type());
        if (type.isEmpty()) {
          throw new TemplateException(
              "The resource type '" + id.type() + "' is not supported.", resource.path() + ".type");
        }
        requireVersion(resource, type.get());
        target.tree().requireType(id);
      }
      access.require(target.caller(), Actions.of(id.type(), "write"), id);
    } catch (TemplateException e) {
      throw e;
    } catch (ResourceException e) {
      throw new ResourceException(
          e.status(), e.code(), e.getMessage(), e.target().orElse(resource.path()));
    }
  }

  private static void requireVersion(PlannedResource resource, ResourceType type) {
    if (type.apiVersions().stream().noneMatch(resource.apiVersion()::equalsIgnoreCase)) {
      throw new ResourceException(
          400,
          "NoRegisteredProviderFound",
          "No registered resource provider found for API version '%s' for type '%s'. The supported api-versions are '%s'."
              .formatted(
                  resource.apiVersion(),
                  type.name(),
                  String.join(", ", type.apiVersions().stream().sorted().toList())),
          resource.path() + ".apiVersion");
    }
  }
}
