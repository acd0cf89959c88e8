package io.trunkline.identity;

import java.util.Set;

/**
 * Somebody or something that can be given a role.
 *
 * @param objectId the {@code oid} of its tokens and the {@code principalId} of role assignments
 * @param tenantId GUID of the tenant
 * @param clientId application id ({@code appid}/{@code azp}), or empty for a user
 * @param kind what it is
 * @param appRoles application roles granted to it ({@code roles} claim)
 * @param displayName for logs and the console; never used for a decision
 */
public record Principal(
    String objectId,
    String tenantId,
    String clientId,
    Kind kind,
    Set<String> appRoles,
    String displayName) {

  /** What a principal is. */
  public enum Kind {
    USER,
    GROUP,
    APPLICATION,
    MANAGED_IDENTITY
  }
}
