package io.trunkline.identity.wire;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.trunkline.identity.service.ClientCredentials;
import io.trunkline.identity.service.IssuedToken;
import io.trunkline.identity.service.OAuthException;
import io.trunkline.net.codec.Json;
import io.trunkline.net.http.Fields;
import io.trunkline.net.http.HttpCall;
import io.trunkline.net.http.HttpReply;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Base64;
import java.util.Optional;

/** {@code POST /{tenant}/oauth2/[v2.0/]token} ({@code reference/identity.md §3}). */
public final class TokenEndpoint {
  private static final Duration EARLY_REFRESH = Duration.ofHours(2);

  private final ClientCredentials grants;
  private final String tenantId;
  private final InstantSource clock;

  public TokenEndpoint(ClientCredentials grants, String tenantId, InstantSource clock) {
    this.grants = grants;
    this.tenantId = tenantId;
    this.clock = clock;
  }

  HttpReply answer(HttpCall call, String tenant, int version) {
    if (!call.method().equals("POST")) {
      return OAuthErrors.methodNotAllowed("POST");
    }
    try {
      if (!tenant.equalsIgnoreCase(tenantId)) {
        throw OAuthException.unknownTenant(tenant);
      }
      Fields form = form(call);
      String grant =
          form.first("grant_type").orElseThrow(() -> OAuthException.missing("grant_type"));
      if (!grant.equals("client_credentials")) {
        throw OAuthException.badRequest(
            "unsupported_grant_type",
            70003,
            "The app requested an unsupported grant type '%s'.".formatted(grant));
      }
      return reply(grants.issue(request(call, form, version)), version)
          .withHeader("Cache-Control", "no-store")
          .withHeader("Pragma", "no-cache");
    } catch (OAuthException e) {
      return OAuthErrors.reply(e, call, clock);
    }
  }

  private ClientCredentials.Request request(HttpCall call, Fields form, int version) {
    Optional<String[]> basic = call.header("authorization").flatMap(TokenEndpoint::basic);
    String resource = version == 1 ? form.first("resource").orElse(null) : null;
    if (version == 1 && resource == null && form.first("scope").isEmpty()) {
      throw OAuthException.missing("resource");
    }
    return new ClientCredentials.Request(
        tenantId,
        form.first("client_id").or(() -> basic.map(pair -> pair[0])).orElse(null),
        form.first("client_secret").or(() -> basic.map(pair -> pair[1])).orElse(null),
        form.first("client_assertion").orElse(null),
        form.first("scope").orElse(null),
        resource);
  }

  private HttpReply reply(IssuedToken token, int version) {
    long seconds = Duration.between(token.notBefore(), token.expiresAt()).toSeconds();
    ObjectNode body = Json.object();
    body.put("token_type", "Bearer");
    if (version == 1) {
      body.put("expires_in", Long.toString(seconds));
      body.put("ext_expires_in", Long.toString(seconds));
      body.put("expires_on", Long.toString(token.expiresAt().getEpochSecond()));
      body.put("not_before", Long.toString(token.notBefore().getEpochSecond()));
      body.put("resource", token.audience());
    } else {
      body.put("expires_in", seconds);
      body.put("ext_expires_in", seconds);
      if (seconds >= EARLY_REFRESH.toSeconds()) {
        body.put("refresh_in", seconds / 2);
      }
    }
    body.put("access_token", token.value());
    return HttpReply.json(200, body);
  }

  private static Fields form(HttpCall call) {
    String type = call.header("content-type").orElse("");
    if (!type.regionMatches(true, 0, "application/x-www-form-urlencoded", 0, 33)) {
      throw OAuthException.invalidRequest(
          900144, "The request body must be application/x-www-form-urlencoded.");
    }
    try {
      return Fields.parseQuery(call.text());
    } catch (IllegalArgumentException e) {
      throw OAuthException.invalidRequest(90014, "The request body has a broken percent escape.");
    }
  }

  /** Reads HTTP Basic as OAuth uses it: both halves are form-encoded (RFC 6749 §2.3.1). */
  private static Optional<String[]> basic(String header) {
    if (!header.regionMatches(true, 0, "Basic ", 0, 6)) {
      return Optional.empty();
    }
    try {
      String pair =
          new String(
              Base64.getDecoder().decode(header.substring(6).strip()), StandardCharsets.UTF_8);
      int colon = pair.indexOf(':');
      return colon < 0
          ? Optional.empty()
          : Optional.of(
              new String[] {
                URLDecoder.decode(pair.substring(0, colon), StandardCharsets.UTF_8),
                URLDecoder.decode(pair.substring(colon + 1), StandardCharsets.UTF_8)
              });
    } catch (IllegalArgumentException e) {
      throw OAuthException.invalidRequest(90014, "The Authorization header is malformed.");
    }
  }
}
