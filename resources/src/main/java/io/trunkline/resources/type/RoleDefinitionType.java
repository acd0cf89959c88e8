package io.trunkline.resources.type;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.trunkline.net.codec.Json;
import io.trunkline.resources.Resource;
import io.trunkline.resources.ResourceException;
import io.trunkline.resources.ResourceId;
import io.trunkline.resources.ResourceType;
import io.trunkline.resources.service.ApiVersions;
import io.trunkline.resources.service.GivenResources;
import io.trunkline.resources.service.PrincipalDirectory;
import io.trunkline.resources.service.PrincipalDirectory.RoleDefinition;
import io.trunkline.resources.service.PrincipalDirectory.RolePermission;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** Role definitions: the built-in ones, which are given, and custom ones (identity.md §7.1). */
public final class RoleDefinitionType implements ResourceType, GivenResources {
  public static final String NAME = "Microsoft.Authorization/roleDefinitions";
  private final PrincipalDirectory directory;

  public RoleDefinitionType(PrincipalDirectory directory) {
    this.directory = directory;
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public Set<String> apiVersions() {
    return ApiVersions.AUTHORIZATION;
  }

  @Override
  public boolean tracked() {
    return false;
  }

  @Override
  public boolean extension() {
    return true;
  }

  @Override
  public Optional<ObjectNode> given(ResourceId id) {
    return directory.builtInRoles().stream()
        .filter(role -> role.name().equalsIgnoreCase(id.name()))
        .findFirst()
        .map(role -> view(role, id.scope()));
  }

  @Override
  public List<ObjectNode> givenAt(ResourceId scope) {
    return directory.builtInRoles().stream().map(role -> view(role, scope)).toList();
  }

  @Override
  public ObjectNode prepare(ResourceId id, ObjectNode requested, Optional<Resource> existing) {
    Guids.require(id.name(), "RoleDefinitionIdNotGuid", "role definition");
    if (given(id).isPresent()) {
      throw ResourceException.badRequest(
          "InvalidRoleDefinitionUpdate", "A built-in role cannot be changed.");
    }
    JsonNode properties = requested.path("properties");
    String roleName = properties.path("roleName").asText("");
    if (roleName.isBlank()) {
      throw ResourceException.badRequest(
          "InvalidRoleDefinition", "'properties.roleName' is required.");
    }
    if (!properties.path("permissions").isArray()) {
      throw ResourceException.badRequest(
          "InvalidRoleDefinition", "'properties.permissions' has to be an array.");
    }
    ObjectNode prepared = Json.object();
    ObjectNode stored = prepared.putObject("properties");
    stored.put("roleName", roleName);
    stored.put("type", "CustomRole");
    stored.put("description", properties.path("description").asText(""));
    ArrayNode scopes = stored.putArray("assignableScopes");
    if (properties.path("assignableScopes").isArray()) {
      scopes.addAll((ArrayNode) properties.get("assignableScopes"));
    } else {
      scopes.add(id.scope().toString());
    }
    stored.set("permissions", permissions(properties.get("permissions")));
    return prepared;
  }

  @Override
  public void provision(Resource resource) {
    directory.putRoleDefinition(definition(resource));
  }

  @Override
  public void remove(Resource resource) {
    directory.removeRoleDefinition(resource.name());
  }

  private static RoleDefinition definition(Resource resource) {
    ObjectNode properties = resource.properties();
    List<RolePermission> permissions = new ArrayList<>();
    for (JsonNode permission : properties.path("permissions")) {
      permissions.add(
          new RolePermission(
              texts(permission.path("actions")),
              texts(permission.path("notActions")),
              texts(permission.path("dataActions")),
              texts(permission.path("notDataActions"))));
    }
    return new RoleDefinition(
        resource.name(),
        properties.path("roleName").asText(),
        properties.path("description").asText(),
        false,
        permissions,
        List.copyOf(texts(properties.path("assignableScopes"))));
  }

  private static Set<String> texts(JsonNode array) {
    Set<String> texts = new LinkedHashSet<>();
    array.forEach(text -> texts.add(text.asText()));
    return texts;
  }

  private static ArrayNode permissions(JsonNode requested) {
    ArrayNode permissions = Json.array();
    for (JsonNode permission : requested) {
      ObjectNode stored = permissions.addObject();
      for (String member : List.of("actions", "notActions", "dataActions", "notDataActions")) {
        ArrayNode patterns = stored.putArray(member);
        texts(permission.path(member)).forEach(patterns::add);
      }
    }
    return permissions;
  }

  private ObjectNode view(RoleDefinition role, ResourceId scope) {
    String prefix =
        scope.subscription().map(subscription -> "/subscriptions/" + subscription).orElse("");
    ObjectNode view = Json.object();
    view.put("id", prefix + "/providers/" + NAME + "/" + role.name());
    view.put("name", role.name());
    view.put("type", NAME);
    ObjectNode properties = view.putObject("properties");
    properties.put("roleName", role.roleName());
    properties.put("type", "BuiltInRole");
    properties.put("description", role.description());
    ArrayNode scopes = properties.putArray("assignableScopes");
    role.assignableScopes().forEach(scopes::add);
    ArrayNode permissions = properties.putArray("permissions");
    for (RolePermission permission : role.permissions()) {
      ObjectNode entry = permissions.addObject();
      sorted(entry.putArray("actions"), permission.actions());
      sorted(entry.putArray("notActions"), permission.notActions());
      sorted(entry.putArray("dataActions"), permission.dataActions());
      sorted(entry.putArray("notDataActions"), permission.notDataActions());
    }
    return view;
  }

  private static void sorted(ArrayNode array, Set<String> patterns) {
    new TreeSet<>(patterns).forEach(array::add);
  }
}
