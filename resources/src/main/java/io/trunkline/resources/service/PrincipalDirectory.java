package io.trunkline.resources.service;

import io.trunkline.resources.ResourceId;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The directory that the identities and roles in the tree are pushed into. All methods block, are
 * idempotent, and hold for the next authorization once they return.
 */
public interface PrincipalDirectory {
  /** Makes a managed identity known: tokens can be had for it, roles can be given to it. */
  void putManagedIdentity(ManagedIdentity identity);

  /** Forgets the managed identity that {@code resource} is or has. */
  void removeManagedIdentity(ResourceId resource);

  /** Returns whether a principal with that object id is known. */
  boolean exists(String objectId);

  void putRoleAssignment(RoleAssignment assignment);

  void removeRoleAssignment(ResourceId id);

  /** Makes a custom role known, or changes it. */
  void putRoleDefinition(RoleDefinition definition);

  /** Forgets a custom role. */
  void removeRoleDefinition(String name);

  /** Returns the built-in roles, in a stable order. */
  List<RoleDefinition> builtInRoles();

  /**
   * A managed identity.
   *
   * @param resource the user-assigned identity, or the resource that has a system-assigned one
   * @param principalId object id of the service principal, a GUID
   * @param clientId application id, a GUID
   * @param tenantId a GUID
   * @param systemAssigned whether it lives and dies with {@code resource}
   */
  record ManagedIdentity(
      ResourceId resource,
      String principalId,
      String clientId,
      String tenantId,
      boolean systemAssigned) {}

  /**
   * A role assignment ({@code reference/identity.md §7.1}).
   *
   * @param id its resource id
   * @param scope resource id at which it holds, and below
   * @param roleName the GUID of the role definition
   * @param principalType {@code User}, {@code Group} or {@code ServicePrincipal}, as put
   * @param condition an ABAC condition, or null
   */
  record RoleAssignment(
      ResourceId id,
      ResourceId scope,
      String roleName,
      String principalId,
      String principalType,
      @Nullable String condition) {}

  /**
   * A role ({@code reference/identity.md §7.1}).
   *
   * @param name its GUID
   * @param roleName display name, for example {@code Reader}
   * @param builtIn whether it is given and cannot be changed
   * @param permissions what it allows; entries are evaluated independently
   * @param assignableScopes where it may be assigned
   */
  record RoleDefinition(
      String name,
      String roleName,
      String description,
      boolean builtIn,
      List<RolePermission> permissions,
      List<String> assignableScopes) {
    public RoleDefinition {
      permissions = List.copyOf(permissions);
      assignableScopes = List.copyOf(assignableScopes);
    }
  }

  /** One entry of a role's {@code permissions}: patterns of what it allows and subtracts. */
  record RolePermission(
      Set<String> actions,
      Set<String> notActions,
      Set<String> dataActions,
      Set<String> notDataActions) {
    public RolePermission {
      actions = Set.copyOf(actions);
      notActions = Set.copyOf(notActions);
      dataActions = Set.copyOf(dataActions);
      notDataActions = Set.copyOf(notDataActions);
    }
  }
}
