package io.trunkline.identity;

/** A credential is missing, broken, expired or not meant for here (401 where HTTP). */
public class InvalidCredentialException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** Why a credential was not accepted; wires turn it into their sub-codes. */
  public enum Reason {
    MISSING,
    MALFORMED,
    BAD_SIGNATURE,
    EXPIRED,
    NOT_YET_VALID,
    WRONG_AUDIENCE,
    WRONG_ISSUER,
    UNKNOWN_PRINCIPAL,
    UNKNOWN_KEY,
    DISABLED
  }

  private final Reason reason;

  public InvalidCredentialException(Reason reason, String message) {
    super(message, null, false, false);
    this.reason = reason;
  }

  public Reason reason() {
    return reason;
  }
}
