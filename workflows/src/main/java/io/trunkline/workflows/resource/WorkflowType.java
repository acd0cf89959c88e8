package io.trunkline.workflows.resource;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.trunkline.kernel.IdSource;
import io.trunkline.kernel.RejectedException;
import io.trunkline.kernel.Shard;
import io.trunkline.net.Endpoints;
import io.trunkline.net.codec.Json;
import io.trunkline.resources.Resource;
import io.trunkline.resources.ResourceException;
import io.trunkline.resources.ResourceId;
import io.trunkline.resources.ResourceTree;
import io.trunkline.resources.ResourceType;
import io.trunkline.workflows.definition.ParameterDefinition;
import io.trunkline.workflows.definition.WorkflowDefinition;
import io.trunkline.workflows.effects.Environment;
import io.trunkline.workflows.effects.RunIds;
import io.trunkline.workflows.effects.Timestamps;
import io.trunkline.workflows.expression.value.ObjectProperties;
import io.trunkline.workflows.service.AccessControl;
import io.trunkline.workflows.service.CallbackUrls;
import io.trunkline.workflows.service.RunHistory;
import io.trunkline.workflows.service.WorkflowDirectory;
import io.trunkline.workflows.state.WorkflowCommand;
import io.trunkline.workflows.state.WorkflowRecord;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionException;

/** {@code Microsoft.Logic/workflows} ({@code reference/resource-manager.md §8}). */
public final class WorkflowType implements ResourceType {
  public static final String NAME = "Microsoft.Logic/workflows";

  /** Where the workflow's key and its access keys stand in the stored envelope; never shown. */
  private static final String SECRETS = "accessKeys";

  private static final String ENABLED = "Enabled";
  private static final String DISABLED = "Disabled";

  private final Shard<WorkflowCommand<?>> shard;
  private final WorkflowDirectory directory;
  private final RunHistory history;
  private final CallbackActions callbacks;
  private final SwaggerExport swagger;
  private final ResourceTree tree;
  private final Endpoints endpoints;
  private final Environment environment;

