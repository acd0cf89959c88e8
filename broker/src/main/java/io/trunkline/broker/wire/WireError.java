package io.trunkline.broker.wire;

import io.trunkline.broker.BrokerException;
import io.trunkline.identity.AccessDeniedException;
import io.trunkline.identity.InvalidCredentialException;
import io.trunkline.kernel.ShardUnavailableException;
import java.util.concurrent.CompletionException;
import org.apache.qpid.protonj2.types.Symbol;
import org.apache.qpid.protonj2.types.transport.ErrorCondition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a client is told when something is refused ({@code reference/service-bus.md §10}).
 *
 * @param condition AMQP error condition
 * @param status HTTP status, also of {@code $management} replies
 * @param description a sentence for the client
 */
public record WireError(String condition, int status, String description) {
  private static final Logger LOG = LoggerFactory.getLogger(WireError.class);

  /** Returns the error for {@code failure}; what nobody expected is logged. */
  public static WireError of(Throwable failure) {
    return switch (failure) {
      case CompletionException wrapper when wrapper.getCause() != null -> of(wrapper.getCause());
      case BrokerException refused -> of(refused);
      case AccessDeniedException denied ->
          new WireError("amqp:unauthorized-access", 401, "Unauthorized access. " + text(denied));
      case InvalidCredentialException invalid ->
          new WireError("amqp:unauthorized-access", 401, "Unauthorized access. " + text(invalid));
      case ShardUnavailableException unavailable ->
          new WireError(
              "com.microsoft:server-busy", 503, "The server is busy. " + text(unavailable));
      default -> {
        LOG.error("A request to the broker failed; please report this", failure);
        yield new WireError(
            "amqp:internal-error", 500, "The server could not carry the request out.");
      }
    };
  }

  /** Returns the error as AMQP writes it. */
  public ErrorCondition toCondition() {
    return new ErrorCondition(Symbol.valueOf(condition), description);
  }

  private static WireError of(BrokerException refused) {
    String text = text(refused);
    return switch (refused.error()) {
      case ENTITY_NOT_FOUND, RULE_NOT_FOUND -> new WireError("amqp:not-found", 404, text);
      case ENTITY_DISABLED -> new WireError("com.microsoft:entity-disabled", 400, text);
      case ENTITY_ALREADY_EXISTS -> new WireError("com.microsoft:entity-already-exists", 409, text);
      case MESSAGE_NOT_FOUND -> new WireError("com.microsoft:message-not-found", 404, text);
      case MESSAGE_LOCK_LOST -> new WireError("com.microsoft:message-lock-lost", 410, text);
      case SESSION_LOCK_LOST -> new WireError("com.microsoft:session-lock-lost", 410, text);
      case SESSION_CANNOT_BE_LOCKED ->
          new WireError("com.microsoft:session-cannot-be-locked", 410, text);
      case TIMEOUT -> new WireError("com.microsoft:timeout", 408, text);
      case NOT_ALLOWED -> new WireError("amqp:not-allowed", 400, text);
      case ARGUMENT_ERROR -> new WireError("com.microsoft:argument-error", 400, text);
      case ARGUMENT_OUT_OF_RANGE -> new WireError("com.microsoft:argument-out-of-range", 400, text);
      case QUOTA_EXCEEDED -> new WireError("amqp:resource-limit-exceeded", 403, text);
      case MESSAGE_SIZE_EXCEEDED -> new WireError("amqp:link:message-size-exceeded", 403, text);
      case TRANSACTION_UNKNOWN -> new WireError("amqp:transaction:unknown-id", 404, text);
      case TRANSACTION_TIMEOUT -> new WireError("amqp:transaction:timeout", 408, text);
      case TRANSACTION_ROLLBACK -> new WireError("amqp:transaction:rollback", 410, text);
      case ADDRESS_REFUSED -> new WireError("amqp:unauthorized-access", 401, text);
      case NOT_IMPLEMENTED -> new WireError("amqp:not-implemented", 501, text);
      case SERVER_BUSY -> new WireError("com.microsoft:server-busy", 503, text);
    };
  }

  private static String text(Throwable failure) {
    return failure.getMessage() == null ? failure.getClass().getSimpleName() : failure.getMessage();
  }
}
