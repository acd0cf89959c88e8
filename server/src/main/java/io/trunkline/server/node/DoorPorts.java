package io.trunkline.server.node;

import io.trunkline.net.Endpoints;
import java.util.stream.IntStream;

/**
 * The ports of the doors for clients, each from 1 to 65,535 and different from the others.
 *
 * @param amqp plain AMQP 1.0
 * @param amqps AMQP over TLS
 * @param https every HTTP plane over TLS, and AMQP over WebSocket
 * @param http every HTTP plane without TLS
 * @param admin the Service Bus emulator's plain admin HTTP
 */
public record DoorPorts(int amqp, int amqps, int https, int http, int admin) {
  private static final int HIGHEST = 65_535;

  /** Returns 5672, 5671, 8443, 8080 and 5300. */
  public static DoorPorts defaults() {
    Endpoints local = Endpoints.local(0);
    return new DoorPorts(local.amqp(), local.amqps(), local.https(), local.http(), local.admin());
  }

  /**
   * Returns these ports.
   *
   * @throws IllegalArgumentException where they cannot all be opened
   */
  DoorPorts requireValid() {
    int[] all = {amqp, amqps, https, http, admin};
    if (IntStream.of(all).anyMatch(port -> port < 1 || port > HIGHEST)) {
      throw new IllegalArgumentException("must name ports from 1 to " + HIGHEST);
    }
    if (IntStream.of(all).distinct().count() < all.length) {
      throw new IllegalArgumentException("names a port twice: each door has one of its own");
    }
    return this;
  }

  /** Returns where clients reach a node whose doors are these, each moved by {@code offset}. */
  Endpoints endpoints(String host, int offset) {
    return new Endpoints(
        host, amqp + offset, amqps + offset, https + offset, http + offset, admin + offset);
  }
}
