package io.trunkline.workflows.resource.site;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.trunkline.net.codec.Json;
import io.trunkline.resources.Resource;
import io.trunkline.resources.ResourceException;
import io.trunkline.resources.ResourceId;
import io.trunkline.resources.ResourceTree;
import io.trunkline.resources.ResourceType;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * {@code Microsoft.Web/sites/config}: {@code appsettings} holds settings of an app, by name; values
 * are shown by the action {@code list} alone.
 */
final class SiteConfigType implements ResourceType {
  private static final String NAME = "Microsoft.Web/sites/config";
  private static final String SETTINGS = "appsettings";

  private final SiteType sites;
  private final ResourceTree tree;

  SiteConfigType(SiteType sites, ResourceTree tree) {
    this.sites = sites;
    this.tree = tree;
  }

  /** Returns the settings of an app with those of its {@code config/appsettings} on top. */
  static Map<String, String> merged(Map<String, String> own, Optional<Resource> config) {
    Map<String, String> settings = new LinkedHashMap<>(own);
    config.ifPresent(
        resource ->
            resource
                .properties()
                .properties()
                .forEach(one -> settings.put(one.getKey(), one.getValue().asText())));
    return settings;
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
    if (!id.name().equalsIgnoreCase(SETTINGS)) {
      throw ResourceException.badRequest(
          "InvalidRequestContent",
          "The configuration '%s' of a site is not supported; supported is 'appsettings'."
              .formatted(id.name()));
    }
    ObjectNode body = requested.deepCopy();
    if (!(body.path("properties") instanceof ObjectNode)) {
      body.putObject("properties");
    }
    return body;
  }

  @Override
  public void provision(Resource resource) {
    resource.id().parent().flatMap(tree::get).ifPresent(sites::provision);
  }

  @Override
  public void remove(Resource resource) {
    // The app keeps what it was last given until it is deployed again.
  }

  @Override
  public ObjectNode view(Resource resource) {
    ObjectNode view = resource.body().deepCopy();
    view.putObject("properties");
    return view;
  }

  @Override
  public Map<String, Action> actions() {
    return Map.of("list", (resource, body) -> list(resource));
  }

  private static JsonNode list(Resource resource) {
    ObjectNode answer =
        Json.object()
            .put("id", resource.id().toString())
            .put("name", resource.name())
            .put("type", NAME);
    answer.set("properties", resource.properties());
    return answer;
  }
}
