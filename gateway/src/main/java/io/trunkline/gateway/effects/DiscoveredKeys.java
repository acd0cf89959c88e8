package io.trunkline.gateway.effects;

import com.fasterxml.jackson.databind.JsonNode;
import com.nimbusds.jose.jwk.JWKSet;
import io.trunkline.gateway.GatewayConfig;
import io.trunkline.gateway.exchange.PolicyError;
import io.trunkline.gateway.policy.PolicyServices.SigningKeys;
import io.trunkline.net.codec.Json;
import io.trunkline.net.http.Fields;
import io.trunkline.net.http.HttpCaller;
import io.trunkline.net.http.HttpReply;
import io.trunkline.net.http.OutgoingCall;
import java.net.URI;
import java.text.ParseException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Signing keys from discovery documents, kept for a while ({@code reference/api-management.md
 * §3.2}). Concurrent requests for one document wait for the same fetch.
 */
public final class DiscoveredKeys implements SigningKeys {
  private static final Duration TIMEOUT = Duration.ofSeconds(15);

  private record Cached(Discovered discovered, Instant fetchedAt) {}

  private final HttpCaller caller;
  private final InstantSource clock;
  private final GatewayConfig config;
  private final Map<String, Cached> cache = new ConcurrentHashMap<>();

  public DiscoveredKeys(HttpCaller caller, InstantSource clock, GatewayConfig config) {
    this.caller = caller;
    this.clock = clock;
    this.config = config;
  }

  @Override
  public Discovered discover(String url, @Nullable String keyId) {
    return cache
        .compute(url, (key, cached) -> isGood(cached, keyId) ? cached : refetch(key, cached))
        .discovered();
  }

  private boolean isGood(@Nullable Cached cached, @Nullable String keyId) {
    if (cached == null) {
      return false;
    }
    Duration age = Duration.between(cached.fetchedAt(), clock.instant());
    boolean known = keyId == null || cached.discovered().keys().getKeyByKeyId(keyId) != null;
    return age.compareTo(known ? config.keyLifetime() : config.keyRefetchPause()) < 0;
  }

  /** Old keys are better than none while the issuer is away. */
  private Cached refetch(String url, @Nullable Cached old) {
    try {
      return new Cached(fetch(url), clock.instant());
    } catch (PolicyError e) {
      if (old == null) {
        throw e;
      }
      return new Cached(old.discovered(), clock.instant());
    }
  }

  private Discovered fetch(String url) {
    try {
      JsonNode document = get(url);
      JWKSet keys = JWKSet.parse(Json.text(get(document.path("jwks_uri").asText())));
      return new Discovered(document.path("issuer").asText(), keys);
    } catch (CompletionException | ParseException | IllegalArgumentException e) {
      throw new PolicyError(
          500,
          "OpenIdConfigurationUnavailable",
          "The keys of " + url + " could not be fetched. " + e.getMessage(),
          "Internal server error",
          Map.of());
    }
  }

  private JsonNode get(String url) {
    OutgoingCall call =
        new OutgoingCall(
            "GET",
            URI.create(url),
            Fields.of("Accept", "application/json"),
            new byte[0],
            TIMEOUT,
            config.maxReplyBytes(),
            null);
    HttpReply reply = caller.send(call).toCompletableFuture().join();
    if (reply.status() != 200) {
      throw new IllegalArgumentException(url + " answered with status " + reply.status());
    }
    return Json.parse(reply.body());
  }
}
