package io.trunkline.gateway.policy;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.PlainJWT;
import com.nimbusds.jwt.SignedJWT;
import io.trunkline.gateway.exchange.Exchange;
import io.trunkline.gateway.exchange.GatewayRequest;
import io.trunkline.gateway.testkit.PolicyKit;
import io.trunkline.net.codec.Json;
import io.trunkline.net.http.HttpReply;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Date;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Tokens that pass and tokens that do not. */
class ValidateJwtTest {
  private static final String POLICY =
      """
      <validate-jwt header-name="Authorization" require-scheme="Bearer"
          failed-validation-httpcode="401" output-token-variable-name="jwt">
        <openid-config url="https://issuer.example/.well-known/openid-configuration"/>
        <audiences><audience>api://orders</audience></audiences>
        <required-claims>
          <claim name="roles" match="any"><value>Orders.Write</value><value>Admin</value></claim>
        </required-claims>
      </validate-jwt>
      <set-header name="X-Subject"><value>@(((Jwt)context.Variables["jwt"]).Subject)</value></set-header>
      """;

  private static RSAKey key;
  private static RSAKey otherKey;

  private final PolicyKit kit = new PolicyKit();
  private final List<String> fetched = new ArrayList<>();
  private JWKSet published = new JWKSet(key);

  @BeforeAll
  static void makeKeys() throws JOSEException {
    key = new RSAKeyGenerator(2048).keyID("one").generate();
    otherKey = new RSAKeyGenerator(2048).keyID("two").generate();
  }

  @BeforeEach
  void publish() {
    kit.outside(
            call -> {
              fetched.add(call.uri().getPath());
              return call.uri().getPath().equals("/keys")
                  ? HttpReply.json(200, Json.parse(published.toString()))
                  : HttpReply.json(
                      200,
                      Json.object()
                          .put("issuer", "https://issuer.example/")
                          .put("jwks_uri", "https://issuer.example/keys"));
            })
        .inbound(POLICY);
  }

  private JWTClaimsSet.Builder claims() {
    return new JWTClaimsSet.Builder()
        .issuer("https://issuer.example/")
        .subject("client-1")
        .audience("api://orders")
        .claim("roles", List.of("Orders.Write"))
        .expirationTime(Date.from(kit.clock.instant().plusSeconds(60)));
  }

  private static String sign(RSAKey with, JWTClaimsSet claims) throws JOSEException {
    SignedJWT token =
        new SignedJWT(
            new JWSHeader.Builder(JWSAlgorithm.RS256).keyID(with.getKeyID()).build(), claims);
    token.sign(new RSASSASigner(with));
    return "Bearer " + token.serialize();
  }

  private Exchange call(String authorization) {
    GatewayRequest request = kit.request("GET", "/orders/1");
    if (authorization != null) {
      request.headers().set("Authorization", authorization);
    }
    return kit.run(request);
  }

  private void assertRefused(String authorization, String reason, String message) {
    kit.forwarded.clear();
    Exchange done = call(authorization);
    assertThat(done.response().statusCode()).isEqualTo(401);
    assertThat(done.lastError().reason()).isEqualTo(reason);
    assertThat(done.lastError().source()).isEqualTo("validate-jwt");
    assertThat(PolicyKit.body(done))
        .isEqualTo("{\"statusCode\":401,\"message\":\"" + message + "\"}");
    assertThat(kit.forwarded).isEmpty();
  }

  @Test
  void passesAGoodToken() throws JOSEException {
    Exchange done = call(sign(key, claims().build()));
    assertThat(done.response().statusCode()).isEqualTo(200);
    assertThat(done.request().headers().joined("X-Subject")).contains("client-1");
  }

  @Test
  void fetchesKeysOnce() throws JOSEException {
    call(sign(key, claims().build()));
    call(sign(key, claims().build()));
    assertThat(fetched).hasSize(2);
    kit.clock.advance(Duration.ofHours(1));
    call(sign(key, claims().build()));
    assertThat(fetched).hasSize(4);
  }

