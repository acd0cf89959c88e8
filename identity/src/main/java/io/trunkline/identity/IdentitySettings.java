package io.trunkline.identity;

import java.time.Duration;
import java.util.regex.Pattern;

/**
 * What an operator decides about identity.
 *
 * @param tenantId GUID of the tenant
 * @param tenantName its display name
 * @param tokenLifetimeMin the shortest life of an application's access token
 * @param tokenLifetimeMax the longest; each token gets something in between, so that a fleet of
 *     clients does not refresh in step ({@code reference/identity.md §4})
 * @param managedIdentityTokenLifetime life of a managed identity's access token, at most a day
 * @param passwordLifetime life of a client secret for which nobody asked for another
 * @param instanceMetadata whether processes on this machine get tokens of any managed identity from
 *     {@code /metadata/identity}, as on a virtual machine; for development
 */
public record IdentitySettings(
    String tenantId,
    String tenantName,
    Duration tokenLifetimeMin,
    Duration tokenLifetimeMax,
    Duration managedIdentityTokenLifetime,
    Duration passwordLifetime,
    boolean instanceMetadata) {
  private static final Pattern GUID = Pattern.compile("[0-9a-f]{8}-([0-9a-f]{4}-){3}[0-9a-f]{12}");
  private static final Duration DAY = Duration.ofDays(1);

  public IdentitySettings {
    if (!GUID.matcher(tenantId).matches()) {
      throw new IllegalArgumentException("a tenant id is a lower-case GUID, not " + tenantId);
    }
    if (tokenLifetimeMin.compareTo(Duration.ofMinutes(5)) < 0
        || tokenLifetimeMax.compareTo(tokenLifetimeMin) < 0
        || tokenLifetimeMax.compareTo(DAY) > 0
        || managedIdentityTokenLifetime.compareTo(DAY) > 0) {
      throw new IllegalArgumentException("tokens live from 5 minutes to a day");
    }
  }

  /** Returns the defaults: 60 to 90 minutes, a day for managed identities, no metadata service. */
  public static IdentitySettings defaults(String tenantId) {
    return new IdentitySettings(
        tenantId,
        "Trunkline",
        Duration.ofMinutes(60),
        Duration.ofMinutes(90),
        DAY,
        Duration.ofDays(730),
        false);
  }

  /** Returns the same with the metadata service on or off. */
  public IdentitySettings withInstanceMetadata(boolean on) {
    return new IdentitySettings(
        tenantId,
        tenantName,
        tokenLifetimeMin,
        tokenLifetimeMax,
        managedIdentityTokenLifetime,
        passwordLifetime,
        on);
  }
}
