package io.trunkline.resources.service;

/**
 * Somebody whose token was accepted by the control plane.
 *
 * @param objectId object id of the principal
 * @param tenantId GUID of its tenant
 * @param displayName for {@code systemData} and logs, never a secret
 * @param kind {@code User}, {@code Application} or {@code ManagedIdentity}
 */
public record ControlCaller(String objectId, String tenantId, String displayName, String kind) {
  /** The object id of {@link #system}; no token carries it. */
  public static final String SYSTEM_OBJECT_ID = "00000000-0000-0000-0000-000000000000";

  /**
   * Returns Trunkline itself, doing what it was configured to do: {@link ControlAccess#require}
   * lets it pass everywhere.
   */
  public static ControlCaller system(String tenantId) {
    return new ControlCaller(SYSTEM_OBJECT_ID, tenantId, "trunkline", "Application");
  }
}
