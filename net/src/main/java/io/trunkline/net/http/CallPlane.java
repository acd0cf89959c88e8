package io.trunkline.net.http;

import io.trunkline.net.tracing.Trace;
import io.vertx.core.http.HttpServerRequest;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A plane that reads whole requests and answers with whole replies, each on a virtual thread of its
 * own, where blocking is welcome.
 */
public abstract class CallPlane implements HttpPlane {
  private final AtomicInteger calls = new AtomicInteger();

  /** Returns the largest body that this plane reads, in bytes; a larger one is answered 413. */
  public abstract int maxBodyBytes();

  /** Returns how many calls may be in work at the same time; one more is answered 503. */
  public int maxCalls() {
    return 2_048;
  }

  /**
   * Answers a request. An exception that escapes is answered 500 and logged: planes turn what they
   * expect into their protocol's errors themselves.
   */
  public abstract HttpReply answer(HttpCall call);

  /** Returns the reply to a body that is too large, in the plane's own error shape. */
  public HttpReply tooLarge() {
    return Replies.error(
        413,
        "RequestEntityTooLarge",
        "The request body is larger than %d bytes.".formatted(maxBodyBytes()));
  }

  @Override
  public final void handle(HttpServerRequest request, RequestHead head, Trace trace) {
    if (calls.incrementAndGet() > maxCalls()) {
      calls.decrementAndGet();
      Replies.send(
          request,
          Replies.error(503, "ServerBusy", "Too many requests are in work; try again.")
              .withHeader("Retry-After", "1"));
      request.resume();
      return;
    }
    new CallExchange(this, request, head, trace, calls::decrementAndGet).start();
  }
}
