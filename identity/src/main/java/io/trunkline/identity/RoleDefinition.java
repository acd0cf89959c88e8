package io.trunkline.identity;

import java.util.List;

/**
 * A role ({@code reference/identity.md §7.1}).
 *
 * @param name its GUID, lower-case
 * @param roleName display name, for example {@code Reader}
 * @param builtIn whether it is the same in every tenant and cannot be changed
 * @param permissions what it allows; entries are evaluated independently
 * @param assignableScopes where it may be assigned
 */
public record RoleDefinition(
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

  /** Returns whether the role allows an action; a data action only by its data actions. */
  public boolean allows(String action, boolean data) {
    return permissions.stream().anyMatch(permission -> permission.allows(action, data));
  }
}
