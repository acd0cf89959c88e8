package io.trunkline.net.http;

import java.time.Duration;
import java.util.List;

/**
 * Where an HTTP door listens and what it lets in.
 *
 * @param host address to bind; loopback unless an operator decides otherwise
 * @param port port to bind; 0 for any free one
 * @param maxHeaderBytes all header fields of a request together; more is answered 431
 * @param maxUriBytes the request line; a longer one is answered 414
 * @param maxConnections connections at the same time; one more is closed at once
 * @param maxStreams requests at the same time on one HTTP/2 connection
 * @param idleTimeout a connection on which nothing moves for so long is closed; longer than the
 *     longest wait that a protocol behind the door allows
 * @param webSocketSubprotocols those that a client may ask for
 * @param maxWebSocketFrameBytes the largest WebSocket frame
 * @param asksForCertificates whether TLS clients are asked for a certificate, which they need not
 *     have and which need not be trusted: what it proves is for the planes to say
 */
public record HttpDoorConfig(
    String host,
    int port,
    int maxHeaderBytes,
    int maxUriBytes,
    int maxConnections,
    int maxStreams,
    Duration idleTimeout,
    List<String> webSocketSubprotocols,
    int maxWebSocketFrameBytes,
    boolean asksForCertificates) {

  public HttpDoorConfig {
    webSocketSubprotocols = List.copyOf(webSocketSubprotocols);
  }

  /** Returns the defaults on a loopback port. */
  public static HttpDoorConfig loopback(int port) {
    return new HttpDoorConfig(
        "127.0.0.1",
        port,
        32 * 1024,
        16 * 1024,
        4_096,
        256,
        Duration.ofMinutes(4),
        List.of("AMQPWSB10", "amqp"),
        1 << 20,
        false);
  }

  /** Returns the same bound to another address, for example {@code 0.0.0.0}. */
  public HttpDoorConfig withHost(String address) {
    return new HttpDoorConfig(
        address,
        port,
        maxHeaderBytes,
        maxUriBytes,
        maxConnections,
        maxStreams,
        idleTimeout,
        webSocketSubprotocols,
        maxWebSocketFrameBytes,
        asksForCertificates);
  }

  /** Returns the same with or without asking for certificates. */
  public HttpDoorConfig withCertificates(boolean asks) {
    return new HttpDoorConfig(
        host,
        port,
        maxHeaderBytes,
        maxUriBytes,
        maxConnections,
        maxStreams,
        idleTimeout,
        webSocketSubprotocols,
        maxWebSocketFrameBytes,
        asks);
  }
}