  public WorkflowType(
      Shard<WorkflowCommand<?>> shard,
      WorkflowDirectory directory,
      RunHistory history,
      CallbackActions callbacks,
      CallbackUrls urls,
      ResourceTree tree,
      Endpoints endpoints,
      Environment environment) {
    this.shard = shard;
    this.directory = directory;
    this.history = history;
    this.callbacks = callbacks;
    this.swagger = new SwaggerExport(urls);
    this.tree = tree;
    this.endpoints = endpoints;
    this.environment = environment;
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public Set<String> apiVersions() {
    return LogicVersions.ALL;
  }

  @Override
  public ObjectNode prepare(ResourceId id, ObjectNode requested, Optional<Resource> existing) {
    ObjectNode body = requested.deepCopy();
    ObjectNode properties =
        body.path("properties") instanceof ObjectNode given ? given : body.putObject("properties");
    properties.remove(
        List.of(
            "version", "createdTime", "changedTime", "accessEndpoint", "sku", "provisioningState"));
    String state = properties.path("state").asText(ENABLED);
    if (!state.equalsIgnoreCase(ENABLED) && !state.equalsIgnoreCase(DISABLED)) {
      throw ResourceException.badRequest(
          "InvalidRequestContent",
          "The state '%s' of a workflow must be Enabled or Disabled.".formatted(state));
    }
    properties.put("state", state.equalsIgnoreCase(ENABLED) ? ENABLED : DISABLED);
    if (!properties.path("definition").isObject()) {
      throw new ResourceException(
          400,
          "InvalidRequestContent",
          "The workflow has no 'definition'.",
          "properties.definition");
    }
    WorkflowDefinition definition =
        DefinitionCheck.definition(properties.path("definition"), "$.properties.definition");
    DefinitionCheck.parameters(definition, properties.path("parameters"));
    try {
      var unused = AccessControl.of(properties.path("accessControl"));
    } catch (IllegalArgumentException e) {
      throw new ResourceException(
          400, "InvalidRequestContent", e.getMessage(), "properties.accessControl");
    }
    body.set(SECRETS, secrets(body.path(SECRETS), existing));
    return body;
  }

  /**
   * Returns the keys, which nobody sets from outside: others are taken only from whoever knows one
   * of those that are good now, which is this class alone.
   */
  private JsonNode secrets(JsonNode requested, Optional<Resource> existing) {
    Optional<JsonNode> known =
        existing.map(before -> before.body().path(SECRETS)).filter(JsonNode::isObject);
    if (known.isEmpty()) {
      return newSecrets();
    }
    boolean replaces =
        requested.isObject()
            && requested.path("workflow").equals(known.get().path("workflow"))
            && (requested.path("primary").equals(known.get().path("primary"))
                || requested.path("secondary").equals(known.get().path("secondary")));
    return replaces ? requested : known.get();
  }

  @Override
  public void adopt(Resource resource) {
    directory.put(entry(resource));
  }

  @Override
  public void release(Resource resource) {
    directory.remove(entry(resource).key());
  }

  @Override
  public void provision(Resource resource) {
    WorkflowDirectory.Entry entry = entry(resource);
    boolean known =
        history
            .workflow(entry.key())
            .filter(workflow -> workflow.revision() >= resource.revision())
            .isPresent();
    if (!known) {
      put(command(resource, entry.key()));
    }
  }

  private void put(WorkflowCommand.PutWorkflow command) {
    try {
      shard.submit(command).join();
    } catch (CompletionException e) {
      if (e.getCause() instanceof RejectedException refusal) {
        throw ResourceException.badRequest(
            "InvalidTemplate", "The workflow cannot be kept: " + refusal.getMessage() + ".");
      }
      throw e;
    }
  }

  private WorkflowCommand.PutWorkflow command(Resource resource, String key) {
    ObjectNode properties = resource.properties();
    WorkflowDefinition definition =
        DefinitionCheck.definition(properties.path("definition"), "$.properties.definition");
    JsonNode parameters = properties.path("parameters");
    JsonNode identity = resource.body().path("identity");
    JsonNode tags = resource.body().path("tags");
    String location = resource.body().path("location").asText();
    return new WorkflowCommand.PutWorkflow(
        key,
        resource.id().toString(),
        resource.revision(),
        RunIds.version(environment.clock().instant(), environment.ids()),
        properties.path("state").asText(ENABLED).equals(ENABLED),
        properties.path("definition"),
        parameters.isObject() ? parameters : null,
        identity.isObject() ? identity : null,
        location,
        tags.isObject() ? tags : null,
        TriggerSpecs.of(resource.id(), definition, properties, location, environment));
  }

  @Override
  public void remove(Resource resource) {
    shard.submit(new WorkflowCommand.RemoveWorkflow(entry(resource).key())).join();
  }

  @Override
  public ObjectNode view(Resource resource) {
    ObjectNode view = resource.body().deepCopy();
    view.remove(SECRETS);
    ObjectNode properties = (ObjectNode) view.path("properties");
    maskSecureParameters(properties);
    String key = entry(resource).key();
    properties.put("createdTime", Timestamps.of(resource.createdAt()));
    properties.put("changedTime", Timestamps.of(resource.changedAt()));
    properties.put("accessEndpoint", endpoints.httpsBase() + "/workflows/" + key);
    history
        .workflow(key)
        .map(WorkflowRecord::version)
        .ifPresent(version -> properties.put("version", version));
    return view;
  }

  @Override
  public Map<String, Action> actions() {
    return Map.of(
        "enable", (resource, body) -> switchTo(resource, ENABLED),
        "disable", (resource, body) -> switchTo(resource, DISABLED),
        "listcallbackurl", (resource, body) -> callbacks.ofWorkflow(entry(resource), body),
        "listswagger", (resource, body) -> swagger.of(entry(resource), definition(resource)),
        "regenerateaccesskey", (resource, body) -> regenerate(resource, body),
        "validate", (resource, body) -> validate(body));
  }

  /** Replaces one of the two keys that sign callback addresses; the other stays good. */
  private JsonNode regenerate(Resource resource, JsonNode request) {
    String keyType = request.path("keyType").asText("Primary").toLowerCase(Locale.ROOT);
    if (!keyType.equals("primary") && !keyType.equals("secondary")) {
      throw ResourceException.badRequest(
          "WorkflowAccessKeyNotFound",
          "There is no access key '%s'; there are Primary and Secondary.".formatted(keyType));
    }
    ObjectNode body = resource.body().deepCopy();
    ((ObjectNode) body.path(SECRETS)).put(keyType, newKey());
    tree.put(resource.id(), body);
    return Json.object();
  }

  private static WorkflowDefinition definition(Resource resource) {
    return DefinitionCheck.definition(
        resource.properties().path("definition"), "$.properties.definition");
  }

  private JsonNode switchTo(Resource resource, String state) {
    ObjectNode body = resource.body().deepCopy();
    ((ObjectNode) body.path("properties")).put("state", state);
    tree.put(resource.id(), body);
    return Json.object();
  }

  private static JsonNode validate(JsonNode body) {
    JsonNode definition = body.at("/properties/definition");
    WorkflowDefinition parsed =
        DefinitionCheck.definition(
            definition.isMissingNode() ? body.path("definition") : definition, "$.definition");
    DefinitionCheck.parameters(parsed, body.at("/properties/parameters"));
    return Json.object();
  }

  private static void maskSecureParameters(ObjectNode properties) {
    WorkflowDefinition definition =
        DefinitionCheck.definition(properties.path("definition"), "$.properties.definition");
    for (ParameterDefinition parameter : definition.parameters()) {
      if (parameter.type().isSecure()) {
        ObjectProperties.find(properties.path("parameters"), parameter.name())
            .filter(JsonNode::isObject)
            .ifPresent(value -> ((ObjectNode) value).remove("value"));
        ObjectProperties.find(properties.at("/definition/parameters"), parameter.name())
            .filter(JsonNode::isObject)
            .ifPresent(value -> ((ObjectNode) value).remove("defaultValue"));
      }
    }
  }

  private static WorkflowDirectory.Entry entry(Resource resource) {
    JsonNode secrets = resource.body().path(SECRETS);
    return new WorkflowDirectory.Entry(
        secrets.path("workflow").asText(),
        resource.id(),
        secrets.path("primary").asText(),
        secrets.path("secondary").asText(),
        access(resource));
  }

  private static AccessControl access(Resource resource) {
    try {
      return AccessControl.of(resource.properties().path("accessControl"));
    } catch (IllegalArgumentException e) {
      // Kept by a version that did not look at it: what cannot be understood was never heeded.
      return AccessControl.OPEN;
    }
  }

  private ObjectNode newSecrets() {
    IdSource ids = environment.ids();
    return Json.object()
        .put("workflow", HexFormat.of().formatHex(ids.bytes(16)))
        .put("primary", newKey())
        .put("secondary", newKey());
  }

  private String newKey() {
    return HexFormat.of().formatHex(environment.ids().bytes(32));
  }
}
