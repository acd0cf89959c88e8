package io.trunkline.identity.service;

import io.trunkline.identity.Applications.ClientSecret;
import io.trunkline.identity.Secrets;
import io.trunkline.identity.state.Application.Password;
import io.trunkline.kernel.IdSource;
import java.time.Instant;
import java.util.Base64;

/** Makes and hashes client secrets. */
final class ClientSecrets {
  private static final int SECRET_BYTES = 32;
  private static final int SALT_BYTES = 16;
  private static final int HINT = 3;

  /** A new secret in clear, and what is kept of it. */
  record Made(ClientSecret secret, Password password) {}

  private ClientSecrets() {}

  static Made make(
      String clientId, String displayName, Instant startsAt, Instant endsAt, IdSource ids) {
    String keyId = ids.uuid().toString();
    String secret = Base64.getUrlEncoder().withoutPadding().encodeToString(ids.bytes(SECRET_BYTES));
    String salt = Base64.getEncoder().encodeToString(ids.bytes(SALT_BYTES));
    return new Made(
        new ClientSecret(clientId, keyId, secret, endsAt),
        new Password(
            keyId,
            displayName,
            secret.substring(0, HINT),
            salt,
            hash(salt, secret),
            startsAt.toEpochMilli(),
            endsAt.toEpochMilli()));
  }

  static String hash(String salt, String secret) {
    byte[] key = Base64.getDecoder().decode(salt);
    return Base64.getEncoder().encodeToString(Secrets.hmacSha256(key, secret));
  }
}
