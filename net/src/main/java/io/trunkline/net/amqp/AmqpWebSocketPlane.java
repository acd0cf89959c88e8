package io.trunkline.net.amqp;

import io.trunkline.net.http.HttpPlane;
import io.trunkline.net.http.RequestHead;
import io.trunkline.net.tracing.Trace;
import io.vertx.core.http.HttpServerRequest;

/**
 * AMQP over WebSocket ({@code reference/service-bus.md §1.2}). The HTTP door offers the
 * sub-protocols {@code AMQPWSB10} and {@code amqp}; the bytes inside are those of a socket.
 */
final class AmqpWebSocketPlane implements HttpPlane {
  private static final String PATH = "/$servicebus/websocket";
  private final AmqpDoor door;

  AmqpWebSocketPlane(AmqpDoor door) {
    this.door = door;
  }

  @Override
  public String name() {
    return "amqp";
  }

  @Override
  public boolean claims(RequestHead head) {
    return head.under(PATH)
        && (head.path().length() == PATH.length() || head.path().length() == PATH.length() + 1);
  }

  @Override
  public void handle(HttpServerRequest request, RequestHead head, Trace trace) {
    if (!"websocket".equalsIgnoreCase(request.getHeader("Upgrade"))) {
      trace.failed("not a WebSocket request").close();
      request.response().setStatusCode(426).putHeader("Upgrade", "websocket").end();
      return;
    }
    request.toWebSocket().onSuccess(door::accept).onComplete(upgraded -> trace.close());
  }
}
