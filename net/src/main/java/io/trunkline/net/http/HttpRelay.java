package io.trunkline.net.http;

import io.trunkline.net.relay.Destination;
import io.trunkline.net.relay.Leaders;
import io.trunkline.net.tls.NodeIdentity;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.PoolOptions;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Sends requests on to the node that leads their shard: streamed in both directions, over mutual
 * TLS, with host, address and trace as the client sent them.
 *
 * <p>A request is repeated only where nothing was done with it: the other node could not be reached
 * or said that it does not lead. A node never relays what was relayed to it.
 */
public final class HttpRelay {
  /** A relay for a node without others. */
  public static final HttpRelay NONE = new HttpRelay(Leaders.ALONE, HttpRelay::none, Duration.ZERO);

  /** How many connections to one node are open at the same time. */
  static final int MAX_CONNECTIONS = 1_024;

  private static final int MAX_WAITING = 4_096;
  private static final int MAX_HEADER_BYTES = 64 * 1024;
  private static final int KEEP_ALIVE_SECONDS = 30;
  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(2);
  private static final long RETRY_MILLIS = 100;

  private final Leaders leaders;
  private final Supplier<HttpClient> client;
  private final Duration patience;

  /**
   * @param client for inner doors, made with {@link #client}; asked only where another node leads
   * @param patience how long a request that nothing was done with is tried again
   */
  public HttpRelay(Leaders leaders, Supplier<HttpClient> client, Duration patience) {
    this.leaders = leaders;
    this.client = client;
    this.patience = patience;
  }

  private static HttpClient none() {
    throw new IllegalStateException("there is no other node");
  }

  /** Returns a client for requests to the inner doors of other nodes. */
  public static HttpClient client(Vertx vertx, NodeIdentity identity) {
    return tunnelClient(vertx, identity, MAX_CONNECTIONS);
  }

  /** Returns a client for connections that stay, each through an inner door of another node. */
  public static HttpClient tunnelClient(Vertx vertx, NodeIdentity identity, int most) {
    return vertx.createHttpClient(
        new HttpClientOptions()
            .setSsl(true)
            .setKeyCertOptions(identity.keyCertOptions())
            .setTrustOptions(identity.trustOptions())
            .setConnectTimeout((int) CONNECT_TIMEOUT.toMillis())
            .setKeepAliveTimeout(KEEP_ALIVE_SECONDS)
            .setTcpNoDelay(true)
            .setMaxHeaderSize(MAX_HEADER_BYTES),
        new PoolOptions().setHttp1MaxSize(most).setMaxWaitQueueSize(MAX_WAITING));
  }

  /**
   * Has a request answered where its shard is led.
   *
   * @param here answers it on this node
   */
  void route(
      HttpPlane plane,
      String shard,
      HttpServerRequest request,
      RequestHead head,
      Consumer<HttpServerRequest> here) {
    if (leaders.leadsHere(shard)) {
      here.accept(request);
      return;
    }
    request.pause();
    new Routing(plane, shard, request, head, here, System.nanoTime() + patience.toNanos()).find();
  }

  /** One request on its way to a leader; on the request's event loop. */
  private final class Routing {
    private final HttpPlane plane;
    private final String shard;
    private final HttpServerRequest request;
    private final RequestHead head;
    private final Consumer<HttpServerRequest> here;
    private final long giveUpAt;
    private final Context loop = Vertx.currentContext();
    private boolean gone;

    Routing(
        HttpPlane plane,
        String shard,
        HttpServerRequest request,
        RequestHead head,
        Consumer<HttpServerRequest> here,
        long giveUpAt) {
      this.plane = plane;
      this.shard = shard;
      this.request = request;
      this.head = head;
      this.here = here;
      this.giveUpAt = giveUpAt;
      request.response().closeHandler(closed -> gone = true);
    }

    void find() {
      var unused =
          leaders
              .find(shard)
              .whenComplete(
                  (found, failure) ->
                      loop.runOnContext(back -> found(found == null ? Optional.empty() : found)));
    }

    private void found(Optional<Destination> destination) {
      if (gone) {
        return;
      }
      if (destination.isEmpty()) {
        noLeader();
      } else if (destination.get().here()) {
        here.accept(request);
      } else {
        new RelayedExchange(client.get(), leaders, destination.get(), shard, plane)
            .start(request, head, this::again, this::noLeader);
      }
    }

    /** Nothing was done with the request: it may go to whoever leads now. */
    private void again() {
      if (System.nanoTime() > giveUpAt) {
        noLeader();
      } else {
        loop.owner().setTimer(RETRY_MILLIS, due -> loop.runOnContext(back -> find()));
      }
    }

    private void noLeader() {
      Replies.send(request, plane.noLeader(head).withHeader("Retry-After", "1"));
      request.resume();
    }
  }
}
