package io.trunkline.workflows.connector;

/**
 * A connector refused an operation, as an HTTP answer: the action fails with that status, and the
 * retry policy decides whether it is tried again.
 */
public class ConnectorException extends RuntimeException {
  private static final long serialVersionUID = 1L;
  private final int statusCode;
  private final String code;

  /**
   * @param statusCode 400 to 599; 401 and 403 for a caller who may not, 404 for an entity that is
   *     not there, 410 for a lock that is lost, 429 and 5xx for what may be tried again
   * @param code short identifier, for example {@code MessageLockLost}
   */
  public ConnectorException(int statusCode, String code, String message) {
    super(message, null, false, false);
    this.statusCode = statusCode;
    this.code = code;
  }

  public int statusCode() {
    return statusCode;
  }

  public String code() {
    return code;
  }
}
