package io.trunkline.workflows.connector;

import io.trunkline.net.tracing.Trace;
import java.time.Duration;

/**
 * One call of an operation.
 *
 * @param idempotencyKey the same whenever this attempt is made again; the check's id for a poll
 * @param span of this call; its context goes along with what is sent
 * @param settings after which time to give up, for a poll how long it may wait for something to
 *     come; content that is larger than allowed is refused with 413
 */
public record ConnectorCall(
    Operation operation,
    Connection connection,
    String idempotencyKey,
    Trace span,
    HttpTransfer.Settings settings) {
  /** Size of chunks where nobody says another. */
  private static final int CHUNK_BYTES = 5 << 20;

  /** A call that is answered in one piece. */
  public ConnectorCall(
      Operation operation,
      Connection connection,
      String idempotencyKey,
      Trace span,
      Duration timeout,
      int maxBytes) {
    this(
        operation,
        connection,
        idempotencyKey,
        span,
        new HttpTransfer.Settings(timeout, maxBytes, CHUNK_BYTES, false, 0));
  }

  /** Returns how long the answer may take. */
  public Duration timeout() {
    return settings.timeout();
  }

  /** Returns how large the answer may be, in bytes. */
  public int maxBytes() {
    return settings.maxBytes();
  }

  /**
   * Refuses content that is larger than allowed.
   *
   * @throws ConnectorException 413 {@code ActionResultsSizeLimitExceeded}
   */
  public void requireSize(long bytes, String what) {
    if (bytes > maxBytes()) {
      throw new ConnectorException(
          413,
          "ActionResultsSizeLimitExceeded",
          "%s has %d bytes; a workflow takes at most %d.".formatted(what, bytes, maxBytes()));
    }
  }

  /** Returns the refusal of an operation that the connector does not have. */
  public ConnectorException unknownOperation() {
    return new ConnectorException(
        404,
        "NotFound",
        "The connector '%s' has no operation '%s', or it is not supported."
            .formatted(connection.connector(), operation.name()));
  }
}
