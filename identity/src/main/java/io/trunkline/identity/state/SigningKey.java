package io.trunkline.identity.state;

/**
 * A key that tokens are signed with.
 *
 * @param kid its id
 * @param use where it stands in its life
 * @param jwk the whole key pair as JSON Web Key (RFC 7517), its certificate in {@code x5c}
 */
public record SigningKey(String kid, Use use, String jwk) {

  /** The life of a key; all are published, so that clients know a key before it signs. */
  public enum Use {
    /** Published, will sign. */
    NEXT,
    /** Signs. */
    ACTIVE,
    /** Signs no more; tokens that it signed are still about. */
    RETIRED
  }

  SigningKey as(Use changed) {
    return new SigningKey(kid, changed, jwk);
  }

  /** Leaves the private key out. */
  @Override
  public String toString() {
    return "SigningKey[" + kid + ", " + use + "]";
  }
}
