package io.trunkline.identity.service;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import io.trunkline.identity.IdentitySettings;
import io.trunkline.identity.state.Application;
import io.trunkline.identity.state.DirectoryIndex;
import io.trunkline.identity.state.ServicePrincipal;
import io.trunkline.kernel.IdSource;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.Date;
import java.util.List;
import java.util.Optional;

/** Writes and signs access tokens ({@code reference/identity.md §4}). */
public final class TokenIssuer {

  private final IdentitySettings settings;
  private final Issuers issuers;
  private final DirectoryIndex index;
  private final KeyRing keys;
  private final IdSource ids;
  private final InstantSource clock;

  public TokenIssuer(
      IdentitySettings settings,
      Issuers issuers,
      DirectoryIndex index,
      KeyRing keys,
      IdSource ids,
      InstantSource clock) {
    this.settings = settings;
    this.issuers = issuers;
    this.index = index;
    this.keys = keys;
    this.ids = ids;
    this.clock = clock;
  }

  /** How a client has proved itself, with its number in {@code appidacr} and {@code azpacr}. */
  enum Proof {
    SECRET("1"),
    CERTIFICATE("2");

    private final String claim;

    Proof(String claim) {
      this.claim = claim;
    }
  }

  /** Issues a token to an application that has proved itself. */
  IssuedToken forApplication(ServicePrincipal principal, TokenTarget target, Proof proof) {
    long range = settings.tokenLifetimeMax().minus(settings.tokenLifetimeMin()).toSeconds();
    long random = ByteBuffer.wrap(ids.bytes(Long.BYTES)).getLong() & Long.MAX_VALUE;
    Duration lifetime = settings.tokenLifetimeMin().plusSeconds(random % (range + 1));
    return issue(principal, target, lifetime, proof);
  }

  /** Issues a token to a managed identity. */
  IssuedToken forManagedIdentity(ServicePrincipal principal, TokenTarget target) {
    return issue(principal, target, settings.managedIdentityTokenLifetime(), Proof.CERTIFICATE);
  }

  private IssuedToken issue(
      ServicePrincipal principal, TokenTarget target, Duration lifetime, Proof proof) {
    Instant now = clock.instant().truncatedTo(ChronoUnit.SECONDS);
    Instant expiresAt = now.plus(lifetime);
    boolean first = target.version() == 1;
    JWTClaimsSet.Builder claims =
        new JWTClaimsSet.Builder()
            .audience(target.audience())
            .issuer(first ? issuers.v1() : issuers.v2())
            .issueTime(Date.from(now))
            .notBeforeTime(Date.from(now))
            .expirationTime(Date.from(expiresAt))
            .claim(first ? "appid" : "azp", principal.appId())
            .claim(first ? "appidacr" : "azpacr", proof.claim)
            .claim("idtyp", "app")
            .claim("oid", principal.objectId())
            .subject(principal.objectId())
            .claim("tid", settings.tenantId())
            .claim("uti", Base64.getUrlEncoder().withoutPadding().encodeToString(ids.bytes(16)))
            .claim("ver", first ? "1.0" : "2.0");
    List<String> roles = appRoles(principal, target);
    if (!roles.isEmpty()) {
      claims.claim("roles", roles);
    }
    if (principal.resourceId() != null) {
      claims.claim("xms_mirid", principal.resourceId());
    }
    return new IssuedToken(
        sign(claims.build(), first), target.audience(), principal.appId(), now, expiresAt);
  }

  private List<String> appRoles(ServicePrincipal principal, TokenTarget target) {
    Application application = target.application();
    if (application == null) {
      return List.of();
    }
    return principal.grants().stream()
        .filter(grant -> grant.appId().equalsIgnoreCase(application.appId()))
        .map(grant -> index.application(grant.appId()).flatMap(it -> it.appRole(grant.roleId())))
        .flatMap(Optional::stream)
        .map(Application.AppRole::value)
        .sorted()
        .toList();
  }

  @SuppressWarnings("deprecation") // clients of version 1 look for the SHA-1 thumbprint
  private String sign(JWTClaimsSet claims, boolean thumbprint) {
    RSAKey key = keys.active();
    JWSHeader.Builder header =
        new JWSHeader.Builder(JWSAlgorithm.RS256).type(JOSEObjectType.JWT).keyID(key.getKeyID());
    if (thumbprint) {
      header.x509CertThumbprint(key.getX509CertThumbprint());
    }
    SignedJWT token = new SignedJWT(header.build(), claims);
    try {
      token.sign(keys.signer());
    } catch (JOSEException e) {
      throw new IllegalStateException("a token could not be signed", e);
    }
    return token.serialize();
  }
}
