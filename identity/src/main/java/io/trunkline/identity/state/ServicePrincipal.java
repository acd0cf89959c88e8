package io.trunkline.identity.state;

import io.trunkline.identity.Principal;
import java.util.LinkedHashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What an application or a managed identity is in the tenant: the holder of roles.
 *
 * @param objectId the {@code oid} of its tokens, a GUID
 * @param appId client id, a GUID
 * @param displayName for people
 * @param kind {@code APPLICATION} or {@code MANAGED_IDENTITY}
 * @param resourceId ARM id of the managed identity, or null
 * @param grants application roles that it was given
 */
public record ServicePrincipal(
    String objectId,
    String appId,
    String displayName,
    Principal.Kind kind,
    @Nullable String resourceId,
    Set<AppRoleGrant> grants) {
  public ServicePrincipal {
    grants = Set.copyOf(grants);
  }

  /** An application role given to a principal: role {@code roleId} of application {@code appId}. */
  public record AppRoleGrant(String appId, String roleId) {}

  ServicePrincipal with(AppRoleGrant grant) {
    Set<AppRoleGrant> more = new LinkedHashSet<>(grants);
    more.add(grant);
    return new ServicePrincipal(objectId, appId, displayName, kind, resourceId, more);
  }
}
