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
}