  @Test
  void fetchesAgainForAnUnknownKeyButNotTooOften() throws JOSEException {
    call(sign(key, claims().build()));
    published = new JWKSet(List.of(key, otherKey));
    assertRefused(
        sign(otherKey, claims().build()),
        "TokenSignatureKeyNotFound",
        "No key for the signature of the token was found. Access denied.");
    kit.clock.advance(Duration.ofMinutes(5));
    assertThat(call(sign(otherKey, claims().build())).response().statusCode()).isEqualTo(200);
  }

  @Test
  void refusesMissingAndBrokenTokens() {
    assertRefused(null, "TokenNotPresent", "JWT not present.");
    assertRefused("Basic abc", "TokenNotPresent", "JWT not present.");
    assertRefused("Bearer abc", "JwtInvalid", "The token is not a JWT. Access denied.");
    assertRefused(
        "Bearer " + new PlainJWT(claims().build()).serialize(),
        "TokenSignatureInvalid",
        "The token is not signed. Access denied.");
  }

  @Test
  void refusesAForgedSignature() throws JOSEException {
    RSAKey forged = new RSAKeyGenerator(2048).keyID("one").generate();
    assertRefused(
        sign(forged, claims().build()),
        "TokenSignatureInvalid",
        "The signature of the token is invalid. Access denied.");
  }

  @Test
  void refusesAPublicKeyUsedAsSecret() throws JOSEException {
    SignedJWT token =
        new SignedJWT(
            new JWSHeader.Builder(JWSAlgorithm.HS256).keyID("one").build(), claims().build());
    token.sign(new MACSigner(key.toRSAPublicKey().getEncoded()));
    assertRefused(
        "Bearer " + token.serialize(),
        "TokenSignatureInvalid",
        "The signature of the token is invalid. Access denied.");
  }

  @Test
  void refusesWrongTimes() throws JOSEException {
    assertRefused(
        sign(key, claims().expirationTime(Date.from(kit.clock.instant())).build()),
        "TokenExpired",
        "The token is expired. Access denied.");
    assertRefused(
        sign(key, claims().expirationTime(null).build()),
        "TokenExpired",
        "The token has no expiration time. Access denied.");
    assertRefused(
        sign(key, claims().notBeforeTime(Date.from(kit.clock.instant().plusSeconds(9))).build()),
        "TokenExpired",
        "The token is not valid yet. Access denied.");
  }

  @Test
  void refusesWrongAudienceIssuerAndClaims() throws JOSEException {
    assertRefused(
        sign(key, claims().audience("api://other").build()),
        "TokenAudienceNotAllowed",
        "The audience of the token is not allowed. Access denied.");
    assertRefused(
        sign(key, claims().issuer("https://evil.example/").build()),
        "TokenIssuerNotAllowed",
        "The issuer 'https://evil.example/' is not allowed. Access denied.");
    assertRefused(
        sign(key, claims().claim("roles", null).build()),
        "TokenClaimNotFound",
        "JWT token is missing the following claims: roles. Access denied.");
    assertRefused(
        sign(key, claims().claim("roles", List.of("Reader")).build()),
        "TokenClaimValueNotAllowed",
        "Claim roles value of Reader is not allowed. Access denied.");
  }

  @Test
  void takesSymmetricKeysAndSplitsClaims() throws JOSEException {
    byte[] secret = new byte[32];
    kit.inbound(
        """
        <validate-jwt header-name="X-Token" failed-validation-error-message="No.">
          <issuer-signing-keys><key>%s</key></issuer-signing-keys>
          <required-claims><claim name="scp" match="all" separator=" "><value>a</value><value>b</value></claim></required-claims>
        </validate-jwt>
        """
            .formatted(Base64.getEncoder().encodeToString(secret)));
    SignedJWT token =
        new SignedJWT(new JWSHeader(JWSAlgorithm.HS256), claims().claim("scp", "a b c").build());
    token.sign(new MACSigner(secret));
    GatewayRequest request = kit.request("GET", "/orders/1");
    request.headers().set("X-Token", token.serialize());
    assertThat(kit.run(request).response().statusCode()).isEqualTo(200);
    assertThat(PolicyKit.body(call(null))).isEqualTo("{\"statusCode\":401,\"message\":\"No.\"}");
  }
}
