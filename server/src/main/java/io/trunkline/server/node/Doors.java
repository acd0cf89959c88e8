package io.trunkline.server.node;

import io.trunkline.net.Endpoints;
import io.trunkline.net.amqp.AmqpDoor;
import io.trunkline.net.http.HttpDoor;
import io.trunkline.net.http.HttpDoorConfig;
import io.trunkline.net.http.HttpPlane;
import io.trunkline.net.http.HttpRelay;
import io.trunkline.net.tls.NodeCertificates;
import io.trunkline.net.tracing.Tracing;
import io.vertx.core.Vertx;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/** The listeners of a node: HTTPS, HTTP, the emulator's admin HTTP, AMQPS and AMQP. */
final class Doors implements AutoCloseable {
  private final Deque<AutoCloseable> open = new ArrayDeque<>();

  private Doors() {}

  /**
   * Opens them all, or none.
   *
   * @param planes behind HTTPS and HTTP, asked in this order
   * @param adminPlanes behind the emulator's port
   * @param relay sends on what another node has to answer
   */
  static Doors open(
      Vertx vertx,
      NodeConfig config,
      NodeCertificates certificates,
      List<HttpPlane> planes,
      List<HttpPlane> adminPlanes,
      AmqpDoor amqp,
      HttpRelay relay,
      Tracing tracing) {
    Doors doors = new Doors();
    Endpoints at = config.endpoints();
    try {
      doors.open.push(
          HttpDoor.open(
              vertx,
              http(config, at.https()).withCertificates(config.asksForCertificates()),
              certificates,
              planes,
              relay,
              tracing));
      doors.open.push(HttpDoor.open(vertx, http(config, at.http()), null, planes, relay, tracing));
      doors.open.push(
          HttpDoor.open(vertx, http(config, at.admin()), null, adminPlanes, relay, tracing));
      doors.open.push(() -> amqp.close().await());
      listen(amqp, config, at.amqps(), certificates);
      listen(amqp, config, at.amqp(), null);
      return doors;
    } catch (RuntimeException e) {
      doors.close();
      throw e;
    }
  }

  private static HttpDoorConfig http(NodeConfig config, int port) {
    return HttpDoorConfig.loopback(port).withHost(config.bindAddress());
  }

  private static void listen(
      AmqpDoor amqp, NodeConfig config, int port, NodeCertificates certificates) {
    try {
      amqp.listen(
              config.bindAddress(),
              port,
              certificates == null ? null : certificates.keyCertOptions())
          .await();
    } catch (Exception e) { // a checked one comes undeclared out of await
      throw new IllegalStateException(
          "cannot listen on %s:%d (%s); free the port or choose another with --port-offset"
              .formatted(config.bindAddress(), port, e.getMessage()),
          e);
    }
  }

  @Override
  public void close() {
    while (!open.isEmpty()) {
      try {
        open.pop().close();
      } catch (Exception e) {
        throw new IllegalStateException("a listener did not close", e);
      }
    }
  }
}
