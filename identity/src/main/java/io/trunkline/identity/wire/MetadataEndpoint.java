package io.trunkline.identity.wire;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.nimbusds.jose.jwk.RSAKey;
import io.trunkline.identity.service.Issuers;
import io.trunkline.identity.service.KeyRing;
import io.trunkline.identity.service.OAuthException;
import io.trunkline.net.codec.Json;
import io.trunkline.net.http.HttpCall;
import io.trunkline.net.http.HttpReply;
import java.net.URI;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;

/** OpenID Connect metadata, keys and instance discovery ({@code reference/identity.md §2}). */
public final class MetadataEndpoint {
  private static final Set<String> MULTI_TENANT = Set.of("common", "organizations");

  private final Issuers issuers;
  private final KeyRing keys;
  private final InstantSource clock;

  public MetadataEndpoint(Issuers issuers, KeyRing keys, InstantSource clock) {
    this.issuers = issuers;
    this.keys = keys;
    this.clock = clock;
  }

  HttpReply openId(HttpCall call, String tenant, int version) {
    boolean multiTenant = MULTI_TENANT.contains(tenant);
    if (!multiTenant && !isOurs(tenant)) {
      return OAuthErrors.reply(OAuthException.unknownTenant(tenant), call, clock);
    }
    Issuers named = multiTenant ? new Issuers(issuers.base(), "{tenantid}") : issuers;
    String base = issuers.base() + "/" + tenant;
    String oauth = base + "/oauth2" + (version == 2 ? "/v2.0" : "");
    ObjectNode body = Json.object();
    body.put("issuer", version == 2 ? named.v2() : named.v1());
    body.put("authorization_endpoint", oauth + "/authorize");
    body.put("token_endpoint", oauth + "/token");
    body.put("jwks_uri", base + "/discovery" + (version == 2 ? "/v2.0" : "") + "/keys");
    add(body.putArray("grant_types_supported"), List.of("client_credentials"));
    add(
        body.putArray("token_endpoint_auth_methods_supported"),
        List.of("client_secret_post", "private_key_jwt", "client_secret_basic"));
    add(body.putArray("response_modes_supported"), List.of("query", "fragment", "form_post"));
    add(
        body.putArray("response_types_supported"),
        List.of("code", "id_token", "code id_token", "id_token token"));
    add(body.putArray("subject_types_supported"), List.of("pairwise"));
    add(body.putArray("id_token_signing_alg_values_supported"), List.of("RS256"));
    add(
        body.putArray("scopes_supported"),
        version == 2 ? List.of("openid", "profile", "email", "offline_access") : List.of("openid"));
    add(
        body.putArray("claims_supported"),
        List.of("sub", "iss", "aud", "exp", "iat", "nbf", "tid", "oid", "ver", "roles"));
    body.put("request_uri_parameter_supported", false);
    body.put("cloud_instance_name", URI.create(issuers.base()).getHost());
    return HttpReply.json(200, body);
  }

  HttpReply keys(HttpCall call, String tenant) {
    if (!MULTI_TENANT.contains(tenant) && !isOurs(tenant)) {
      return OAuthErrors.reply(OAuthException.unknownTenant(tenant), call, clock);
    }
    ObjectNode body = Json.object();
    ArrayNode all = body.putArray("keys");
    for (RSAKey key : keys.published()) {
      ObjectNode each = (ObjectNode) Json.parse(key.toJSONString());
      all.add(each.put("issuer", issuers.v2()));
    }
    return HttpReply.json(200, body).withHeader("Cache-Control", "max-age=3600");
  }

  HttpReply instance(HttpCall call) {
    String authority = URI.create(issuers.base()).getAuthority();
    String asked =
        call.parameter("authorization_endpoint").map(MetadataEndpoint::authority).orElse("");
    if (!asked.equalsIgnoreCase(authority)) {
      return OAuthErrors.reply(
          OAuthException.badRequest(
              "invalid_instance", 50049, "Unknown or invalid instance '" + asked + "'."),
          call,
          clock);
    }
    ObjectNode body = Json.object();
    body.put("tenant_discovery_endpoint", issuers.v2() + "/.well-known/openid-configuration");
    body.put("api-version", "1.1");
    ObjectNode self = body.putArray("metadata").addObject();
    self.put("preferred_network", authority);
    self.put("preferred_cache", authority);
    self.putArray("aliases").add(authority);
    return HttpReply.json(200, body);
  }

  private boolean isOurs(String tenant) {
    return tenant.equalsIgnoreCase(issuers.tenantId());
  }

  private static void add(ArrayNode array, List<String> values) {
    values.forEach(array::add);
  }

  private static String authority(String url) {
    try {
      String authority = URI.create(url).getAuthority();
      return authority == null ? "" : authority;
    } catch (IllegalArgumentException e) {
      return "";
    }
  }
}
