package io.trunkline.workflows.connector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nimbusds.jose.crypto.RSASSAVerifier;
import com.nimbusds.jwt.SignedJWT;
import io.trunkline.net.codec.Json;
import io.trunkline.net.http.Fields;
import io.trunkline.net.http.HttpReply;
import io.trunkline.net.http.OutgoingCall;
import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.security.interfaces.RSAPublicKey;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.junit.jupiter.api.Test;

/** Every kind of authentication of an HTTP operation (reference/workflows.md §4.2.2). */
class AuthenticationTest {
  private static final InstantSource CLOCK =
      InstantSource.fixed(Instant.parse("2026-01-01T00:00:00Z"));
  private final List<OutgoingCall> tokenCalls = new ArrayList<>();
  private final Authentication authentication =
      new Authentication(
          (identity, audience) -> "token-of-" + identity + "-for-" + audience,
          call -> {
            tokenCalls.add(call);
            return CompletableFuture.completedFuture(
                HttpReply.json(200, Json.object().put("access_token", "abc")));
          },
          CLOCK);

  private Authentication.Applied apply(String json) {
    return authentication.apply(Optional.of(Json.parse(json)), "/workflow", null);
  }

  @Test
  void headersAndQueries() {
    assertThat(apply("{\"type\":\"None\"}").authorization()).isEmpty();
    assertThat(apply("{\"type\":\"basic\",\"username\":\"u\",\"password\":\"p\"}").authorization())
        .contains("Basic dTpw");
    assertThat(apply("{\"type\":\"Raw\",\"value\":\"Key k\"}").authorization()).contains("Key k");
    assertThat(apply("{\"type\":\"Raw\",\"scheme\":\"Key\",\"parameter\":\"p\"}").authorization())
        .contains("Key p");
    assertThat(
            apply("{\"type\":\"ManagedServiceIdentity\",\"audience\":\"api://x\"}").authorization())
        .contains("Bearer token-of-/workflow-for-api://x");
    assertThat(apply("{\"type\":\"QueryString\",\"name\":\"Code\",\"value\":\"c\"}").queries())
        .containsEntry("Code", "c");
  }

  @Test
  void clientSecretsGetAToken() {
    Authentication.Applied applied =
        apply(
            "{\"type\":\"ActiveDirectoryOAuth\",\"authority\":\"https://login.example/\",\"tenant\":\"t\",\"audience\":\"api://x\",\"clientId\":\"c\",\"secret\":\"s"
                + " 1\"}");
    assertThat(applied.authorization()).contains("Bearer abc");
    assertThat(tokenCalls.getFirst().uri()).hasToString("https://login.example/t/oauth2/token");
    assertThat(form().first("client_secret")).contains("s 1");
    assertThat(form().first("resource")).contains("api://x");
  }

  @Test
  void clientCertificatesAreShownOrSignAStatement() throws Exception {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
    generator.initialize(2048);
    KeyPair keys = generator.generateKeyPair();
    String pfx = Base64.getEncoder().encodeToString(pkcs12(keys));
    assertThat(
            apply(
                    "{\"type\":\"ClientCertificate\",\"pfx\":\"%s\",\"password\":\"p\"}"
                        .formatted(pfx))
                .certificate()
                .orElseThrow()
                .password())
        .isEqualTo("p");
    Authentication.Applied applied =
        apply(
            "{\"type\":\"ActiveDirectoryOAuth\",\"authority\":\"https://login.example\",\"tenant\":\"t\",\"audience\":\"api://x\",\"clientId\":\"c\",\"credentialType\":\"Certificate\",\"pfx\":\"%s\",\"password\":\"p\"}"
                .formatted(pfx));
    assertThat(applied.authorization()).contains("Bearer abc");
    SignedJWT assertion = SignedJWT.parse(form().first("client_assertion").orElseThrow());
    assertThat(assertion.verify(new RSASSAVerifier((RSAPublicKey) keys.getPublic()))).isTrue();
    assertThat(assertion.getJWTClaimsSet().getIssuer()).isEqualTo("c");
    assertThat(assertion.getJWTClaimsSet().getAudience())
        .containsExactly("https://login.example/t/oauth2/token");
    assertThatThrownBy(
            () ->
                apply(
                    "{\"type\":\"ActiveDirectoryOAuth\",\"tenant\":\"t\",\"audience\":\"a\",\"clientId\":\"c\",\"credentialType\":\"Certificate\",\"pfx\":\"AAAA\",\"password\":\"p\"}"))
        .isInstanceOf(ConnectorException.class);
  }

  private static byte[] pkcs12(KeyPair keys) throws Exception {
    X500Name name = new X500Name("CN=client.example");
    X509Certificate certificate =
        new JcaX509CertificateConverter()
            .getCertificate(
                new JcaX509v3CertificateBuilder(
                        name,
                        BigInteger.ONE,
                        Date.from(CLOCK.instant()),
                        Date.from(CLOCK.instant().plusSeconds(86_400)),
                        name,
                        keys.getPublic())
                    .build(new JcaContentSignerBuilder("SHA256withRSA").build(keys.getPrivate())));
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    store.setKeyEntry(
        "client", keys.getPrivate(), "p".toCharArray(), new Certificate[] {certificate});
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    store.store(bytes, "p".toCharArray());
    return bytes.toByteArray();
  }

  private Fields form() {
    return Fields.parseQuery(new String(tokenCalls.getFirst().body(), StandardCharsets.UTF_8));
  }

  @Test
  void whatIsMissingIsNamedWithoutItsValue() {
    assertThatThrownBy(() -> apply("{\"type\":\"Basic\",\"username\":\"u\"}"))
        .isInstanceOf(ConnectorException.class)
        .hasMessageContaining("'password'");
    assertThatThrownBy(() -> apply("{\"type\":\"Magic\"}")).hasMessageContaining("'Magic'");
    assertThatThrownBy(
            () -> apply("{\"type\":\"ClientCertificate\",\"pfx\":\"%%%\",\"password\":\"p\"}"))
        .isInstanceOf(ConnectorException.class);
  }
}
