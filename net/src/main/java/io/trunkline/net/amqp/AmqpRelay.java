package io.trunkline.net.amqp;

import io.trunkline.net.http.HttpRelay;
import io.trunkline.net.relay.Destination;
import io.trunkline.net.relay.Leaders;
import io.trunkline.net.tls.NodeIdentity;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.net.NetSocket;
import java.util.Base64;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The way of AMQP connections to the node that leads their namespace: a {@code CONNECT} request at
 * that node's inner door says whose connection it is, and the bytes of AMQP follow.
 */
public final class AmqpRelay implements AutoCloseable {
  /** A relay for a node without others. */
  public static final AmqpRelay NONE = new AmqpRelay(Leaders.ALONE, AmqpRelay::none);

  private static final Logger LOG = LoggerFactory.getLogger(AmqpRelay.class);

  private static final String PREFIX = "trunkline-relay-";
  private static final String SHARD = PREFIX + "shard";
  private static final String CLIENT = PREFIX + "client";
  private static final String SECURE = PREFIX + "secure";
  private static final String CALLER = PREFIX + "caller";

  private final Leaders leaders;
  private final Supplier<HttpClient> clients;
  private @Nullable HttpClient client;

  private AmqpRelay(Leaders leaders, Supplier<HttpClient> clients) {
    this.leaders = leaders;
    this.clients = clients;
  }

  /**
   * @param identity asked when another node leads for the first time
   */
  public AmqpRelay(
      Vertx vertx, Leaders leaders, Supplier<NodeIdentity> identity, AmqpLimits limits) {
    this(leaders, () -> HttpRelay.tunnelClient(vertx, identity.get(), limits.maxConnections()));
  }

  private static HttpClient none() {
    throw new IllegalStateException("there is no other node");
  }

  private synchronized HttpClient client() {
    if (client == null) {
      client = clients.get();
    }
    return client;
  }

  /**
   * Whose connection is relayed.
   *
   * @param shard the shard whose leader is meant
   * @param client the peer's address in text form
   * @param secure whether the peer came over TLS
   * @param caller who SASL found the peer to be, in the form of the handler
   */
  @SuppressWarnings("ArrayRecordComponent") // bytes that pass through; never compared
  record Preface(String shard, String client, boolean secure, byte[] caller) {}

  Leaders leaders() {
    return leaders;
  }

  /** Opens a way to the inner door of a node; fails where that node does not lead the shard. */
  Future<NetSocket> open(Destination destination, Preface preface) {
    RequestOptions options =
        new RequestOptions()
            .setMethod(HttpMethod.CONNECT)
            .setHost(destination.host())
            .setPort(destination.port())
            .setURI(destination.host() + ":" + destination.port())
            .putHeader(SHARD, preface.shard())
            .putHeader(CLIENT, preface.client())
            .putHeader(SECURE, Boolean.toString(preface.secure()))
            .putHeader(CALLER, Base64.getEncoder().encodeToString(preface.caller()));
    return client()
        .request(options)
        .compose(
            request ->
                request
                    .exceptionHandler(lost -> LOG.trace("the way to a node is over"))
                    .connect()
                    .compose(
                        response -> {
                          if (response.statusCode() == 200) {
                            return Future.succeededFuture(response.netSocket());
                          }
                          request.reset();
                          return Future.failedFuture(
                              "node " + destination.node() + " does not lead " + preface.shard());
                        }));
  }

  /** Reads what {@link #open} wrote. */
  static Preface preface(HttpServerRequest request) {
    return new Preface(
        String.valueOf(request.getHeader(SHARD)),
        String.valueOf(request.getHeader(CLIENT)),
        Boolean.parseBoolean(request.getHeader(SECURE)),
        Base64.getDecoder().decode(String.valueOf(request.getHeader(CALLER))));
  }

  @Override
  public synchronized void close() {
    if (client != null) {
      client.close().await();
    }
  }
}
