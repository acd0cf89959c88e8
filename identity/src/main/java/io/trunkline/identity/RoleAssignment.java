package io.trunkline.identity;

/**
 * A role given to a principal ({@code reference/identity.md §7.1}).
 *
 * @param id resource id of the assignment
 * @param scope resource id at which it holds, and below; {@code /} for everywhere
 * @param roleName the GUID of the role definition
 * @param principalId object id of the principal
 */
public record RoleAssignment(String id, String scope, String roleName, String principalId) {}
