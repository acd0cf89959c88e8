package io.trunkline.resources.deployment;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.trunkline.kernel.IdSource;
import io.trunkline.net.codec.Json;
import io.trunkline.resources.ResourceException;
import io.trunkline.resources.ResourceId;
import io.trunkline.resources.service.ControlCaller;
import io.trunkline.resources.service.Operations;
import io.trunkline.resources.service.Tree;
import io.trunkline.resources.state.ControlCommand.CancelDeployment;
import io.trunkline.resources.state.ControlCommand.ForgetDeployments;
import io.trunkline.resources.state.ControlCommand.StartDeployment;
import io.trunkline.resources.state.Deployment;
import io.trunkline.resources.state.Failure;
import io.trunkline.resources.state.Refusal;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** What clients may ask of deployments. */
public final class Deployments {
  private final Tree tree;
  private final DeploymentEngine engine;
  private final DeploymentRecords records;
  private final Operations operations;
  private final IdSource ids;

  public Deployments(
      Tree tree,
      DeploymentEngine engine,
      DeploymentRecords records,
      Operations operations,
      IdSource ids) {
    this.tree = tree;
    this.engine = engine;
    this.records = records;
    this.operations = operations;
    this.ids = ids;
  }

  public DeploymentRecords records() {
    return records;
  }

  /**
   * Checks a deployment and starts it.
   *
   * @throws ResourceException {@code InvalidTemplate} and others before anything is put; {@code
   *     DeploymentActive} while one of that name runs
   */
  public Deployment start(ResourceId id, ObjectNode body, ControlCaller caller) {
    DeploymentRequest request = request(id, body);
    PreparedDeployment prepared = prepare(id, request, caller);
    ObjectNode run = Json.object();
    run.set("template", request.template());
    run.set("parameters", prepared.parameters());
    run.put("mode", request.mode());
    run.put("location", request.location());
    run.set("caller", Json.mapper().valueToTree(caller));
    try {
      return tree.submit(
          new StartDeployment(
              id.toString(),
              request.location().isEmpty() ? null : request.location(),
              DeploymentEngine.properties(prepared, ids.uuid().toString()),
              run,
              ids.uuid().toString(),
              engine.limits().deploymentHistory()));
    } catch (Refusal refusal) {
      throw refused(refusal, id);
    }
  }

  /**
   * Starts a deployment and waits until it has ended.
   *
   * @return the deployment as it is after the end, or after {@code wait}
   */
  public Deployment deploy(ResourceId id, ObjectNode body, ControlCaller caller, Duration wait) {
    Deployment started = start(id, body, caller);
    CompletableFuture<Optional<Failure>> end = operations.expect(started.operation());
    try {
      if (require(id).active()) {
        end.completeOnTimeout(Optional.empty(), wait.toMillis(), TimeUnit.MILLISECONDS).join();
      }
      return require(id);
    } finally {
      operations.forget(started.operation());
    }
  }

  /** Checks a deployment without starting it and returns what would be deployed. */
  public ObjectNode validate(ResourceId id, ObjectNode body, ControlCaller caller) {
    PreparedDeployment prepared = prepare(id, request(id, body), caller);
    ObjectNode view = Json.object();
    view.put("id", id.toString());
    view.put("name", id.name());
    view.put("type", Template.DEPLOYMENTS);
    ObjectNode properties = DeploymentEngine.properties(prepared, ids.uuid().toString());
    properties.put("provisioningState", "Succeeded");
    ArrayNode validated = properties.putArray("validatedResources");
    for (PlannedResource resource : prepared.plan().ordered()) {
      if (resource.wanted()) {
        validated.addObject().put("id", resource.id().toString());
      }
    }
    view.set("properties", properties);
    return view;
  }

  /** Says what a deployment would change. */
  public ObjectNode whatIf(ResourceId id, ObjectNode body, ControlCaller caller) {
    DeploymentRequest request = request(id, body);
    PreparedDeployment prepared = prepare(id, request, caller);
    return new WhatIf(prepared, tree, engine.stateReader(prepared.plan(), prepared.target()))
        .changes();
  }

  /** Returns a deployment or throws 404 {@code DeploymentNotFound}. */
  public Deployment require(ResourceId id) {
    return records.find(id).orElseThrow(() -> missing(id));
  }

  public void cancel(ResourceId id) {
    try {
      tree.submit(new CancelDeployment(id.toString()));
    } catch (Refusal refusal) {
      throw refused(refusal, id);
    }
  }

  /** Removes a deployment from the history; returns whether it was there. */
  public boolean forget(ResourceId id) {
    try {
      return tree.submit(new ForgetDeployments(List.of(id.toString()))) > 0;
    } catch (Refusal refusal) {
      throw refused(refusal, id);
    }
  }

  private DeploymentRequest request(ResourceId id, ObjectNode body) {
    ResourceId scope = id.parent().orElse(ResourceId.ROOT);
    tree.requireSubscription(scope);
    if (scope.resourceGroup().isPresent() && tree.get(scope).isEmpty()) {
      throw Tree.groupMissing(scope);
    }
    return DeploymentRequest.read(id, body, engine.limits());
  }

  private PreparedDeployment prepare(
      ResourceId id, DeploymentRequest request, ControlCaller caller) {
    DeploymentTarget target =
        engine.target(id, request.location(), request.mode(), request.template(), caller);
    return engine.preparation().prepare(target, request.parameters());
  }

  private static ResourceException missing(ResourceId id) {
    return new ResourceException(
        404, "DeploymentNotFound", "Deployment '" + id.name() + "' could not be found.");
  }

  private static RuntimeException refused(Refusal refusal, ResourceId id) {
    return switch (refusal.reason()) {
      case DEPLOYMENT_ACTIVE ->
          new ResourceException(
              409,
              "DeploymentActive",
              "The deployment '" + id.name() + "' is running: wait for it or cancel it.");
      case DEPLOYMENT_NOT_ACTIVE ->
          new ResourceException(
              409,
              "DeploymentCannotBeCancelled",
              "The deployment '" + id.name() + "' is not running.");
      case DEPLOYMENT_MISSING -> missing(id);
      case STALE, PARENT_MISSING, BEING_DELETED -> refusal;
    };
  }
}
