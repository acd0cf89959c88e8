package io.trunkline.identity.service;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.crypto.RSASSAVerifier;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import io.trunkline.identity.state.Application;
import io.trunkline.kernel.RejectedException;
import java.io.ByteArrayInputStream;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.interfaces.RSAPublicKey;
import java.text.ParseException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.Date;
import java.util.Locale;
import java.util.Set;

/**
 * Assertions that a client signs with the key of its certificate ({@code reference/identity.md
 * §3.2}, RFC 7523).
 */
public final class ClientAssertions {
  private static final Set<JWSAlgorithm> ALGORITHMS =
      Set.of(JWSAlgorithm.RS256, JWSAlgorithm.PS256);
  private static final Duration SKEW = Duration.ofMinutes(5);
  private static final Duration LONGEST = Duration.ofDays(1);

  private final Issuers issuers;
  private final InstantSource clock;

  public ClientAssertions(Issuers issuers, InstantSource clock) {
    this.issuers = issuers;
    this.clock = clock;
  }

  /**
   * Checks that {@code client} has signed {@code assertion} for this issuer.
   *
   * @throws OAuthException when not
   */
  void check(Application client, String assertion) {
    try {
      SignedJWT jwt = SignedJWT.parse(assertion);
      if (!isSigned(jwt, client)) {
        throw OAuthException.invalidClient(
            700027,
            "The certificate used to sign the client assertion is not registered on application"
                + " '%s', or the signature is wrong.".formatted(client.appId()));
      }
      checkClaims(jwt.getJWTClaimsSet(), client);
    } catch (ParseException e) {
      throw OAuthException.invalidRequest(50027, "The client assertion is not a signed JWT.");
    }
  }

  private boolean isSigned(SignedJWT jwt, Application client) {
    if (!ALGORITHMS.contains(jwt.getHeader().getAlgorithm())) {
      return false;
    }
    Date now = Date.from(clock.instant());
    for (String encoded : client.certificates()) {
      try {
        X509Certificate certificate = certificate(encoded);
        certificate.checkValidity(now);
        if (jwt.verify(new RSASSAVerifier((RSAPublicKey) certificate.getPublicKey()))) {
          return true;
        }
      } catch (CertificateException | JOSEException e) {
        // Ended, or a key for another algorithm: the next one may fit
      }
    }
    return false;
  }

  private void checkClaims(JWTClaimsSet claims, Application client) {
    Instant now = clock.instant();
    boolean own =
        client.appId().equalsIgnoreCase(claims.getIssuer())
            && client.appId().equalsIgnoreCase(claims.getSubject());
    if (!own || claims.getAudience().stream().noneMatch(this::isHere)) {
      throw OAuthException.invalidClient(
          700023, "The client assertion has a wrong issuer, subject or audience.");
    }
    Date end = claims.getExpirationTime();
    Date start = claims.getNotBeforeTime();
    if (end == null
        || now.isAfter(end.toInstant().plus(SKEW))
        || end.toInstant().isAfter(now.plus(LONGEST))
        || (start != null && now.isBefore(start.toInstant().minus(SKEW)))) {
      throw OAuthException.invalidClient(
          700024, "The client assertion is not within its valid time range.");
    }
  }

  private boolean isHere(String audience) {
    String base = (issuers.base() + "/" + issuers.tenantId()).toLowerCase(Locale.ROOT);
    String folded = audience.toLowerCase(Locale.ROOT);
    return Set.of(
            base + "/oauth2/v2.0/token", base + "/oauth2/token", base + "/v2.0", base + "/", base)
        .contains(folded);
  }

  /**
   * @throws RejectedException when the text is no RSA certificate in Base64
   */
  static void checkCertificate(String encoded) {
    try {
      if (!(certificate(encoded).getPublicKey() instanceof RSAPublicKey)) {
        throw new RejectedException("The certificate has no RSA key.");
      }
    } catch (CertificateException e) {
      throw new RejectedException("The certificate is not Base64 of an X.509 certificate.");
    }
  }

  private static X509Certificate certificate(String encoded) throws CertificateException {
    byte[] der;
    try {
      der = Base64.getMimeDecoder().decode(encoded);
    } catch (IllegalArgumentException e) {
      throw new CertificateException(e);
    }
    return (X509Certificate)
        CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(der));
  }
}
