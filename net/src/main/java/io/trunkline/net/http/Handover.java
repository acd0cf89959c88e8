package io.trunkline.net.http;

import io.trunkline.net.tracing.Trace;
import io.trunkline.net.tracing.TraceContext;
import io.trunkline.net.tracing.Tracing;
import io.vertx.core.http.HttpServerRequest;
import org.jspecify.annotations.Nullable;

/** Hands a request to its plane inside a span, which ends with the response. */
final class Handover {
  private static final int SWITCHING_PROTOCOLS = 101;

  private Handover() {}

  static void to(HttpPlane plane, HttpServerRequest request, RequestHead head, Tracing tracing) {
    Trace trace = tracing.start(plane.name(), head.method(), parent(request));
    trace
        .attribute("http.request.method", head.method())
        .attribute("server.address", head.host())
        .attribute("url.path", head.path());
    request.response().endHandler(ended -> finish(request, trace));
    request.pause();
    try {
      plane.handle(request, head, trace);
    } catch (RuntimeException e) {
      Replies.failed(request, plane.name(), trace, e);
    }
  }

  private static void finish(HttpServerRequest request, Trace trace) {
    int status = request.response().getStatusCode();
    if (request.response().ended() || status == SWITCHING_PROTOCOLS) {
      trace.attribute("http.response.status_code", Integer.toString(status));
      if (status >= 500) {
        trace.failed("HTTP " + status);
      }
    } else {
      trace.failed("the client went away");
    }
    trace.close();
  }

  private static @Nullable TraceContext parent(HttpServerRequest request) {
    String traceparent = request.getHeader("traceparent");
    return traceparent == null ? null : TraceContext.parse(traceparent).orElse(null);
  }
}
