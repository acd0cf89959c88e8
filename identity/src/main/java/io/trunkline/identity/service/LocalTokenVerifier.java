package io.trunkline.identity.service;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSVerifier;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import io.trunkline.identity.Caller.TokenCaller;
import io.trunkline.identity.InvalidCredentialException;
import io.trunkline.identity.InvalidCredentialException.Reason;
import io.trunkline.identity.Principal;
import io.trunkline.identity.TokenVerifier;
import io.trunkline.identity.state.DirectoryIndex;
import io.trunkline.identity.state.ServicePrincipal;
import java.text.ParseException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Checks the tokens that this node's own issuer has signed ({@code reference/identity.md §9}). */
public final class LocalTokenVerifier implements TokenVerifier {
  /** How far the clocks of issuer and verifier may be apart. */
  static final Duration SKEW = Duration.ofMinutes(5);

  /** How long a token may be, in characters; a longer one is not looked at. */
  static final int MAX_LENGTH = 16_384;

  private final DirectoryIndex index;
  private final KeyRing keys;
  private final Issuers issuers;
  private final InstantSource clock;

  public LocalTokenVerifier(
      DirectoryIndex index, KeyRing keys, Issuers issuers, InstantSource clock) {
    this.index = index;
    this.keys = keys;
    this.issuers = issuers;
    this.clock = clock;
  }

  @Override
  public TokenCaller verify(String token, Set<String> audiences) {
    if (token.isEmpty()) {
      throw refused(Reason.MISSING, "A bearer token is needed.");
    }
    if (token.length() > MAX_LENGTH) {
      throw refused(Reason.MALFORMED, "The token is longer than " + MAX_LENGTH + " characters.");
    }
    try {
      SignedJWT jwt = SignedJWT.parse(token);
      checkSignature(jwt);
      return caller(jwt.getJWTClaimsSet(), audiences);
    } catch (ParseException e) {
      throw refused(Reason.MALFORMED, "The token is not a signed JWT.");
    }
  }

  private void checkSignature(SignedJWT jwt) {
    String kid = jwt.getHeader().getKeyID();
    JWSVerifier verifier = kid == null ? null : keys.verifier(kid).orElse(null);
    if (verifier == null || !JWSAlgorithm.RS256.equals(jwt.getHeader().getAlgorithm())) {
      throw refused(Reason.UNKNOWN_KEY, "The token was signed with an unknown key or algorithm.");
    }
    try {
      if (!jwt.verify(verifier)) {
        throw refused(Reason.BAD_SIGNATURE, "The signature of the token is wrong.");
      }
    } catch (JOSEException e) {
      throw refused(Reason.BAD_SIGNATURE, "The signature of the token cannot be checked.");
    }
  }

  private TokenCaller caller(JWTClaimsSet claims, Set<String> audiences) throws ParseException {
    String issuer = claims.getIssuer();
    if (!issuers.isOurs(issuer) || !issuers.tenantId().equals(claims.getStringClaim("tid"))) {
      throw refused(Reason.WRONG_ISSUER, "The token is not of this tenant.");
    }
    Instant expiresAt = checkLifetime(claims);
    String audience =
        claims.getAudience().stream()
            .filter(it -> audiences.stream().anyMatch(known -> TokenTarget.same(known, it)))
            .findFirst()
            .orElseThrow(
                () ->
                    refused(
                        Reason.WRONG_AUDIENCE,
                        "The token is for %s and not for here."
                            .formatted(String.join(", ", claims.getAudience()))));
    String objectId = claims.getStringClaim("oid");
    ServicePrincipal principal =
        index
            .principal(objectId == null ? claims.getSubject() : objectId)
            .orElseThrow(() -> refused(Reason.UNKNOWN_PRINCIPAL, "The token's principal is gone."));
    List<String> roles = claims.getStringListClaim("roles");
    return new TokenCaller(
        new Principal(
            principal.objectId(),
            issuers.tenantId(),
            principal.appId(),
            principal.kind(),
            roles == null ? Set.of() : new LinkedHashSet<>(roles),
            principal.displayName()),
        audience,
        expiresAt);
  }

  private Instant checkLifetime(JWTClaimsSet claims) {
    if (claims.getExpirationTime() == null) {
      throw refused(Reason.MALFORMED, "The token has no end.");
    }
    Instant now = clock.instant();
    Instant expiresAt = claims.getExpirationTime().toInstant();
    if (!now.isBefore(expiresAt.plus(SKEW))) {
      throw refused(Reason.EXPIRED, "The token expired at " + expiresAt + ".");
    }
    if (claims.getNotBeforeTime() != null
        && now.isBefore(claims.getNotBeforeTime().toInstant().minus(SKEW))) {
      throw refused(Reason.NOT_YET_VALID, "The token is not valid yet.");
    }
    return expiresAt;
  }

  private static InvalidCredentialException refused(Reason reason, String message) {
    return new InvalidCredentialException(reason, message);
  }
}
