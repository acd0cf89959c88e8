package io.trunkline.identity.service;

/**
 * The issuers of one tenant ({@code reference/identity.md §2.1}).
 *
 * @param base public address of this node without a slash at its end
 * @param tenantId GUID of the tenant
 */
public record Issuers(String base, String tenantId) {
  /** Returns the issuer of version 1 tokens. */
  public String v1() {
    return base + "/" + tenantId + "/";
  }

  /** Returns the issuer of version 2 tokens. */
  public String v2() {
    return base + "/" + tenantId + "/v2.0";
  }

  /**
   * Returns whether an issuer is one of this tenant at any of the cluster's nodes, whose addresses
   * differ. What it signed is checked with the tenant's keys.
   */
  boolean isOurs(String issuer) {
    return issuer != null
        && (issuer.endsWith("/" + tenantId + "/") || issuer.endsWith("/" + tenantId + "/v2.0"));
  }
}
