package io.trunkline.resources.service;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.trunkline.net.codec.Json;
import io.trunkline.resources.ControlPlaneSettings;

/**
 * Where this cloud's endpoints are, as clients ask for it and as {@code environment()} tells it
 * ({@code reference/resource-manager.md §2.1}).
 */
public final class CloudMetadata {
  private CloudMetadata() {}

  /** Returns the shape of api-version 2022-09-01: every address is this node's. */
  public static ObjectNode current(ControlPlaneSettings settings) {
    String base = settings.endpoints().httpsBase() + "/";
    String host = settings.endpoints().host();
    ObjectNode cloud = Json.object();
    cloud.put("name", "Trunkline");
    cloud.put("portal", base);
    ObjectNode authentication = cloud.putObject("authentication");
    authentication.put("loginEndpoint", base);
    ArrayNode audiences = authentication.putArray("audiences");
    audiences.add("https://management.azure.com/").add("https://management.core.windows.net/");
    authentication.put("tenant", "common");
    authentication.put("identityProvider", "AAD");
    cloud.put("graphAudience", base);
    cloud.put("graph", base);
    cloud.put("microsoftGraphResourceId", base);
    cloud.put("resourceManager", base);
    cloud.put("gallery", base);
    ObjectNode suffixes = cloud.putObject("suffixes");
    suffixes.put("storage", host);
    suffixes.put("keyVaultDns", "vault." + host);
    suffixes.put("acrLoginServer", "registry." + host);
    suffixes.put("sqlServerHostname", "sql." + host);
    return cloud;
  }

  /** Returns the older shape, which asks for four endpoints only. */
  public static ObjectNode legacy(ControlPlaneSettings settings) {
    String base = settings.endpoints().httpsBase() + "/";
    ObjectNode cloud = Json.object();
    cloud.put("galleryEndpoint", base);
    cloud.put("graphEndpoint", base);
    cloud.put("portalEndpoint", base);
    ObjectNode authentication = cloud.putObject("authentication");
    authentication.put("loginEndpoint", base);
    authentication.putArray("audiences").add("https://management.azure.com/");
    return cloud;
  }
}
