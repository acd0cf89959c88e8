package io.trunkline.identity;

import java.util.List;

/**
 * The directory as the resource tree feeds it: managed identities and roles are resources, and the
 * tree is the truth about which exist. All methods are idempotent; those that change something
 * block until it is durable and holds for the next authorization.
 */
public interface Directory {
  /** Makes a managed identity known: tokens can be had for it, roles can be given to it. */
  void putManagedIdentity(ManagedIdentity identity);

  /** Forgets the managed identity that a resource is or has; its tokens stop being accepted. */
  void removeManagedIdentity(String resourceId);

  /** Returns whether a principal with that object id is known. */
  boolean principalExists(String objectId);

  /** Gives a role, or changes what was given under the same id. */
  void putRoleAssignment(RoleAssignment assignment);

  /** Takes a role back. */
  void removeRoleAssignment(String id);

  /** Makes a custom role known, or changes it; a built-in role cannot be put. */
  void putRoleDefinition(RoleDefinition role);

  /** Forgets a custom role by its GUID; what was given by it counts for nothing. */
  void removeRoleDefinition(String name);

  /** Returns all roles, the built-in ones first. */
  List<RoleDefinition> roleDefinitions();
}
