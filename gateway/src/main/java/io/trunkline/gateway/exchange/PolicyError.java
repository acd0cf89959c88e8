package io.trunkline.gateway.exchange;

import java.util.Map;

/** A policy or built-in step ends the request; the client sees status and message. */
public class PolicyError extends RuntimeException {
  private static final long serialVersionUID = 1L;
  private final int status;
  private final String reason;
  private final String clientMessage;
  private final transient Map<String, String> headers;
  private transient LastError place = new LastError("", "", "", "", "", "", "");

  /**
   * @param status HTTP status
   * @param reason LastError reason, for example {@code TokenNotPresent}
   * @param message what {@code context.LastError.Message} and the client see
   */
  public PolicyError(int status, String reason, String message) {
    this(status, reason, message, message, Map.of());
  }

  /**
   * @param clientMessage what the client sees, where it differs
   * @param headers response headers, for example {@code Retry-After}
   */
  public PolicyError(
      int status,
      String reason,
      String message,
      String clientMessage,
      Map<String, String> headers) {
    super(message, null, false, false);
    this.status = status;
    this.reason = reason;
    this.clientMessage = clientMessage;
    this.headers = Map.copyOf(headers);
  }

  public int status() {
    return status;
  }

  public String clientMessage() {
    return clientMessage;
  }

  public Map<String, String> headers() {
    return headers;
  }

  /** Says where it happened; the first to know is right. */
  public PolicyError at(String source, String scope, String section, String path, String id) {
    if (place.source().isEmpty()) {
      place = new LastError(source, reason, getMessage(), scope, section, path, id);
    }
    return this;
  }

  public LastError lastError() {
    return new LastError(
        place.source(),
        reason,
        getMessage(),
        place.scope(),
        place.section(),
        place.path(),
        place.policyId());
  }
}
