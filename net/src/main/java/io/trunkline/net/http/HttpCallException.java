package io.trunkline.net.http;

/** A call out brought no reply. */
public class HttpCallException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** What went wrong. */
  public enum Reason {
    UNKNOWN_HOST,
    CONNECTION_REFUSED,
    CONNECTION_LOST,
    TLS,
    TIMEOUT,
    REPLY_TOO_LARGE,
    INVALID
  }

  private final Reason reason;

  public HttpCallException(Reason reason, String message, Throwable cause) {
    super(message, cause, false, false);
    this.reason = reason;
  }

  public Reason reason() {
    return reason;
  }
}
