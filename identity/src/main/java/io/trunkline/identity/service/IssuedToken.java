package io.trunkline.identity.service;

import java.time.Instant;

/**
 * An access token.
 *
 * @param value the JWT
 * @param audience its {@code aud}
 * @param clientId application id of the client it was issued to
 */
public record IssuedToken(
    String value, String audience, String clientId, Instant notBefore, Instant expiresAt) {

  /** Leaves the token out. */
  @Override
  public String toString() {
    return "IssuedToken[audience=%s, clientId=%s, expiresAt=%s]"
        .formatted(audience, clientId, expiresAt);
  }
}
