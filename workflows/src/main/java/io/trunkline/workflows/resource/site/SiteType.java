package io.trunkline.workflows.resource.site;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.trunkline.net.codec.Json;
import io.trunkline.resources.Resource;
import io.trunkline.resources.ResourceException;
import io.trunkline.resources.ResourceId;
import io.trunkline.resources.ResourceTree;
import io.trunkline.resources.ResourceType;
import io.trunkline.workflows.effects.Environment;
import io.trunkline.workflows.resource.DefinitionCheck;
import io.trunkline.workflows.standard.StandardApp;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * {@code Microsoft.Web/sites} of the kind {@code workflowapp}: a Standard app. Its files come with
 * the action {@code deployWorkflowArtifacts}, {@code {appSettings, files, filesToDelete}}, as tools
 * deploy them; its settings with the resource, that action or {@code config/appsettings}.
 */
final class SiteType implements ResourceType {
  static final String NAME = "Microsoft.Web/sites";

  /** As stored: an app is part of one log entry. */
  private static final int MAX_BYTES = 1 << 20;

  private final SiteWorkflows workflows;
  private final ResourceTree tree;
  private final Environment environment;

  SiteType(SiteWorkflows workflows, ResourceTree tree, Environment environment) {
    this.workflows = workflows;
    this.tree = tree;
    this.environment = environment;
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public Set<String> apiVersions() {
    return SiteResources.API_VERSIONS;
  }

  @Override
  public ObjectNode prepare(ResourceId id, ObjectNode requested, Optional<Resource> existing) {
    ObjectNode body = requested.deepCopy();
    String kind = body.path("kind").asText("");
    if (!kind.isEmpty() && !kind.toLowerCase(Locale.ROOT).contains("workflowapp")) {
      throw new ResourceException(
          400,
          "InvalidRequestContent",
          "The kind '%s' of site is not supported; supported is 'functionapp,workflowapp'."
              .formatted(kind),
          "kind");
    }
    body.put("kind", kind.isEmpty() ? "functionapp,workflowapp" : kind);
    ObjectNode properties =
        body.path("properties") instanceof ObjectNode given ? given : body.putObject("properties");
    JsonNode array = properties.path("siteConfig").path("appSettings");
    if (array.isArray()) {
      body.set(SiteBody.SETTINGS, SiteBody.fromArray(array));
      ((ObjectNode) properties.path("siteConfig")).remove("appSettings");
    } else {
      keep(body, SiteBody.SETTINGS, existing);
    }
    keep(body, SiteBody.FILES, existing);
    StandardApp app = new SiteBody(body).app();
    app.workflows()
        .forEach(
            (name, document) ->
                DefinitionCheck.standard(
                    document.path("definition"),
                    name + "/workflow.json$",
                    app.definitionLimits(document)));
    app.hostSettings()
        .problems()
        .forEach(
            (name, problem) -> {
              throw ResourceException.badRequest("InvalidHostSetting", "host.json: " + problem);
            });
    keys(body, app, existing);
    if (Json.bytes(body).length > MAX_BYTES) {
      throw ResourceException.badRequest(
          "InvalidRequestContent",
          "The app '%s' is larger than %d bytes.".formatted(id.name(), MAX_BYTES));
    }
    return body;
  }

  private static void keep(ObjectNode body, String field, Optional<Resource> existing) {
    if (!body.path(field).isObject()) {
      body.set(
          field,
          existing
              .map(before -> before.body().path(field))
              .filter(JsonNode::isObject)
              .orElseGet(Json::object));
    }
  }

  /** Workflows keep their keys; those of workflows that are gone are remembered to be removed. */
  private void keys(ObjectNode body, StandardApp app, Optional<Resource> existing) {
    JsonNode before =
        existing.map(one -> one.body().path(SiteBody.KEYS)).orElseGet(MissingNode::getInstance);
    ObjectNode keys = body.putObject(SiteBody.KEYS);
    app.workflows()
        .keySet()
        .forEach(name -> keys.set(name, before.has(name) ? before.path(name) : newKeys()));
    ArrayNode gone = body.putArray(SiteBody.GONE);
    before
        .properties()
        .forEach(
            one -> {
              if (!keys.has(one.getKey())) {
                gone.add(one.getValue().path("workflow").asText());
              }
            });
  }

  private ObjectNode newKeys() {
    return Json.object()
        .put("workflow", HexFormat.of().formatHex(environment.ids().bytes(16)))
        .put("primary", HexFormat.of().formatHex(environment.ids().bytes(32)))
        .put("secondary", HexFormat.of().formatHex(environment.ids().bytes(32)));
  }

  @Override
  public void adopt(Resource resource) {
    workflows.adopt(resource);
  }

  @Override
  public void release(Resource resource) {
    workflows.release(resource);
  }

  @Override
  public void provision(Resource resource) {
    workflows.provision(resource, tree.get(configId(resource.id())));
  }

  @Override
  public void remove(Resource resource) {
    workflows.remove(resource);
  }

  static ResourceId configId(ResourceId site) {
    return site.child("config", "appsettings");
  }

  @Override
  public ObjectNode view(Resource resource) {
    ObjectNode view = resource.body().deepCopy();
    view.remove(List.of(SiteBody.FILES, SiteBody.SETTINGS, SiteBody.KEYS, SiteBody.GONE));
    ObjectNode properties = (ObjectNode) view.path("properties");
    String host = resource.name() + ".azurewebsites.net";
    properties.put("state", "Running");
    properties.put("enabled", true);
    properties.put("defaultHostName", host);
    properties.putArray("hostNames").add(host);
    return view;
  }

  @Override
  public Map<String, Action> actions() {
    return Map.of(
        "deployworkflowartifacts", this::deploy,
        "listworkflowsconnections", (resource, body) -> connections(resource),
        "restart", (resource, body) -> MissingNode.getInstance());
  }

  private JsonNode deploy(Resource resource, JsonNode request) {
    ObjectNode body = resource.body().deepCopy();
    ObjectNode files = (ObjectNode) body.path(SiteBody.FILES);
    request
        .path("files")
        .properties()
        .forEach(file -> files.set(path(file.getKey()), content(file.getValue())));
    request.path("filesToDelete").forEach(file -> remove(files, file.asText()));
    if (request.path("appSettings") instanceof ObjectNode settings) {
      ObjectNode all = (ObjectNode) body.path(SiteBody.SETTINGS);
      settings.properties().forEach(one -> all.put(one.getKey(), one.getValue().asText()));
    }
    tree.put(resource.id(), body);
    return MissingNode.getInstance();
  }

  /** Deletes a file, or a folder with everything in it. */
  private static void remove(ObjectNode files, String path) {
    List<String> found = new ArrayList<>();
    files.fieldNames().forEachRemaining(found::add);
    found.removeIf(file -> !file.equals(path) && !file.startsWith(path + "/"));
    files.remove(found);
  }

  private static String path(String given) {
    String path = given.replace('\\', '/').replaceFirst("^/+", "");
    if (path.isEmpty() || List.of(path.split("/", -1)).contains("..")) {
      throw ResourceException.badRequest(
          "InvalidRequestContent", "'%s' is not a path of an app.".formatted(given));
    }
    return path;
  }

  /** JSON files come as JSON or as text, others as text or {@code {"$base64"}}. */
  private static JsonNode content(JsonNode given) {
    return given.isTextual() || given.has("$base64")
        ? given
        : SiteBody.stored(Json.text(given).getBytes(StandardCharsets.UTF_8));
  }

  /** Returns {@code connections.json} as deployed: secrets stand in the settings it names. */
  private static JsonNode connections(Resource resource) {
    ObjectNode answer = Json.object().put("name", resource.name());
    answer
        .putObject("properties")
        .putObject("files")
        .set("connections.json", new SiteBody(resource.body()).app().connections());
    return answer;
  }
}
