package io.trunkline.identity.state;

/**
 * The node's tenant.
 *
 * @param id its GUID
 * @param displayName for people
 * @param administratorClientId application id of the administrator that was made at first start
 */
public record Tenant(String id, String displayName, String administratorClientId) {}
