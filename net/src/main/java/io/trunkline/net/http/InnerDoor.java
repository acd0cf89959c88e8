package io.trunkline.net.http;

import io.trunkline.net.EventLoops;
import io.trunkline.net.relay.Leaders;
import io.trunkline.net.tls.NodeIdentity;
import io.trunkline.net.tracing.Tracing;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import io.vertx.core.http.ClientAuth;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The listener for the other nodes: takes what their doors relay. Both sides prove with a
 * certificate of the cluster's authority that they are nodes.
 */
public final class InnerDoor implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(InnerDoor.class);

  private final HttpDoorConfig config;
  private final int bindPort;
  private final NodeIdentity identity;
  private final Leaders leaders;
  private final Map<String, HttpPlane> planes;
  private final Consumer<HttpServerRequest> tunnels;
  private final Tracing tracing;
  private volatile int port;
  private Runnable stop = () -> {};

  private InnerDoor(
      HttpDoorConfig config,
      NodeIdentity identity,
      Leaders leaders,
      List<HttpPlane> planes,
      Consumer<HttpServerRequest> tunnels,
      Tracing tracing) {
    this.config = config;
    this.bindPort = HttpDoor.bindPort(config);
    this.identity = identity;
    this.leaders = leaders;
    this.planes = planes.stream().collect(Collectors.toMap(HttpPlane::name, Function.identity()));
    this.tunnels = tunnels;
    this.tracing = tracing;
  }

  /**
   * Opens the door. Blocks until it accepts connections.
   *
   * @param planes what may be relayed here, found by name
   * @param tunnels takes the {@code CONNECT} requests, whose bytes are another protocol's
   * @throws IllegalStateException when the port cannot be bound
   */
  public static InnerDoor open(
      Vertx vertx,
      HttpDoorConfig config,
      NodeIdentity identity,
      Leaders leaders,
      List<HttpPlane> planes,
      Consumer<HttpServerRequest> tunnels,
      Tracing tracing) {
    InnerDoor door = new InnerDoor(config, identity, leaders, planes, tunnels, tracing);
    DeploymentOptions options = new DeploymentOptions().setInstances(EventLoops.count());
    try {
      String id = vertx.deployVerticle(() -> door.new Listener(), options).await();
      door.stop = () -> vertx.undeploy(id).await();
    } catch (Exception e) { // a checked one comes undeclared out of await
      throw new IllegalStateException(
          "cannot listen for other nodes on %s:%d (%s); free the port or move it"
              .formatted(config.host(), config.port(), e.getMessage()),
          e);
    }
    return door;
  }

  /** Returns the port on which the door listens. */
  public int port() {
    return port;
  }

  @Override
  public void close() {
    stop.run();
    stop = () -> {};
  }

  private HttpServerOptions options() {
    return new HttpServerOptions()
        .setHost(config.host())
        .setPort(bindPort)
        .setMaxHeaderSize(2 * config.maxHeaderBytes())
        .setMaxInitialLineLength(config.maxUriBytes())
        .setIdleTimeoutUnit(TimeUnit.MILLISECONDS)
        .setIdleTimeout((int) config.idleTimeout().toMillis())
        .setTcpNoDelay(true)
        .setSsl(true)
        .setKeyCertOptions(identity.keyCertOptions())
        .setTrustOptions(identity.trustOptions())
        .setClientAuth(ClientAuth.REQUIRED);
  }

  private void handle(HttpServerRequest request) {
    try {
      if (HttpMethod.CONNECT.equals(request.method())) {
        tunnels.accept(request);
      } else {
        relayed(request);
      }
    } catch (RuntimeException e) {
      LOG.error("A relayed request for {} failed", request.path(), e);
      Replies.send(request, Replies.error(500, "InternalServerError", "The request failed."));
    }
  }

  private void relayed(HttpServerRequest request) {
    HttpPlane plane = planes.get(String.valueOf(request.getHeader(RelayHeaders.PLANE)));
    Optional<RequestHead> seen = RequestHeads.of(request, config.port(), true);
    if (plane == null || seen.isEmpty()) {
      Replies.send(request, Replies.error(400, "BadRequest", "This was not relayed by a node."));
      return;
    }
    String shard = request.getHeader(RelayHeaders.SHARD);
    if (shard != null && !shard.isEmpty() && !leaders.leadsHere(shard)) {
      Replies.send(
          request,
          Replies.error(RelayHeaders.MISDIRECTED, "NotLeader", "Another node leads " + shard + ".")
              .withHeader(RelayHeaders.REFUSED, "not-leader"));
      request.resume();
      return;
    }
    RequestHead head = RelayHeaders.head(request, seen.get());
    RelayHeaders.remove(request);
    request.pause();
    if (request.getHeader("Expect") != null) {
      request.response().writeContinue();
    }
    Handover.to(plane, request, head, tracing);
  }

  /** One of the door's listeners: Vert.x spreads connections over them, one on each loop. */
  private final class Listener extends VerticleBase {
    private @Nullable HttpServer server;

    @Override
    public Future<?> start() {
      HttpServer opening = vertx.createHttpServer(options());
      server = opening;
      return opening
          .requestHandler(InnerDoor.this::handle)
          .exceptionHandler(e -> LOG.debug("a connection of another node failed", e))
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
}
