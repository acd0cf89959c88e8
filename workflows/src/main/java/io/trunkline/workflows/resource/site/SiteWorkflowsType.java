package io.trunkline.workflows.resource.site;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.trunkline.net.codec.Json;
import io.trunkline.net.http.Fields;
import io.trunkline.resources.ProxiedType;
import io.trunkline.resources.Resource;
import io.trunkline.resources.ResourceException;
import io.trunkline.resources.ResourceId;
import io.trunkline.resources.ResourceTree;
import io.trunkline.workflows.standard.StandardApp;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The workflows of a Standard app: {@code Microsoft.Web/sites/workflows}, and the same below the
 * host's management address (reference/workflows.md §7.1).
 */
final class SiteWorkflowsType implements ProxiedType {
  private static final String TYPE = "Microsoft.Web/sites/workflows";

  private final String name;
  private final ResourceTree tree;

  SiteWorkflowsType(String name, ResourceTree tree) {
    this.name = name;
    this.tree = tree;
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public Set<String> apiVersions() {
    Set<String> versions = new HashSet<>(SiteResources.API_VERSIONS);
    versions.addAll(Set.of("2019-10-01-edge-preview", "2022-05-01"));
    return versions;
  }

  @Override
  public JsonNode get(ResourceId id, Fields parameters) {
    Resource site = site(id);
    SiteBody body = new SiteBody(site.body());
    StandardApp app = body.app();
    JsonNode document = app.workflows().get(id.name());
    if (document == null) {
      throw new ResourceException(
          404, "WorkflowNotFound", "The workflow '%s' could not be found.".formatted(id.name()));
    }
    return shown(site, id.name(), document, app, settings(site, body));
  }

  @Override
  public JsonNode list(ResourceId parent, Fields parameters) {
    Resource site = site(parent);
    SiteBody body = new SiteBody(site.body());
    StandardApp app = body.app();
    Map<String, String> settings = settings(site, body);
    List<ObjectNode> workflows =
        app.workflows().entrySet().stream()
            .map(one -> shown(site, one.getKey(), one.getValue(), app, settings))
            .toList();
    ObjectNode list = Json.object();
    list.putArray("value").addAll(workflows);
    return list;
  }

  private Resource site(ResourceId id) {
    ResourceId site = id;
    while (!site.isType(SiteType.NAME)) {
      site = site.parent().orElseThrow(() -> ResourceException.notFound(id));
    }
    ResourceId found = site;
    return tree.get(found).orElseThrow(() -> ResourceException.notFound(found));
  }

  private Map<String, String> settings(Resource site, SiteBody body) {
    return SiteConfigType.merged(body.settings(), tree.get(SiteType.configId(site.id())));
  }

  private static ObjectNode shown(
      Resource site,
      String workflow,
      JsonNode document,
      StandardApp app,
      Map<String, String> settings) {
    ObjectNode json = Json.object();
    json.put("id", site.id() + "/workflows/" + workflow);
    json.put("name", site.name() + "/" + workflow);
    json.put("type", TYPE);
    json.put("kind", document.path("kind").asText("Stateful"));
    json.put("location", site.body().path("location").asText());
    ObjectNode properties = json.putObject("properties");
    ObjectNode files = properties.putObject("files");
    files.set("workflow.json", document);
    files.set("connections.json", app.connections());
    files.set("parameters.json", app.parameters());
    properties.put("flowState", SiteBody.enabled(workflow, settings) ? "Enabled" : "Disabled");
    properties.set(
        "health",
        SiteHealth.of(document, app.definitionLimits(document), app.resolve(settings).problems()));
    return json;
  }
}
