package io.trunkline.workflows.connector;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.util.Base64URL;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import io.trunkline.net.http.ClientCertificate;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.MessageDigest;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.Date;

/** A statement signed with a client's certificate, in place of a client secret (RFC 7523). */
final class ClientAssertion {
  private static final Duration LIFETIME = Duration.ofMinutes(10);

  private ClientAssertion() {}

  /**
   * Returns the signed statement.
   *
   * @throws ConnectorException 400 when the certificate cannot be read or holds no RSA key
   */
  static String sign(ClientCertificate client, String clientId, URI audience, Instant now) {
    char[] password = client.password().toCharArray();
    try {
      KeyStore store = KeyStore.getInstance("PKCS12");
      store.load(new ByteArrayInputStream(client.pkcs12()), password);
      for (String alias : Collections.list(store.aliases())) {
        if (store.getKey(alias, password) instanceof PrivateKey key) {
          return sign(key, store.getCertificate(alias), clientId, audience, now);
        }
      }
      throw unusable("it holds no private key");
    } catch (GeneralSecurityException | IOException | JOSEException e) {
      throw unusable(String.valueOf(e.getMessage()));
    }
  }

  private static String sign(
      PrivateKey key, Certificate certificate, String clientId, URI audience, Instant now)
      throws GeneralSecurityException, JOSEException {
    byte[] thumbprint = MessageDigest.getInstance("SHA-256").digest(certificate.getEncoded());
    JWSHeader header =
        new JWSHeader.Builder(JWSAlgorithm.RS256)
            .x509CertSHA256Thumbprint(Base64URL.encode(thumbprint))
            .build();
    JWTClaimsSet claims =
        new JWTClaimsSet.Builder()
            .issuer(clientId)
            .subject(clientId)
            .audience(audience.toString())
            .notBeforeTime(Date.from(now))
            .expirationTime(Date.from(now.plus(LIFETIME)))
            .build();
    SignedJWT assertion = new SignedJWT(header, claims);
    assertion.sign(new RSASSASigner(key));
    return assertion.serialize();
  }

  private static ConnectorException unusable(String reason) {
    return new ConnectorException(
        400, "BadRequest", "The certificate of the authentication cannot be used: " + reason + ".");
  }
}
