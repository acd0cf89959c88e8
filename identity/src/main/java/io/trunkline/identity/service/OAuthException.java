package io.trunkline.identity.service;

/** A token request was refused ({@code reference/identity.md §3.4}). */
public final class OAuthException extends RuntimeException {
  private static final long serialVersionUID = 1L;
  private final int status;
  private final String error;
  private final int code;

  private OAuthException(int status, String error, int code, String message) {
    super("AADSTS" + code + ": " + message, null, false, false);
    this.status = status;
    this.error = error;
    this.code = code;
  }

  /** Returns a refusal of a malformed request. */
  public static OAuthException invalidRequest(int code, String message) {
    return new OAuthException(400, "invalid_request", code, message);
  }

  /** Returns the refusal of a request without a parameter. */
  public static OAuthException missing(String parameter) {
    return invalidRequest(
        900144, "The request body must contain the following parameter: '" + parameter + "'.");
  }

  static OAuthException invalidClient(int code, String message) {
    return new OAuthException(401, "invalid_client", code, message);
  }

  /** Returns a refusal with status 400. */
  public static OAuthException badRequest(String error, int code, String message) {
    return new OAuthException(400, error, code, message);
  }

  /** Returns the refusal of a tenant that is not this node's. */
  public static OAuthException unknownTenant(String tenant) {
    return invalidRequest(
        90002,
        "Tenant '%s' not found. Check to make sure you have the correct tenant ID and are signing"
                .formatted(tenant)
            + " into the correct cloud.");
  }

  public int status() {
    return status;
  }

  /** Returns the OAuth error, for example {@code invalid_client}. */
  public String error() {
    return error;
  }

  /** Returns the number after {@code AADSTS}. */
  public int code() {
    return code;
  }
}
