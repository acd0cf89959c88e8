package io.trunkline.gateway.policy.access;

/** A token does not pass, and why. */
final class TokenRefused extends RuntimeException {
  private static final long serialVersionUID = 1L;
  private final String reason;

  TokenRefused(String reason, String message) {
    super(message, null, false, false);
    this.reason = reason;
  }

  String reason() {
    return reason;
  }
}
