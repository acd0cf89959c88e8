package io.trunkline.net.http;

import io.trunkline.net.EventLoops;
import io.trunkline.net.tls.AnyCertificate;
import io.trunkline.net.tls.NodeCertificates;
import io.trunkline.net.tracing.Tracing;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import io.vertx.core.http.ClientAuth;
import io.vertx.core.http.Http2Settings;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.TrustOptions;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A listener for HTTP/1.1, HTTP/2 (over TLS by ALPN) and WebSocket that hands each request to the
 * first plane that claims it.
 *
 * <p>The door starts the span of a request, with the client's {@code traceparent} as parent, and
 * ends it when the response has ended or the client has gone.
 */
public final class HttpDoor implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(HttpDoor.class);

  /** How long what is being answered may take when a door closes. */
  static final Duration GRACE = Duration.ofSeconds(5);

  /** Listeners that ask Vert.x for the same negative port share one free port. */
  private static final AtomicInteger RANDOM_PORTS = new AtomicInteger();

  private final HttpDoorConfig config;
  private final @Nullable NodeCertificates certificates;
  private final List<HttpPlane> planes;
  private final HttpRelay relay;
  private final Tracing tracing;
  private final AtomicInteger connections = new AtomicInteger();
  private final int bindPort;
  private volatile int port;
  private @Nullable Runnable stop;

  private HttpDoor(
      HttpDoorConfig config,
      @Nullable NodeCertificates certificates,
      List<HttpPlane> planes,
      HttpRelay relay,
      Tracing tracing) {
    this.config = config;
    this.certificates = certificates;
    this.planes = List.copyOf(planes);
    this.relay = relay;
    this.tracing = tracing;
    this.bindPort = bindPort(config);
  }

  /** Returns the port to ask Vert.x for, the same for each listener of a door. */
  static int bindPort(HttpDoorConfig config) {
    return config.port() == 0 ? RANDOM_PORTS.decrementAndGet() : config.port();
  }

  /** Opens a door of a node without others; see the longer form. */
  public static HttpDoor open(
      Vertx vertx,
      HttpDoorConfig config,
      @Nullable NodeCertificates certificates,
      List<HttpPlane> planes,
      Tracing tracing) {
    return open(vertx, config, certificates, planes, HttpRelay.NONE, tracing);
  }

  /**
   * Opens a door, on every event loop of {@code vertx}. Blocks until it accepts connections.
   *
   * @param certificates what it shows to TLS clients, or null for a door without TLS
   * @param planes asked in this order
   * @param relay sends on what another node has to answer
   * @throws IllegalStateException when the port cannot be bound
   */
  public static HttpDoor open(
      Vertx vertx,
      HttpDoorConfig config,
      @Nullable NodeCertificates certificates,
      List<HttpPlane> planes,
      HttpRelay relay,
      Tracing tracing) {
    HttpDoor door = new HttpDoor(config, certificates, planes, relay, tracing);
    DeploymentOptions options = new DeploymentOptions().setInstances(EventLoops.count());
    try {
      String id = vertx.deployVerticle(() -> door.new Listener(), options).await();
      door.stop = () -> vertx.undeploy(id).await();
    } catch (Exception e) { // a checked one comes undeclared out of await
      throw new IllegalStateException(
          "cannot listen on %s:%d (%s); free the port or choose another"
              .formatted(config.host(), config.port(), e.getMessage()),
          e);
    }
    return door;
  }

  /** Returns the port on which the door listens. */
  public int port() {
    return port;
  }

  /** Closes the listener and its connections; blocks until that is done. */
  @Override
  public void close() {
    Runnable stopping = stop;
    stop = null;
    if (stopping != null) {
      stopping.run();
    }
  }

  private HttpServerOptions options() {
    HttpServerOptions options = new HttpServerOptions();
    options
        .setHost(config.host())
        .setPort(bindPort)
        .setMaxHeaderSize(config.maxHeaderBytes())
        .setMaxInitialLineLength(config.maxUriBytes())
        .setMaxWebSocketFrameSize(config.maxWebSocketFrameBytes())
        .setMaxWebSocketMessageSize(config.maxWebSocketFrameBytes())
        .setWebSocketSubProtocols(config.webSocketSubprotocols())
        .setHandle100ContinueAutomatically(true)
        .setInitialSettings(
            new Http2Settings()
                .setMaxConcurrentStreams(config.maxStreams())
                .setMaxHeaderListSize(config.maxHeaderBytes()))
        .setIdleTimeoutUnit(TimeUnit.MILLISECONDS)
        .setIdleTimeout((int) config.idleTimeout().toMillis());
    if (certificates != null) {
      options.setSsl(true).setUseAlpn(true).setKeyCertOptions(certificates.keyCertOptions());
      if (config.asksForCertificates()) {
        options
            .setTrustOptions(TrustOptions.wrap(new AnyCertificate()))
            .setClientAuth(ClientAuth.REQUEST);
      }
    } else {
      options.setHttp2ClearTextEnabled(false);
    }
    return options;
  }

  private void connected(HttpConnection connection) {
    if (connections.incrementAndGet() > config.maxConnections()) {
      connections.decrementAndGet();
      LOG.warn("More than {} HTTP connections; closing the newest", config.maxConnections());
      connection.close();
      return;
    }
    connection.closeHandler(closed -> connections.decrementAndGet());
  }

  private void handle(HttpServerRequest request) {
    Optional<RequestHead> parsed = RequestHeads.of(request, port, certificates != null);
    if (parsed.isEmpty()) {
      Replies.send(request, Replies.error(400, "BadRequest", "The request target is malformed."));
      return;
    }
    RequestHead head = parsed.get();
    HttpPlane plane = null;
    for (HttpPlane candidate : planes) {
      if (candidate.claims(head)) {
        plane = candidate;
        break;
      }
    }
    if (plane == null) {
      Replies.send(
          request,
          Replies.error(
              404, "NotFound", "Nothing is served at " + head.host() + head.path() + "."));
      return;
    }
    HttpPlane claimed = plane;
    Optional<String> shard = claimed.shard(head);
    if (shard.isEmpty()) {
      Handover.to(claimed, request, head, tracing);
    } else {
      relay.route(
          claimed,
          shard.get(),
          request,
          head,
          routed -> Handover.to(claimed, routed, head, tracing));
    }
  }

  /** One of the door's listeners: Vert.x spreads connections over them, one on each loop. */
  private final class Listener extends VerticleBase {
    private @Nullable HttpServer server;

    @Override
    public Future<?> start() {
      HttpServer opening = vertx.createHttpServer(options());
      server = opening;
      return opening
          .connectionHandler(HttpDoor.this::connected)
          .requestHandler(HttpDoor.this::handleSafely)
          .exceptionHandler(e -> LOG.debug("connection failed", e))
          .listen()
          .onSuccess(listening -> port = listening.actualPort());
    }

    /** What is being answered is answered first. */
    @Override
    public Future<?> stop() {
      return server == null
          ? Future.succeededFuture()
          : server.shutdown(HttpDoor.GRACE.toSeconds(), TimeUnit.SECONDS);
    }
  }

  private void handleSafely(HttpServerRequest request) {
    try {
      handle(request);
    } catch (RuntimeException e) {
      LOG.error("A plane failed while it was asked for {}", request.path(), e);
      Replies.send(request, Replies.error(500, "InternalServerError", "The request failed."));
    }
  }
}
