package io.trunkline.identity;

import java.util.Set;

/** Checks bearer tokens that this node's issuer signed. */
public interface TokenVerifier {
  /**
   * Checks signature, issuer, lifetime (5 minutes of skew) and audience ({@code
   * reference/identity.md §9}).
   *
   * @param audiences accepted {@code aud} values; compared without case and trailing slash; see
   *     {@link Audiences}
   * @throws InvalidCredentialException saying why the token is not accepted
   */
  Caller.TokenCaller verify(String token, Set<String> audiences);
}
