package io.trunkline.net.http;

import io.trunkline.net.tracing.Trace;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;

/**
 * One request on its way through a {@link CallPlane}: its body is read on the event loop, the
 * answer found on a virtual thread, the reply written on the event loop again.
 */
final class CallExchange {
  /** How much of a body that nobody wants is read before the connection is given up, in bytes. */
  private static final int DRAIN_BYTES = 16 << 20;

  private final CallPlane plane;
  private final HttpServerRequest request;
  private final RequestHead head;
  private final Trace trace;
  private final Runnable done;
  private final Context loop = Vertx.currentContext();
  private Buffer body = Buffer.buffer();
  private long received;
  private boolean refused;
  private boolean answering;
  private boolean finished;

  CallExchange(
      CallPlane plane, HttpServerRequest request, RequestHead head, Trace trace, Runnable done) {
    this.plane = plane;
    this.request = request;
    this.head = head;
    this.trace = trace;
    this.done = done;
  }

  void start() {
    request.exceptionHandler(
        gone -> {
          if (!answering) {
            finish();
          }
        });
    if (declaredLength() > plane.maxBodyBytes()) {
      refuse();
    }
    request.handler(this::read);
    request.endHandler(ended -> readAll());
    request.resume();
  }

  private long declaredLength() {
    String length = request.getHeader("Content-Length");
    try {
      return length == null ? 0 : Long.parseLong(length.strip());
    } catch (NumberFormatException e) {
      return Long.MAX_VALUE;
    }
  }

  private void read(Buffer chunk) {
    received += chunk.length();
    if (received > plane.maxBodyBytes() && !refused) {
      refuse();
    }
    if (!refused) {
      body.appendBuffer(chunk);
    } else if (received > plane.maxBodyBytes() + (long) DRAIN_BYTES) {
      request.connection().close();
    }
  }

  /** Answers at once and goes on reading, so that the client gets to see the answer. */
  private void refuse() {
    refused = true;
    body = Buffer.buffer();
    Replies.send(request, plane.tooLarge());
    finish();
  }

  private void readAll() {
    if (refused || finished) {
      return;
    }
    HttpCall call;
    try {
      call =
          new HttpCall(
              head,
              headers(),
              Fields.parseQuery(head.query()),
              body.getBytes(),
              head.client(),
              trace);
    } catch (IllegalArgumentException e) {
      Replies.send(
          request, Replies.error(400, "BadRequest", "The query has a broken percent escape."));
      finish();
      return;
    }
    answering = true;
    Thread.ofVirtual().name(plane.name()).start(() -> answer(call));
  }

  private void answer(HttpCall call) {
    try {
      HttpReply reply = plane.answer(call);
      loop.runOnContext(back -> write(reply));
    } catch (Throwable e) {
      loop.runOnContext(
          back -> {
            Replies.failed(request, plane.name(), trace, e);
            finish();
          });
    }
  }

  private void write(HttpReply reply) {
    try {
      Replies.send(request, reply);
    } catch (IllegalArgumentException e) {
      Replies.failed(request, plane.name(), trace, e);
    } finally {
      finish();
    }
  }

  private void finish() {
    if (!finished) {
      finished = true;
      done.run();
    }
  }

  private Fields headers() {
    Fields.Builder fields = Fields.builder();
    request.headers().forEach(field -> fields.add(field.getKey(), field.getValue()));
    return fields.build();
  }
}
