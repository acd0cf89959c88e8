package io.trunkline.resources.deployment;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.trunkline.kernel.IdSource;
import io.trunkline.kernel.ShardUnavailableException;
import io.trunkline.net.codec.Json;
import io.trunkline.resources.ControlPlaneSettings;
import io.trunkline.resources.ControlPlaneSettings.Limits;
import io.trunkline.resources.ResourceException;
import io.trunkline.resources.ResourceId;
import io.trunkline.resources.service.Actions;
import io.trunkline.resources.service.ControlAccess;
import io.trunkline.resources.service.ControlCaller;
import io.trunkline.resources.service.Leadership;
import io.trunkline.resources.service.Tree;
import io.trunkline.resources.service.TypeRegistry;
import io.trunkline.resources.state.ControlCommand;
import io.trunkline.resources.state.ControlCommand.FinishDeployment;
import io.trunkline.resources.state.ControlCommand.RecordOperation;
import io.trunkline.resources.state.ControlCommand.StartDeployment;
import io.trunkline.resources.state.Deployment;
import io.trunkline.resources.state.Entry;
import io.trunkline.resources.state.Failure;
import io.trunkline.resources.template.TemplateException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs deployments that were started, top-level ones and nested ones. */
public final class DeploymentEngine {
  private static final Logger LOG = LoggerFactory.getLogger(DeploymentEngine.class);

  private final ControlPlaneSettings settings;
  private final Tree tree;
  private final DeploymentRecords records;
  private final ControlAccess access;
  private final Leadership leadership;
  private final DeploymentPreparation preparation;
  private final IdSource ids;
  private final InstantSource clock;

  public DeploymentEngine(
      ControlPlaneSettings settings,
      Tree tree,
      TypeRegistry types,
      DeploymentRecords records,
      ControlAccess access,
      Leadership leadership,
      IdSource ids,
      InstantSource clock) {
    this.settings = settings;
    this.tree = tree;
    this.records = records;
    this.access = access;
    this.leadership = leadership;
    this.preparation = new DeploymentPreparation(types, access, settings.limits());
    this.ids = ids;
    this.clock = clock;
  }

  DeploymentPreparation preparation() {
    return preparation;
  }

  Tree tree() {
    return tree;
  }

  /** Throws where another node leads meanwhile, which runs the deployment again. */
  void requireLeading() {
    leadership.require();
  }

  Instant now() {
    return clock.instant();
  }

  Limits limits() {
    return settings.limits();
  }

  DeploymentTarget target(
      ResourceId id, String location, String mode, ObjectNode template, ControlCaller caller) {
    return new DeploymentTarget(
        id, location, mode, template, caller, clock.instant(), ids, settings, tree);
  }

  StateReader stateReader(Plan plan, DeploymentTarget target) {
    return new TemplateState(plan, target.target(), tree, records, access, target.caller());
  }

  /**
   * Runs a started deployment, from its beginning: what stood before a crash is put again, which
   * changes nothing.
   */
  public ControlCommand<?> run(String id, String operation) {
    Optional<Deployment> found =
        records.find(ResourceId.parse(id)).filter(it -> it.operation().equals(operation));
    JsonNode run = found.map(Deployment::run).<JsonNode>map(it -> it).orElse(Json.object());
    if (found.isEmpty() || run.isEmpty()) {
      return new FinishDeployment(id, operation, Json.object());
    }
    Deployment deployment = found.get();
    ControlCaller caller = Json.mapper().convertValue(run.get("caller"), ControlCaller.class);
    DeploymentTarget target =
        target(
            ResourceId.parse(deployment.id()),
            run.path("location").asText(""),
            run.path("mode").asText(),
            (ObjectNode) run.get("template"),
            caller);
    ObjectNode end;
    try {
      PreparedDeployment prepared = preparation.resume(target, (ObjectNode) run.get("parameters"));
      end = new DeploymentRun(prepared, this, 0).run(deployment.properties());
      if (succeeded(end) && target.mode().equalsIgnoreCase("Complete")) {
        removeUnlisted(prepared);
      }
    } catch (ResourceException e) {
      end = failed(deployment, Failure.of(e));
    } catch (ShardUnavailableException e) {
      throw e; // tried again
    } catch (RuntimeException e) {
      LOG.error("The deployment {} failed unexpectedly; this is a fault of Trunkline.", id, e);
      end =
          failed(
              deployment,
              new Failure(
                  500,
                  "InternalServerError",
                  "The deployment failed unexpectedly; the node's log has the details.",
                  id));
    }
    return new FinishDeployment(id, operation, end);
  }

  private static ObjectNode failed(Deployment deployment, Failure failure) {
    ObjectNode end = deployment.properties().deepCopy().put("provisioningState", "Failed");
    end.set("error", DeploymentErrors.failed(List.of(failure)));
    return end;
  }

