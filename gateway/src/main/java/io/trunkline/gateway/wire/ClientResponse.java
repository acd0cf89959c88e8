package io.trunkline.gateway.wire;

import io.trunkline.gateway.effects.BodyStream;
import io.trunkline.gateway.exchange.Exchange;
import io.trunkline.gateway.exchange.GatewayResponse;
import io.trunkline.gateway.exchange.MessageBody;
import io.trunkline.gateway.policy.PolicyServices;
import io.trunkline.net.codec.Json;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Writes responses to clients; on the event loop. */
final class ClientResponse {
  private static final Logger LOG = LoggerFactory.getLogger(ClientResponse.class);

  private ClientResponse() {}

  /** Answers with an error of the gateway itself. */
  static void refuse(HttpServerRequest request, int status, String message) {
    byte[] body = Json.bytes(Json.object().put("statusCode", status).put("message", message));
    request
        .response()
        .setStatusCode(status)
        .putHeader("Content-Type", "application/json")
        .end(Buffer.buffer(body));
    request.resume();
  }

  static void send(HttpServerRequest request, Exchange exchange) {
    HttpServerResponse response = request.response();
    if (response.closed()) {
      exchange.endBackendCall();
      return;
    }
    GatewayResponse made = exchange.response();
    response.setStatusCode(made.statusCode());
    if (!made.statusReason().isEmpty()) {
      response.setStatusMessage(made.statusReason());
    }
    made.headers()
        .map()
        .forEach(
            (name, values) -> {
              if (!PolicyServices.HOP_BY_HOP.contains(name.toLowerCase(java.util.Locale.ROOT))) {
                response.putHeader(name, values);
              }
            });
    boolean bodiless =
        request.method().name().equals("HEAD")
            || made.statusCode() == 204
            || made.statusCode() == 304;
    if (bodiless) {
      exchange.endBackendCall();
      response.end();
    } else if (made.body().source().orElse(null) instanceof BodyStream stream) {
      stream(response, stream, exchange);
    } else {
      exchange.endBackendCall();
      response.headers().remove("Content-Length");
      response.end(Buffer.buffer(made.body().content()));
    }
    drain(exchange.request().body());
  }

  private static void stream(HttpServerResponse response, BodyStream stream, Exchange exchange) {
    if (!response.headers().contains("Content-Length")) {
      response.setChunked(true);
    }
    stream
        .pipeTo(response)
        .onFailure(
            e -> {
              LOG.debug("Request {}: the response broke off", exchange.requestId(), e);
              exchange.endBackendCall();
              response.reset();
            });
  }

  /** A request whose body nobody wanted would hold up the next one on its connection. */
  private static void drain(MessageBody body) {
    if (body.source().orElse(null) instanceof BodyStream unread && !unread.taken()) {
      unread.discard();
    }
  }
}
