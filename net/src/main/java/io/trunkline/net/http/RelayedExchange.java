package io.trunkline.net.http;

import io.trunkline.net.relay.Destination;
import io.trunkline.net.relay.Leaders;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.net.HostAndPort;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One request at another node, and its response. A body is sent only once the other node has said
 * that it leads (RFC 9110 §10.1.1), so that a refused request can still go elsewhere.
 */
final class RelayedExchange {
  private static final Logger LOG = LoggerFactory.getLogger(RelayedExchange.class);

  /** How long a node that no longer leads may take to answer what it has begun, in milliseconds. */
  private static final long GRACE_MILLIS = 2_000;

  private final HttpClient client;
  private final Leaders leaders;
  private final Destination destination;
  private final String shard;
  private final HttpPlane plane;
  private final Context loop = Vertx.currentContext();
  private Leaders.Watch watch = () -> {};
  private long grace = -1;
  private Runnable untouched = () -> {};
  private Runnable lost = () -> {};
  private @Nullable HttpClientRequest sent;
  private boolean hasBody;
  private boolean unsentBody;
  private boolean mayHaveActed;
  private boolean answered;
  private boolean done;

  RelayedExchange(
      HttpClient client, Leaders leaders, Destination destination, String shard, HttpPlane plane) {
    this.client = client;
    this.leaders = leaders;
    this.destination = destination;
    this.shard = shard;
    this.plane = plane;
  }

  /**
   * @param untouched called where nothing was done with the request
   * @param lost called where nobody knows what was done with it
   */
  void start(HttpServerRequest request, RequestHead head, Runnable untouched, Runnable lost) {
    this.untouched = untouched;
    this.lost = lost;
    watch =
        leaders.whenMoved(
            shard,
            destination,
            () ->
                loop.runOnContext(
                    moved -> grace = loop.owner().setTimer(GRACE_MILLIS, due -> overdue())));
    request.response().closeHandler(closed -> clientGone(request.response()));
    client
        .request(
            new RequestOptions()
                .setMethod(request.method())
                .setHost(destination.host())
                .setPort(destination.port())
                .setURI(request.uri()))
        .onSuccess(connected -> connected(connected, request, head))
        .onFailure(this::notReached);
  }

  private void notReached(Throwable cause) {
    LOG.debug("node {} is not reached: {}", destination.node(), cause.toString());
    if (finish()) {
      untouched.run();
    }
  }

  private void connected(HttpClientRequest outgoing, HttpServerRequest request, RequestHead head) {
    outgoing.exceptionHandler(this::failed);
    if (done) {
      outgoing.reset();
      return;
    }
    sent = outgoing;
    RelayHeaders.copy(request.headers(), outgoing.headers());
    RelayHeaders.write(outgoing.headers(), head, plane.name(), shard, head.client());
    HostAndPort authority = request.authority();
    if (authority != null) {
      outgoing.authority(authority);
    }
    outgoing.response().onSuccess(response -> responded(response, request)).onFailure(this::failed);
    hasBody = !request.isEnded() && hasBody(request);
    if (!hasBody) {
      // not read to its end before it is answered: another node may still have to do that
      mayHaveActed =
          !HttpMethod.GET.equals(request.method()) && !HttpMethod.HEAD.equals(request.method());
      outgoing.end().onFailure(this::failed);
      return;
    }
    if (request.getHeader("Content-Length") == null) {
      outgoing.setChunked(true);
    }
    unsentBody = true;
    outgoing.putHeader("Expect", "100-continue");
    outgoing.continueHandler(
        leads -> {
          mayHaveActed = true;
          request.pipeTo(outgoing).onFailure(this::failed);
        });
    outgoing.sendHead().onFailure(this::failed);
  }

  /** HTTP/2 need not give a length; there only methods that have none are told apart. */
  private static boolean hasBody(HttpServerRequest request) {
    String length = request.getHeader("Content-Length");
    return length == null
        ? request.getHeader("Transfer-Encoding") != null
            || (!HttpMethod.GET.equals(request.method())
                && !HttpMethod.HEAD.equals(request.method()))
        : !length.strip().equals("0");
  }

  private void responded(HttpClientResponse response, HttpServerRequest request) {
    if (done) {
      return;
    }
    if (response.statusCode() == RelayHeaders.MISDIRECTED
        && response.getHeader(RelayHeaders.REFUSED) != null) {
      response.exceptionHandler(reset -> LOG.trace("the refused request is over"));
      response.resume();
      if (unsentBody) {
        response.request().reset(); // the connection waits for a body that does not come
      }
      if (finish()) {
        untouched.run();
      }
      return;
    }
    answered = true;
    if (!hasBody) {
      request.resume();
    }
    HttpServerResponse reply = request.response();
    reply.setStatusCode(response.statusCode());
    RelayHeaders.copy(response.headers(), reply.headers());
    boolean bodiless =
        HttpMethod.HEAD.equals(request.method())
            || response.statusCode() == 204
            || response.statusCode() == 304;
    if (bodiless) {
      response.endHandler(ended -> finish());
      reply.end();
      return;
    }
    if (response.getHeader("Content-Length") == null) {
      reply.setChunked(true);
    }
    response.pipeTo(reply).onComplete(piped -> finish()).onFailure(broken -> reply.reset());
  }

  private void failed(Throwable cause) {
    if (answered) {
      return; // the pipe of the response sees it too
    }
    LOG.debug("node {} did not answer: {}", destination.node(), cause.toString());
    giveUp();
  }

  /** Nobody waits for an answer, of this node or of another. */
  private void clientGone(HttpServerResponse reply) {
    if (!reply.ended() && finish()) {
      reset();
    }
  }

  /** A response that has begun goes on: its end is known to come, or to break. */
  private void overdue() {
    if (!answered) {
      giveUp();
    }
  }

  private void giveUp() {
    if (finish()) {
      reset();
      (mayHaveActed ? lost : untouched).run();
    }
  }

  private void reset() {
    HttpClientRequest open = sent;
    if (open != null) {
      open.reset();
    }
  }

  /** Returns whether this is the first end. */
  private boolean finish() {
    if (done) {
      return false;
    }
    done = true;
    watch.end();
    if (grace >= 0) {
      loop.owner().cancelTimer(grace);
    }
    return true;
  }
}
