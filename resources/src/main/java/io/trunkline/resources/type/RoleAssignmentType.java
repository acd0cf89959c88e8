package io.trunkline.resources.type;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.trunkline.net.codec.Json;
import io.trunkline.resources.Resource;
import io.trunkline.resources.ResourceException;
import io.trunkline.resources.ResourceId;
import io.trunkline.resources.ResourceTree;
import io.trunkline.resources.ResourceType;
import io.trunkline.resources.service.ApiVersions;
import io.trunkline.resources.service.PrincipalDirectory;
import io.trunkline.resources.service.PrincipalDirectory.RoleAssignment;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Role assignments at any scope ({@code reference/identity.md §7.1}). */
public final class RoleAssignmentType implements ResourceType {
  public static final String NAME = "Microsoft.Authorization/roleAssignments";
  private static final Set<String> KINDS =
      Set.of("User", "Group", "ServicePrincipal", "ForeignGroup", "Device");

  private final PrincipalDirectory directory;
  private final ResourceTree tree;

  public RoleAssignmentType(PrincipalDirectory directory, ResourceTree tree) {
    this.directory = directory;
    this.tree = tree;
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
  public ObjectNode prepare(ResourceId id, ObjectNode requested, Optional<Resource> existing) {
    Guids.require(id.name(), "InvalidRoleAssignmentId", "role assignment");
    JsonNode properties = requested.path("properties");
    String role = required(properties, "roleDefinitionId");
    String principal = required(properties, "principalId");
    Guids.require(principal, "InvalidPrincipalId", "principal");
    String kind = properties.path("principalType").asText("");
    if (!kind.isEmpty() && !KINDS.contains(kind)) {
      throw ResourceException.badRequest(
          "InvalidPrincipalType", "'" + kind + "' is no principal type.");
    }
    requireRole(role);
    if (kind.isEmpty() && !directory.exists(principal)) {
      throw ResourceException.badRequest(
          "PrincipalNotFound",
          "Principal "
              + principal
              + " does not exist in the directory. A principal that was created just now can be"
              + " assigned by giving its 'principalType'.");
    }
    ResourceId scope = id.parent().orElse(ResourceId.ROOT);
    existing.ifPresent(old -> requireSame(old, role, principal));
    requireUnique(id, scope, role, principal);

    ObjectNode prepared = Json.object();
    ObjectNode stored = prepared.putObject("properties");
    stored.put("roleDefinitionId", role);
    stored.put("principalId", principal);
    stored.put("principalType", kind.isEmpty() ? "ServicePrincipal" : kind);
    stored.put("scope", scope.toString());
    for (String member :
        List.of(
            "description", "condition", "conditionVersion", "delegatedManagedIdentityResourceId")) {
      if (properties.hasNonNull(member)) {
        stored.set(member, properties.get(member));
      }
    }
    return prepared;
  }

  @Override
  public ObjectNode view(Resource resource) {
    ObjectNode view = resource.body().deepCopy();
    view.withObjectProperty("properties")
        .put("createdOn", resource.createdAt().toString())
        .put("updatedOn", resource.changedAt().toString());
    return view;
  }

  @Override
  public void provision(Resource resource) {
    ObjectNode properties = resource.properties();
    directory.putRoleAssignment(
        new RoleAssignment(
            resource.id(),
            resource.id().parent().orElse(ResourceId.ROOT),
            roleName(properties.path("roleDefinitionId").asText()),
            properties.path("principalId").asText(),
            properties.path("principalType").asText(),
            properties.hasNonNull("condition") ? properties.get("condition").asText() : null));
  }

  @Override
  public void remove(Resource resource) {
    directory.removeRoleAssignment(resource.id());
  }

  private void requireRole(String roleDefinitionId) {
    String name = roleName(roleDefinitionId);
    boolean known =
        directory.builtInRoles().stream().anyMatch(role -> role.name().equalsIgnoreCase(name))
            || tree.list(RoleDefinitionType.NAME, ResourceId.ROOT).stream()
                .anyMatch(role -> role.name().equalsIgnoreCase(name));
    if (!known) {
      throw ResourceException.badRequest(
          "RoleDefinitionDoesNotExist",
          "The specified role definition with ID '" + name + "' does not exist.");
    }
  }

  private static void requireSame(Resource old, String role, String principal) {
    ObjectNode before = old.properties();
    if (!before.path("principalId").asText().equalsIgnoreCase(principal)
        || !roleName(before.path("roleDefinitionId").asText()).equalsIgnoreCase(roleName(role))) {
      throw ResourceException.badRequest(
          "RoleAssignmentUpdateNotPermitted",
          "Tenant ID, application ID, principal ID, and scope are not allowed to be updated.");
    }
  }

  private void requireUnique(ResourceId id, ResourceId scope, String role, String principal) {
    for (Resource other : tree.list(NAME, scope)) {
      if (!other.id().equals(id)
          && other.id().parent().filter(scope::equals).isPresent()
          && other.properties().path("principalId").asText().equalsIgnoreCase(principal)
          && roleName(other.properties().path("roleDefinitionId").asText())
              .equalsIgnoreCase(roleName(role))) {
        throw new ResourceException(
            409,
            "RoleAssignmentExists",
            "The role assignment already exists. The ID of the conflicting role assignment is "
                + other.name()
                + ".");
      }
    }
  }

  private static String roleName(String roleDefinitionId) {
    return roleDefinitionId.substring(roleDefinitionId.lastIndexOf('/') + 1);
  }

  private static String required(JsonNode properties, String member) {
    String value = properties.path(member).asText("");
    if (value.isBlank()) {
      throw ResourceException.badRequest(
          "InvalidRoleAssignment", "'properties." + member + "' is required.");
    }
    return value;
  }
}
