package io.trunkline.net.http;

import io.trunkline.net.relay.Destination;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.CompletionStage;

/**
 * Calls of one node to another that are no client's: whole requests and whole replies, through the
 * inner door, where a certificate of the cluster is the credential.
 */
public final class NodeCalls {
  /** The largest reply that a node takes from another, in bytes. */
  public static final int MAX_REPLY_BYTES = 64 << 20;

  private final Vertx vertx;
  private final HttpClient client;

  /**
   * @param client one for inner doors: {@link HttpRelay#client}
   */
  public NodeCalls(Vertx vertx, HttpClient client) {
    this.vertx = vertx;
    this.client = client;
  }

  /**
   * Calls a plane of another node.
   *
   * @param shard a shard that the other node has to lead, or empty; where it does not, the reply is
   *     421
   * @param path starts with a slash
   * @return the reply, or {@link HttpCallException}
   */
  public CompletionStage<HttpReply> call(
      Destination to, String plane, String shard, String path, byte[] body, Duration timeout) {
    URI uri = URI.create("https://" + to.host() + ":" + to.port() + path);
    OutgoingCall call =
        new OutgoingCall("POST", uri, Fields.none(), body, timeout, MAX_REPLY_BYTES, null);
    RequestOptions options =
        new RequestOptions()
            .setMethod(HttpMethod.POST)
            .setHost(to.host())
            .setPort(to.port())
            .setURI(path)
            .putHeader(RelayHeaders.PLANE, plane)
            .putHeader(RelayHeaders.SHARD, shard)
            .putHeader(RelayHeaders.SECURE, "true")
            .putHeader(RelayHeaders.CLIENT, "")
            .putHeader("Content-Length", Integer.toString(body.length));
    return new Exchange(vertx, call).start(client, options);
  }
}
