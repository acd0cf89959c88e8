package io.trunkline.resources.wire;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.trunkline.net.codec.Json;
import io.trunkline.net.http.HttpCall;
import io.trunkline.net.http.HttpReply;
import io.trunkline.resources.ControlPlaneSettings;
import io.trunkline.resources.ResourceException;
import io.trunkline.resources.ResourceId;
import io.trunkline.resources.deployment.Deployments;
import io.trunkline.resources.state.Deployment;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;

/** Deployments over REST ({@code reference/resource-manager.md §4}). */
final class DeploymentRoutes {
  static final String TYPE = "Microsoft.Resources/deployments";
  private final ControlPlaneSettings settings;
  private final Deployments deployments;
  private final Pages pages;

  DeploymentRoutes(ControlPlaneSettings settings, Deployments deployments, Pages pages) {
    this.settings = settings;
    this.deployments = deployments;
    this.pages = pages;
  }

  HttpReply answer(HttpCall call, ResourceId id, Access access) {
    ResourceRoutes.requireVersion(call);
    return switch (call.method()) {
      case "PUT" -> put(call, id, access);
      case "GET" -> {
        access.require(TYPE, "read", id);
        yield HttpReply.json(200, view(deployments.require(id)));
      }
      case "HEAD" -> {
        access.require(TYPE, "read", id);
        yield HttpReply.status(deployments.records().find(id).isPresent() ? 204 : 404);
      }
      case "DELETE" -> {
        access.require(TYPE, "delete", id);
        deployments.forget(id);
        yield HttpReply.status(204);
      }
      default -> throw ResourceRoutes.methodNotAllowed(call);
    };
  }

  private HttpReply put(HttpCall call, ResourceId id, Access access) {
    access.require(TYPE, "write", id);
    boolean existed = deployments.records().find(id).isPresent();
    Deployment started = deployments.start(id, ArmReplies.object(call), access.caller());
    return HttpReply.json(existed ? 200 : 201, view(started))
        .withHeader("Azure-AsyncOperation", statusAddress(started))
        .withHeader("Retry-After", "1");
  }

  /** Answers a POST below a deployment. */
  HttpReply action(HttpCall call, ResourceId id, String action, Access access) {
    ResourceRoutes.requireVersion(call);
    return switch (action.toLowerCase(Locale.ROOT)) {
      case "validate" -> {
        access.require(TYPE, "validate/action", id);
        yield HttpReply.json(
            200, deployments.validate(id, ArmReplies.object(call), access.caller()));
      }
      case "whatif" -> {
        access.require(TYPE, "whatIf/action", id);
        yield HttpReply.json(200, deployments.whatIf(id, ArmReplies.object(call), access.caller()));
      }
      case "cancel" -> {
        access.require(TYPE, "cancel/action", id);
        deployments.cancel(id);
        yield HttpReply.status(204);
      }
      default ->
          throw ResourceException.badRequest(
              "InvalidResourceAction", "'" + action + "' is not an action of deployments.");
    };
  }

  HttpReply list(HttpCall call, ResourceId scope, Access access) {
    ResourceRoutes.requireVersion(call);
    access.require(TYPE, "read", scope);
    Predicate<JsonNode> passes = call.parameter("$filter").map(Filter::parse).orElse(view -> true);
    List<ObjectNode> views =
        deployments.records().at(scope).stream().map(this::view).filter(passes).toList();
    return HttpReply.json(200, pages.page(call, views));
  }

  /** Lists the operations of a deployment, or returns one. */
  HttpReply operations(HttpCall call, ResourceId id, String operationId, Access access) {
    ResourceRoutes.requireVersion(call);
    access.require(TYPE + "/operations/read", id);
    deployments.require(id);
    List<ObjectNode> all = deployments.records().operations(id);
    if (operationId.isEmpty()) {
      return HttpReply.json(200, pages.page(call, all));
    }
    return all.stream()
        .filter(operation -> operation.path("operationId").asText().equals(operationId))
        .findFirst()
        .map(operation -> HttpReply.json(200, operation))
        .orElseThrow(
            () ->
                new ResourceException(
                    404,
                    "DeploymentOperationNotFound",
                    "The operation '" + operationId + "' could not be found."));
  }

  /** Answers a poll for the end of a deployment. */
  HttpReply status(ResourceId id, Access access) {
    access.require(TYPE + "/operationStatuses/read", id);
    Deployment deployment = deployments.require(id);
    ObjectNode status = Json.object();
    status.put("id", deployment.id() + "/operationStatuses/" + deployment.operation());
    status.put("name", deployment.operation());
    status.put("status", deployment.properties().path("provisioningState").asText());
    status.put("startTime", Instant.ofEpochMilli(deployment.startedAt()).toString());
    if (!deployment.active()) {
      status.put("endTime", Instant.ofEpochMilli(deployment.endedAt()).toString());
    }
    if (deployment.properties().has("error")) {
      status.set("error", deployment.properties().get("error"));
    }
    HttpReply reply = HttpReply.json(200, status);
    return deployment.active() ? reply.withHeader("Retry-After", "1") : reply;
  }

  private String statusAddress(Deployment deployment) {
    return settings.endpoints().httpsBase()
        + deployment.id()
        + "/operationStatuses/"
        + deployment.operation()
        + "?api-version=2021-04-01";
  }

  private ObjectNode view(Deployment deployment) {
    return deployments.records().view(deployment);
  }
}
