package io.trunkline.server.cluster;

import io.trunkline.net.amqp.AmqpDoor;
import io.trunkline.net.amqp.AmqpLimits;
import io.trunkline.net.amqp.AmqpRelay;
import io.trunkline.net.http.HttpDoorConfig;
import io.trunkline.net.http.HttpPlane;
import io.trunkline.net.http.HttpRelay;
import io.trunkline.net.http.InnerDoor;
import io.trunkline.net.http.NodeCalls;
import io.trunkline.net.tls.NodeIdentity;
import io.trunkline.net.tracing.Tracing;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The ways between this node and the others: clients for their inner doors, and this node's own
 * inner door, which opens once there is somebody to come in.
 */
public final class Relays implements AutoCloseable {
  /** How long a request waits for a leader, and is tried again where nothing was done with it. */
  public static final Duration PATIENCE = Duration.ofSeconds(10);

  private final Vertx vertx;
  private final Supplier<NodeIdentity> identity;
  private final ShardLeaders leaders;
  private final HttpRelay http;
  private final AmqpRelay amqp;
  private @Nullable HttpClient client;
  private @Nullable Supplier<InnerDoor> door;
  private @Nullable InnerDoor open;

  /**
   * @param identity read when the first other node is met
   */
  public Relays(Vertx vertx, Supplier<NodeIdentity> identity, ShardLeaders leaders) {
    this.vertx = vertx;
    this.identity = identity;
    this.leaders = leaders;
    this.http = new HttpRelay(leaders, this::client, PATIENCE);
    this.amqp = new AmqpRelay(vertx, leaders, identity, AmqpLimits.defaults());
  }

  public HttpRelay http() {
    return http;
  }

  public AmqpRelay amqp() {
    return amqp;
  }

  /** Returns the way to call other nodes. */
  public NodeCalls calls() {
    return new NodeCalls(vertx, client());
  }

  private synchronized HttpClient client() {
    if (client == null) {
      client = HttpRelay.client(vertx, identity.get());
    }
    return client;
  }

  /** Says how the inner door is to be opened: what may be relayed to this node. */
  public synchronized void serve(
      HttpDoorConfig config, List<HttpPlane> planes, AmqpDoor connections, Tracing tracing) {
    door =
        () ->
            InnerDoor.open(
                vertx, config, identity.get(), leaders, planes, connections::accept, tracing);
  }

  /** Opens the inner door, unless it is open. */
  public synchronized void openDoor() {
    if (open == null && door != null) {
      open = door.get();
    }
  }

  @Override
  public synchronized void close() {
    if (open != null) {
      open.close();
    }
    amqp.close();
    if (client != null) {
      client.close().await();
    }
    leaders.close();
  }
}
