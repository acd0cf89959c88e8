package io.trunkline.net.http;

import io.trunkline.net.tracing.Trace;
import io.vertx.core.http.HttpServerRequest;
import java.util.Optional;

/**
 * A set of addresses behind the HTTP doors, for example the resource manager or the gateway. A door
 * asks its planes in order and hands the request to the first that claims it.
 */
public interface HttpPlane {
  /** Returns the plane's name in logs, metrics and spans: a lower-case word. */
  String name();

  /**
   * Returns whether a request is this plane's, judged by host and path alone; fast, on the loop.
   */
  boolean claims(RequestHead head);

  /**
   * Returns the shard whose leader has to answer a request; empty where any node may. A request
   * that another node has to answer is relayed to it as a whole.
   */
  default Optional<String> shard(RequestHead head) {
    return Optional.empty();
  }

  /**
   * Returns the reply while the shard of a request has no leader, in the plane's own error shape;
   * the door adds {@code Retry-After}.
   */
  default HttpReply noLeader(RequestHead head) {
    return Replies.error(503, "ServiceUnavailable", NO_LEADER);
  }

  /** What a client is told while there is no leader. */
  String NO_LEADER = "The node that answers this is being chosen; try again.";

  /**
   * Answers a request. Called on the event loop, which must not be blocked; the request is paused
   * and nothing of its body has been read.
   *
   * @param trace the span of this request: its context is the parent of everything done for it
   */
  void handle(HttpServerRequest request, RequestHead head, Trace trace);
}
