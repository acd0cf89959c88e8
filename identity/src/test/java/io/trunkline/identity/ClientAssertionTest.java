package io.trunkline.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import io.trunkline.identity.service.SigningKeys;
import io.trunkline.identity.state.SigningKey.Use;
import io.trunkline.net.http.HttpReply;
import java.security.cert.X509Certificate;
import java.text.ParseException;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Clients that prove themselves with a certificate which Graph was told about. */
class ClientAssertionTest {
  private static final String TOKEN = "/" + IdentityFixture.TENANT + "/oauth2/v2.0/token";
  private static final String BASE = "https://localhost:8443/" + IdentityFixture.TENANT;

  private final IdentityFixture fixture = new IdentityFixture();
  private final RSAKey key = newKey();
  private final String clientId = register();

  @ParameterizedTest
  @ValueSource(strings = {"RS256", "PS256"})
  void anAssertionOfTheRegisteredKeyIsAccepted(String algorithm) throws Exception {
    JsonNode body = fixture.json(send(assertion(key, algorithm, BASE + "/oauth2/v2.0/token", 10)));
    SignedJWT token = SignedJWT.parse(body.path("access_token").asText());
    assertThat(token.getJWTClaimsSet().getStringClaim("appidacr")).isEqualTo("2");
    assertThat(token.getJWTClaimsSet().getStringClaim("appid")).isEqualTo(clientId);
  }

  @Test
  void everyOtherAssertionIsRefused() throws Exception {
    String here = BASE + "/oauth2/v2.0/token";
    assertThat(code(assertion(newKey(), "RS256", here, 10))).isEqualTo(700027);
    assertThat(code(assertion(key, "RS512", here, 10))).isEqualTo(700027);
    assertThat(code(assertion(key, "RS256", "https://elsewhere.example", 10))).isEqualTo(700023);
    assertThat(code(assertion(key, "RS256", here, -10))).isEqualTo(700024);
    assertThat(code(assertion(key, "RS256", here, 5_000))).isEqualTo(700024);
    assertThat(code("garbage")).isEqualTo(50027);
    fixture.clock.advance(Duration.ofDays(6 * 365));
    assertThat(code(assertion(key, "RS256", here, 10))).isEqualTo(700027);
  }

  @Test
  void theCertificateItselfIsACredentialWhoeverHasSignedIt() {
    Caller.TokenCaller caller = verify(key);
    assertThat(caller.principal().clientId()).isEqualTo(clientId);
    assertThat(caller.audience()).isEqualTo("https://servicebus.azure.net");
    assertThat(caller.expiresAt()).isEqualTo(certificate(key).getNotAfter().toInstant());

    RSAKey unknown = newKey();
    assertThatThrownBy(() -> verify(unknown))
        .isInstanceOfSatisfying(
            InvalidCredentialException.class,
            refused ->
                assertThat(refused.reason())
                    .isEqualTo(InvalidCredentialException.Reason.UNKNOWN_PRINCIPAL));
    fixture.clock.advance(Duration.ofDays(6 * 365));
    assertThatThrownBy(() -> verify(key))
        .isInstanceOfSatisfying(
            InvalidCredentialException.class,
            refused ->
                assertThat(refused.reason()).isEqualTo(InvalidCredentialException.Reason.EXPIRED));
  }

  private Caller.TokenCaller verify(RSAKey shown) {
    return fixture
        .identity
        .certificateVerifier()
        .verify(certificate(shown), "https://servicebus.azure.net");
  }

  private static X509Certificate certificate(RSAKey key) {
    return key.getParsedX509CertChain().getFirst();
  }

  @Test
  void aCertificateThatIsNoneIsRefused() {
    HttpReply reply = create("bm90IGEgY2VydGlmaWNhdGU=");
    assertThat(reply.status()).isEqualTo(400);
    assertThat(reply.text()).contains("certificate");
  }

  private int code(String assertion) {
    HttpReply reply = send(assertion);
    assertThat(reply.status()).isIn(400, 401);
    return fixture.json(reply).path("error_codes").path(0).asInt();
  }

  private HttpReply send(String assertion) {
    return fixture.post(
        TOKEN,
        "grant_type=client_credentials&scope=https://servicebus.azure.net/.default&client_id="
            + clientId
            + "&client_assertion_type=urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
            + "&client_assertion="
            + assertion);
  }

  private String assertion(RSAKey signer, String algorithm, String audience, int minutes)
      throws Exception {
    Instant now = fixture.clock.instant();
    SignedJWT jwt =
        new SignedJWT(
            new JWSHeader.Builder(JWSAlgorithm.parse(algorithm)).build(),
            new JWTClaimsSet.Builder()
                .issuer(clientId)
                .subject(clientId)
                .audience(audience)
                .notBeforeTime(Date.from(now.minusSeconds(3_600)))
                .expirationTime(Date.from(now.plus(Duration.ofMinutes(minutes))))
                .build());
    jwt.sign(new RSASSASigner(signer));
    return jwt.serialize();
  }

  private String register() {
    JsonNode application = fixture.json(create(key.getX509CertChain().getFirst().toString()));
    String appId = application.path("appId").asText();
    graph("/v1.0/servicePrincipals", "{\"appId\": \"" + appId + "\"}");
    return appId;
  }

  private HttpReply create(String certificate) {
    return graph(
        "/v1.0/applications",
        """
        {"displayName": "certified", "keyCredentials": [
          {"type": "AsymmetricX509Cert", "usage": "Verify", "key": "%s"}]}
        """
            .formatted(certificate));
  }

  private HttpReply graph(String target, String body) {
    String token = fixture.administratorToken("https://graph.microsoft.com");
    return fixture.send("POST", target, body, "authorization", "Bearer " + token);
  }

  private RSAKey newKey() {
    try {
      return RSAKey.parse(SigningKeys.generate(Use.NEXT, fixture.clock.instant()).jwk());
    } catch (ParseException e) {
      throw new AssertionError(e);
    }
  }
}
