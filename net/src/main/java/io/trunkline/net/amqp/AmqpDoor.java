package io.trunkline.net.amqp;

import io.trunkline.net.EventLoops;
import io.trunkline.net.http.HttpPlane;
import io.trunkline.net.tls.AnyCertificate;
import io.vertx.core.Deployable;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.ClientAuth;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.ServerWebSocket;
import io.vertx.core.net.KeyCertOptions;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.NetServerOptions;
import io.vertx.core.net.NetSocket;
import io.vertx.core.net.TrustOptions;
import io.vertx.core.streams.ReadStream;
import io.vertx.core.streams.WriteStream;
import java.security.cert.X509Certificate;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;
import org.jspecify.annotations.Nullable;

/** Listens for AMQP 1.0: on plain sockets, over TLS, and over WebSockets behind the HTTP doors. */
public final class AmqpDoor {
  /**
   * Listeners that ask Vert.x for the same negative port share one free port; far from the numbers
   * that the HTTP doors use, with which Vert.x would share it too.
   */
  private static final AtomicInteger RANDOM_PORTS = new AtomicInteger(-1_000_000);

  private static final long GOODBYE_MILLIS = 1_000;

  private final Vertx vertx;
  private final AmqpLimits limits;
  private final InstantSource clock;
  private final AmqpHandler handler;
  private final AmqpRelay relay;
  private final List<String> listeners = new CopyOnWriteArrayList<>();
  private final Set<AmqpConnection> connections = ConcurrentHashMap.newKeySet();

  /**
   * @param clock for idle time-outs
   * @param handler gets every connection of this door
   */
  public AmqpDoor(Vertx vertx, AmqpLimits limits, InstantSource clock, AmqpHandler handler) {
    this(vertx, limits, clock, handler, AmqpRelay.NONE);
  }

  /**
   * @param clock for idle time-outs
   * @param handler gets every connection of this door
   * @param relay sends on the connections that another node is to have
   */
  public AmqpDoor(
      Vertx vertx, AmqpLimits limits, InstantSource clock, AmqpHandler handler, AmqpRelay relay) {
    this.vertx = vertx;
    this.limits = limits;
    this.clock = clock;
    this.handler = handler;
    this.relay = relay;
  }

  /**
   * Starts to listen, on every event loop.
   *
   * @param port 0 for any free one
   * @param keys key and certificate for TLS, or null for plain sockets
   * @return the port
   */
  public Future<Integer> listen(String host, int port, @Nullable KeyCertOptions keys) {
    NetServerOptions options =
        new NetServerOptions()
            .setHost(host)
            .setPort(port == 0 ? RANDOM_PORTS.decrementAndGet() : port)
            .setTcpNoDelay(true);
    if (keys != null) {
      options
          .setSsl(true)
          .setKeyCertOptions(keys)
          .setTrustOptions(TrustOptions.wrap(new AnyCertificate()))
          .setClientAuth(ClientAuth.REQUEST);
    }
    AtomicInteger actualPort = new AtomicInteger();
    Supplier<Deployable> listener =
        () ->
            new VerticleBase() {
              private @Nullable NetServer server;

              @Override
              public Future<?> start() {
                NetServer opening = vertx.createNetServer(options);
                server = opening;
                return opening
                    .connectHandler(AmqpDoor.this::accept)
                    .listen()
                    .onSuccess(listening -> actualPort.set(listening.actualPort()));
              }

              /** Peers have a moment to take the close that they are sent. */
              @Override
              public Future<?> stop() {
                return server == null
                    ? Future.succeededFuture()
                    : server.shutdown(GOODBYE_MILLIS, TimeUnit.MILLISECONDS);
              }
            };
    return vertx
        .deployVerticle(listener, new DeploymentOptions().setInstances(EventLoops.count()))
        .map(
            id -> {
              listeners.add(id);
              return actualPort.get();
            });
  }

  /** Returns the plane for AMQP over WebSocket, {@code /$servicebus/websocket}. */
  public HttpPlane webSocketPlane() {
    return new AmqpWebSocketPlane(this);
  }

  /** Returns how many connections are open. */
  public int connections() {
    return connections.size();
  }

  /** Stops to listen and closes every connection, telling the peers that they may reconnect. */
  public Future<Void> close() {
    connections.forEach(AmqpConnection::shutDown);
    return Future.join(listeners.stream().map(vertx::undeploy).toList()).mapEmpty();
  }

  private void accept(NetSocket socket) {
    connect(
        socket,
        socket,
        socket::close,
        peer(
            String.valueOf(socket.remoteAddress()),
            socket.isSsl(),
            socket.isSsl() ? certificate(socket.sslSession()) : null));
    socket.exceptionHandler(failure -> socket.close());
  }

  /** Returns the certificate whose key the peer has proven to have, or null. */
  private static @Nullable X509Certificate certificate(SSLSession session) {
    try {
      return session.getPeerCertificates()[0] instanceof X509Certificate certificate
          ? certificate
          : null;
    } catch (SSLPeerUnverifiedException e) {
      return null; // it has shown none
    }
  }

  void accept(ServerWebSocket socket) {
    connect(
        socket,
        socket,
        socket::close,
        peer(
            String.valueOf(socket.remoteAddress()),
            socket.isSsl(),
            socket.isSsl() ? certificate(socket.sslSession()) : null));
    socket.exceptionHandler(failure -> socket.close());
  }

  /**
   * Takes a connection that another node has accepted: a {@code CONNECT} request at the inner door.
   */
  public void accept(HttpServerRequest request) {
    AmqpRelay.Preface preface = AmqpRelay.preface(request);
    if (!relay.leaders().leadsHere(preface.shard())) {
      request.response().setStatusCode(421).end();
      return;
    }
    request
        .toNetSocket()
        .onSuccess(
            socket -> {
              AmqpConnection connection =
                  connect(
                      socket,
                      socket,
                      socket::close,
                      new AmqpConnection.Peer(
                          preface.client(), preface.secure(), false, true, null));
              handler.relayed(connection, preface.caller());
              socket.exceptionHandler(failure -> socket.close());
            });
  }

  private AmqpConnection.Peer peer(
      String address, boolean secure, @Nullable X509Certificate certificate) {
    return new AmqpConnection.Peer(
        address, secure, connections.size() >= limits.maxConnections(), false, certificate);
  }

  private AmqpConnection connect(
      ReadStream<Buffer> input,
      WriteStream<Buffer> output,
      Runnable closeStream,
      AmqpConnection.Peer peer) {
    AmqpConnection connection =
        new AmqpConnection(vertx, input, output, closeStream, relay, limits, clock, handler, peer);
    connections.add(connection);
    connection.onEnd(() -> connections.remove(connection));
    connection.start();
    input.handler(connection::input);
    input.endHandler(ended -> connection.disconnected());
    return connection;
  }
}
