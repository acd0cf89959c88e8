package io.trunkline.gateway.policy;

import io.trunkline.gateway.GatewayConfig;
import io.trunkline.gateway.exchange.Exchange;
import io.trunkline.identity.ManagedIdentityTokens;
import io.trunkline.net.http.HttpCaller;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What policies need of the world outside.
 *
 * @param caller for {@code send-request}
 */
public record PolicyServices(
    GatewayConfig config,
    InstantSource clock,
    HttpCaller caller,
    ManagedIdentityTokens identities,
    BackendCaller backends,
    Counters counters,
    SigningKeys keys) {

  /** Calls the backend of an exchange. */
  @FunctionalInterface
  public interface BackendCaller {
    /**
     * Sends the request on and sets the response, whose body is still on its way.
     *
     * @param timeout until the response starts
     * @throws io.trunkline.gateway.exchange.PolicyError when there is no response
     */
    void forward(Exchange exchange, Duration timeout);
  }

  /** Counts calls by key. */
  public interface Counters {
    /**
     * Takes {@code amount} calls of those that a key has in a period.
     *
     * @return what is left of them
     */
    Taken take(String key, int calls, Duration period, int amount);

    /**
     * What came of it.
     *
     * @param allowed whether they could be taken
     * @param remaining calls left
     * @param retryAfter how long until there are calls again
     */
    record Taken(boolean allowed, long remaining, Duration retryAfter) {}
  }

  /** Gets the keys that sign tokens. */
  @FunctionalInterface
  public interface SigningKeys {
    /**
     * Returns the issuer and keys that a discovery document names.
     *
     * @param keyId the key that is wanted; when it is not known the document is fetched again, but
     *     not too often
     * @throws io.trunkline.gateway.exchange.PolicyError when they cannot be fetched
     */
    Discovered discover(String url, @Nullable String keyId);

    /**
     * What an OpenID configuration leads to.
     *
     * @param issuer issuer of the document
     * @param keys a JSON Web Key Set
     */
    record Discovered(String issuer, com.nimbusds.jose.jwk.JWKSet keys) {}
  }

  /** Names that the gateway never sends on, as they belong to one connection. */
  public static final List<String> HOP_BY_HOP =
      List.of(
          "connection",
          "keep-alive",
          "proxy-authenticate",
          "proxy-authorization",
          "proxy-connection",
          "te",
          "trailer",
          "transfer-encoding",
          "upgrade");
}
