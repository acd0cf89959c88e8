package io.trunkline.net.http;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.trunkline.net.codec.Json;
import io.trunkline.net.tracing.Trace;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Writes whole replies; called on the request's event loop. */
final class Replies {
  private static final Logger LOG = LoggerFactory.getLogger(HttpDoor.class);

  private Replies() {}

  /** Returns an error of the door itself; planes have error shapes of their own. */
  static HttpReply error(int status, String code, String message) {
    ObjectNode body = Json.object();
    body.putObject("error").put("code", code).put("message", message);
    return HttpReply.json(status, body);
  }

  /** Logs what escaped from a plane and tells the client no more than the trace id. */
  static void failed(HttpServerRequest request, String plane, Trace trace, Throwable cause) {
    String traceId = trace.context().traceId();
    LOG.error(
        "{} {} failed in {}, trace {}", request.method(), request.path(), plane, traceId, cause);
    trace.failed(cause.getClass().getSimpleName());
    send(
        request,
        error(500, "InternalServerError", "The request failed; trace id " + traceId + "."));
  }

  /** Sends a reply unless the client has gone or was answered before. */
  static void send(HttpServerRequest request, HttpReply reply) {
    HttpServerResponse response = request.response();
    if (response.ended() || response.closed()) {
      return;
    }
    if (response.headWritten()) {
      response.reset();
      return;
    }
    response.setStatusCode(reply.status());
    String length = null;
    for (Map.Entry<String, String> header : reply.headers()) {
      if (header.getKey().equalsIgnoreCase("Content-Length")) {
        length = header.getValue();
      } else {
        response.headers().add(header.getKey(), header.getValue());
      }
    }
    boolean head = request.method().name().equals("HEAD");
    if (head) {
      // A plane may tell the length of what it leaves out.
      length = reply.body().length > 0 || length == null ? length(reply) : length;
    } else {
      length = reply.status() == 204 || reply.status() == 304 ? null : length(reply);
    }
    if (length != null) {
      response.putHeader("Content-Length", length);
    }
    if (head || reply.body().length == 0) {
      response.end();
    } else {
      response.end(Buffer.buffer(reply.body()));
    }
  }

  private static String length(HttpReply reply) {
    return Integer.toString(reply.body().length);
  }
}
