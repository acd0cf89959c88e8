package io.trunkline.resources.deployment;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.trunkline.resources.Resource;
import io.trunkline.resources.Resource.ProvisioningState;
import io.trunkline.resources.ResourceException;
import io.trunkline.resources.ResourceId;
import io.trunkline.resources.state.Failure;
import io.trunkline.resources.template.CopyLoop;
import io.trunkline.resources.template.Evaluator;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;

/**
 * One run of a deployment: puts its resources, each once what it depends on is there, and evaluates
 * the outputs. A failure keeps what depends on it from starting; the rest goes on.
 */
final class DeploymentRun {
  private static final Duration RESOURCE_WAIT = Duration.ofMinutes(10);

  private final PreparedDeployment deployment;
  private final DeploymentEngine engine;
  private final TemplateScope scope;
  private final int depth;
  private final Semaphore slots;
  private final List<Failure> failures = new CopyOnWriteArrayList<>();

  DeploymentRun(PreparedDeployment deployment, DeploymentEngine engine, int depth) {
    this.deployment = deployment;
    this.engine = engine;
    this.depth = depth;
    this.scope =
        deployment.scope().reading(engine.stateReader(deployment.plan(), deployment.target()));
    this.slots = new Semaphore(engine.limits().parallelOperations());
  }

  /** Runs to the end and returns the final properties. */
  ObjectNode run(ObjectNode properties) {
    Map<PlannedResource, CompletableFuture<Boolean>> ends = new HashMap<>();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (PlannedResource resource : deployment.plan().ordered()) {
        List<CompletableFuture<Boolean>> before =
            deployment.plan().dependencies(resource).stream().map(ends::get).toList();
        ends.put(
            resource,
            CompletableFuture.allOf(before.toArray(CompletableFuture[]::new))
                .thenApplyAsync(
                    ready -> before.stream().allMatch(CompletableFuture::join) && bring(resource),
                    threads));
      }
      CompletableFuture.allOf(ends.values().toArray(CompletableFuture[]::new)).join();
    } catch (CompletionException e) {
      throw e.getCause() instanceof RuntimeException cause ? cause : e;
    }
    ObjectNode end = properties.deepCopy();
    if (cancelled()) {
      return end.put("provisioningState", "Canceled");
    }
    if (failures.isEmpty()) {
      try {
        end.set("outputs", outputs());
        end.set("outputResources", outputResources());
        return end.put("provisioningState", "Succeeded");
      } catch (ResourceException e) {
        failures.add(Failure.of(e));
      }
    }
    end.set("error", DeploymentErrors.failed(failures));
    return end.put("provisioningState", "Failed");
  }

  private boolean bring(PlannedResource resource) {
    if (!resource.wanted()) {
      return true;
    }
    slots.acquireUninterruptibly();
    Instant startedAt = engine.now();
    try {
      if (cancelled()) {
        return false;
      }
      boolean created;
      if (resource.declaration().deployment()) {
        created = engine.nested(deployment.target(), resource, resource.body(scope), depth);
      } else {
        created = put(resource);
      }
      engine.record(deployment.target(), resource, created ? "Created" : "OK", startedAt, null);
      return true;
    } catch (ResourceException e) {
      Failure failure =
          Failure.of(
              new ResourceException(
                  e.status(),
                  e.code(),
                  e.getMessage(),
                  e.target().orElse(resource.id().toString())));
      failures.add(failure);
      engine.record(deployment.target(), resource, statusText(e.status()), startedAt, failure);
      return false;
    } finally {
      slots.release();
    }
  }

  private boolean put(PlannedResource resource) {
    ResourceId id = resource.id();
    boolean existed = engine.tree().get(id).isPresent();
    Resource put =
        engine
            .tree()
            .put(
                id,
                resource.body(scope),
                deployment.target().caller().displayName(),
                RESOURCE_WAIT,
                (target, existing) -> engine.requireLeading());
    if (put.state() != ProvisioningState.SUCCEEDED) {
      throw new ResourceException(
          504, "ResourceDeploymentTimeout", "'" + id + "' was not provisioned in time.");
    }
    return !existed;
  }

  private boolean cancelled() {
    return engine.cancelled(deployment.target().id());
  }

  private ObjectNode outputs() {
    ObjectNode outputs = deployment.parameters().objectNode();
    Evaluator evaluator = new Evaluator(scope);
    for (Map.Entry<String, JsonNode> declared : deployment.template().outputs().properties()) {
      JsonNode output = declared.getValue();
      String path = "$.outputs." + declared.getKey();
      if (output.has("condition")
          && !evaluator.resolve(output.get("condition"), path + ".condition").asBoolean()) {
        continue;
      }
      String type = output.path("type").asText("object");
      ObjectNode entry = outputs.putObject(declared.getKey());
      entry.put("type", TemplateParameters.typeName(type));
      JsonNode value =
          output.path("copy").isObject()
              ? CopyLoop.array(declared.getKey(), output.get("copy"), evaluator, path + ".copy")
              : evaluator.resolve(output.path("value"), path + ".value");
      if (!TemplateParameters.secure(type)) {
        entry.set("value", value);
      }
    }
    return outputs;
  }

  private JsonNode outputResources() {
    ArrayNode resources = deployment.parameters().arrayNode();
    for (PlannedResource resource : deployment.plan().ordered()) {
      if (resource.wanted() && !resource.declaration().deployment()) {
        resources.addObject().put("id", resource.id().toString());
      }
    }
    return resources;
  }

  private static String statusText(int status) {
    return switch (status) {
      case 400 -> "BadRequest";
      case 401 -> "Unauthorized";
      case 403 -> "Forbidden";
      case 404 -> "NotFound";
      case 409 -> "Conflict";
      case 412 -> "PreconditionFailed";
      case 504 -> "GatewayTimeout";
      default -> status < 500 ? "BadRequest" : "InternalServerError";
    };
  }
}
