package io.trunkline.identity;

/**
 * A managed identity.
 *
 * @param resourceId ARM id of the user-assigned identity, or of the resource that has a
 *     system-assigned one
 * @param principalId object id of its service principal, a GUID
 * @param clientId application id, a GUID
 * @param systemAssigned whether it lives and dies with its resource
 */
public record ManagedIdentity(
    String resourceId, String principalId, String clientId, boolean systemAssigned) {

  /** Returns the last segment of the resource id. */
  public String name() {
    return resourceId.substring(resourceId.lastIndexOf('/') + 1);
  }
}
