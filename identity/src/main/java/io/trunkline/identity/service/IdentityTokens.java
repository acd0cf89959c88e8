package io.trunkline.identity.service;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.trunkline.identity.InvalidCredentialException;
import io.trunkline.identity.InvalidCredentialException.Reason;
import io.trunkline.identity.ManagedIdentity;
import io.trunkline.identity.ManagedIdentityTokens;
import io.trunkline.identity.state.DirectoryIndex;
import io.trunkline.identity.state.ServicePrincipal;
import java.time.Duration;
import java.time.InstantSource;

/** Tokens of managed identities, used again until half of their life is over. */
public final class IdentityTokens implements ManagedIdentityTokens {
  private static final int CACHED_TOKENS = 1_000;

  private final DirectoryIndex index;
  private final ClientCredentials grants;
  private final KeyRing keys;
  private final String tenantId;
  private final InstantSource clock;
  private final Cache<Wanted, IssuedToken> issued =
      Caffeine.newBuilder().maximumSize(CACHED_TOKENS).build();

  /** A token is used again only for the same principal and as long as its key signs. */
  private record Wanted(ServicePrincipal principal, String resource, String kid) {}

  public IdentityTokens(
      DirectoryIndex index,
      ClientCredentials grants,
      KeyRing keys,
      String tenantId,
      InstantSource clock) {
    this.index = index;
    this.grants = grants;
    this.keys = keys;
    this.tenantId = tenantId;
    this.clock = clock;
  }

  @Override
  public String token(String identityResourceId, String audience) {
    ManagedIdentity identity =
        index
            .identity(identityResourceId)
            .orElseThrow(
                () ->
                    new InvalidCredentialException(
                        Reason.UNKNOWN_PRINCIPAL,
                        "There is no managed identity " + identityResourceId + "."));
    try {
      return issue(identity, audience).value();
    } catch (OAuthException e) {
      throw new InvalidCredentialException(Reason.WRONG_AUDIENCE, e.getMessage());
    }
  }

  /**
   * Returns a token of an identity.
   *
   * @throws OAuthException when nothing is known under {@code resource}
   */
  public IssuedToken issue(ManagedIdentity identity, String resource) {
    ServicePrincipal principal =
        index
            .principal(identity.principalId())
            .orElseThrow(() -> OAuthException.invalidRequest(50034, "Identity not found"));
    Wanted wanted = new Wanted(principal, resource, keys.active().getKeyID());
    IssuedToken token = issued.getIfPresent(wanted);
    if (token == null || isHalfOver(token)) {
      token = grants.issue(principal, resource, tenantId);
      issued.put(wanted, token);
    }
    return token;
  }

  private boolean isHalfOver(IssuedToken token) {
    Duration life = Duration.between(token.notBefore(), token.expiresAt());
    return clock.instant().isAfter(token.notBefore().plus(life.dividedBy(2)));
  }
}
