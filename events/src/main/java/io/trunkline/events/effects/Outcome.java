package io.trunkline.events.effects;

import io.trunkline.net.http.HttpCallException;

/**
 * How an attempt ended ({@code reference/event-grid.md §5.1, §5.3}).
 *
 * @param name {@code lastDeliveryOutcome} on the wire; {@code Delivered} for success
 * @param delivered whether the event has arrived
 * @param hopeless whether the outcome forbids another attempt
 * @param status the HTTP status, 0 where there was none
 */
record Outcome(String name, boolean delivered, boolean hopeless, int status) {
  static final Outcome DELIVERED = new Outcome("Delivered", true, false, 200);

  static Outcome ofStatus(int status) {
    return switch (status) {
      case 200, 201, 202, 203, 204 -> new Outcome("Delivered", true, false, status);
      case 400 -> new Outcome("BadRequest", false, true, status);
      case 401 -> new Outcome("Unauthorized", false, true, status);
      case 403 -> new Outcome("Forbidden", false, true, status);
      case 413 -> new Outcome("PayloadTooLarge", false, true, status);
      case 404 -> new Outcome("NotFound", false, false, status);
      case 408 -> new Outcome("TimedOut", false, false, status);
      case 429, 503 -> new Outcome("Busy", false, false, status);
      default -> new Outcome("GenericError", false, false, status);
    };
  }

  /** Returns whether the endpoint is well and only the event is at fault. */
  boolean isAboutTheEvent() {
    return status == 400 || status == 413;
  }

  static Outcome ofFailure(Throwable failure) {
    if (failure instanceof HttpCallException call) {
      String name =
          switch (call.reason()) {
            case UNKNOWN_HOST -> "ResolutionError";
            case TIMEOUT -> "TimedOut";
            case CONNECTION_REFUSED, CONNECTION_LOST, TLS -> "SocketError";
            case REPLY_TOO_LARGE, INVALID -> "GenericError";
          };
      return new Outcome(name, false, false, 0);
    }
    return new Outcome("GenericError", false, false, 0);
  }
}
