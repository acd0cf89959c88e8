package io.trunkline.net;

/**
 * Where clients reach this node. Addresses that Trunkline hands out (callback URLs, {@code
 * Location} headers, connection strings) are made from it and never from a request.
 *
 * @param host public host name, for example {@code localhost}
 * @param amqp port of plain AMQP 1.0 (5672)
 * @param amqps port of AMQP over TLS (5671)
 * @param https port of every HTTP plane over TLS (8443)
 * @param http port of every HTTP plane without TLS (8080)
 * @param admin port of the Service Bus emulator's plain admin HTTP (5300)
 */
public record Endpoints(String host, int amqp, int amqps, int https, int http, int admin) {

  /** The default ports, each moved by {@code offset}. */
  public static Endpoints local(int offset) {
    return new Endpoints(
        "localhost", 5672 + offset, 5671 + offset, 8443 + offset, 8080 + offset, 5300 + offset);
  }

  /** Returns the base of every HTTP plane, for example {@code https://localhost:8443}. */
  public String httpsBase() {
    return "https://" + host + (https == 443 ? "" : ":" + https);
  }

  /** Returns the base without TLS, for example {@code http://localhost:8080}. */
  public String httpBase() {
    return "http://" + host + (http == 80 ? "" : ":" + http);
  }
}