  /** Deletes what stands in the group directly and is not in the template. */
  private void removeUnlisted(PreparedDeployment deployment) {
    ResourceId group = deployment.target().target();
    Set<ResourceId> listed =
        deployment.plan().ordered().stream()
            .filter(resource -> resource.wanted() || resource.declaration().existing())
            .map(PlannedResource::id)
            .collect(Collectors.toSet());
    for (Entry entry : tree.below(group)) {
      ResourceId id = entry.resource().id();
      boolean direct = id.parent().filter(group::equals).isPresent();
      if (direct && !listed.contains(id) && tree.requireType(id).tracked()) {
        access.require(deployment.target().caller(), Actions.of(id.type(), "delete"), id);
        requireLeading();
        tree.delete(id);
      }
    }
  }

  /**
   * Runs a nested deployment to its end.
   *
   * @return true: its record is made anew each time
   */
  boolean nested(DeploymentTarget parent, PlannedResource resource, ObjectNode body, int depth) {
    if (depth >= limits().maxNesting()) {
      throw new TemplateException(
          "Deployments are nested deeper than " + limits().maxNesting() + ".", resource.path());
    }
    JsonNode properties = resource.declaration().json().path("properties");
    boolean inner = NestedTemplates.inner(properties);
    JsonNode nested =
        inner
            ? properties.path("template")
            : NestedTemplates.literal(body.at("/properties/template"));
    if (!(nested instanceof ObjectNode template)) {
      throw new TemplateException(
          "The nested template has to be an object.", resource.path() + ".properties.template");
    }
    DeploymentTarget target =
        target(
            resource.id(),
            body.path("location").asText(parent.location()),
            "Incremental",
            template,
            parent.caller());
    JsonNode given = body.at("/properties/parameters");
    PreparedDeployment prepared = preparation.prepare(target, given);
    ObjectNode start = properties(prepared, parentCorrelation(parent));
    String operation = ids.uuid().toString();
    tree.submit(
        new StartDeployment(
            resource.id().toString(),
            target.location().isEmpty() ? null : target.location(),
            start,
            null,
            operation,
            limits().deploymentHistory()));
    ObjectNode end = new DeploymentRun(prepared, this, depth + 1).run(start);
    tree.submit(new FinishDeployment(resource.id().toString(), operation, end));
    if (!succeeded(end)) {
      JsonNode error = end.path("error");
      JsonNode first = error.path("details").path(0);
      throw new ResourceException(
          409,
          error.path("code").asText("DeploymentFailed"),
          first.isMissingNode()
              ? "The nested deployment '" + resource.id().name() + "' was canceled."
              : first.path("code").asText() + ": " + first.path("message").asText(),
          first.path("target").asText(resource.id().toString()));
    }
    return true;
  }

  private String parentCorrelation(DeploymentTarget parent) {
    return records
        .find(parent.id())
        .map(deployment -> deployment.properties().path("correlationId").asText())
        .orElseGet(() -> ids.uuid().toString());
  }

  private static boolean succeeded(ObjectNode properties) {
    return properties.path("provisioningState").asText().equals("Succeeded");
  }

  /** Returns what clients see of a deployment that has just started. */
  static ObjectNode properties(PreparedDeployment prepared, String correlationId) {
    ObjectNode properties = Json.object();
    properties.put("templateHash", TemplateHash.of(prepared.target().template()));
    properties.set(
        "parameters", TemplateParameters.view(prepared.template(), prepared.parameters()));
    properties.put("mode", prepared.target().mode());
    properties.put("provisioningState", "Running");
    properties.put("correlationId", correlationId);
    DeploymentViews.describe(prepared.plan(), properties);
    return properties;
  }

  /** Records how one resource ended. */
  void record(
      DeploymentTarget target,
      PlannedResource resource,
      String statusCode,
      Instant startedAt,
      @Nullable Failure failure) {
    Instant now = clock.instant();
    ObjectNode properties = Json.object();
    properties.put("provisioningOperation", "Create");
    properties.put("provisioningState", failure == null ? "Succeeded" : "Failed");
    properties.put("timestamp", now.toString());
    properties.put("duration", Duration.between(startedAt, now).toString());
    properties.put("statusCode", statusCode);
    if (failure != null) {
      ObjectNode message = properties.putObject("statusMessage");
      message.put("status", "Failed");
      message.set("error", failure.json());
    }
    ObjectNode about = properties.putObject("targetResource");
    about.put("id", resource.id().toString());
    about.put("resourceType", resource.id().type());
    about.put("resourceName", String.join("/", resource.id().names()));
    if (resource.declaration().symbolicName() != null) {
      about.put("symbolicName", resource.declaration().symbolicName());
    }
    tree.submit(new RecordOperation(target.id().toString(), TemplateHash.of(about), properties));
  }

  boolean cancelled(ResourceId id) {
    return records.find(id).filter(Deployment::cancelled).isPresent();
  }
}
