package io.trunkline.net.http;

import io.trunkline.net.http.HttpCallException.Reason;
import io.trunkline.net.tls.NodeCertificates;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.net.PfxOptions;
import io.vertx.core.net.SocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * Calls out over HTTP/1.1 with pooled connections. Names below {@code localhost} are this machine,
 * whatever the resolver says (RFC 6761 §6.3).
 */
public final class VertxHttpCaller implements HttpCaller, AutoCloseable {
  /** How many connections to one address are open at the same time. */
  static final int MAX_CONNECTIONS = 64;

  /** How many calls to one address may wait for a connection. */
  static final int MAX_WAITING = 4_096;

  /** How many client certificates have connections of their own at the same time. */
  static final int MAX_CERTIFICATES = 32;

  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(10);
  private static final int KEEP_ALIVE_SECONDS = 15;

  private final Vertx vertx;
  private final @Nullable NodeCertificates certificates;
  private final OwnAddresses own;
  private @Nullable HttpClient client;

  /** Clients that show a certificate; the one used least recently is closed for a new one. */
  private final Map<ClientCertificate, HttpClient> certified =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<ClientCertificate, HttpClient> eldest) {
          boolean tooMany = size() > MAX_CERTIFICATES;
          if (tooMany) {
            eldest.getValue().close();
          }
          return tooMany;
        }
      };

  /**
   * @param certificates the node's own authority, trusted beside the system's; null for none
   */
  public VertxHttpCaller(Vertx vertx, @Nullable NodeCertificates certificates) {
    this(vertx, certificates, OwnAddresses.NONE);
  }

  /**
   * @param certificates the node's own authority, trusted beside the system's; null for none
   * @param own calls to these addresses are answered by this node
   */
  public VertxHttpCaller(Vertx vertx, @Nullable NodeCertificates certificates, OwnAddresses own) {
    this.vertx = vertx;
    this.certificates = certificates;
    this.own = own;
  }

  @Override
  public CompletionStage<HttpReply> send(OutgoingCall call) {
    try {
      RequestOptions options = options(call);
      own.localize(options);
      return new Exchange(vertx, call).start(client(call.certificate()), options);
    } catch (IllegalArgumentException e) {
      return CompletableFuture.failedFuture(
          new HttpCallException(Reason.INVALID, e.getMessage(), e));
    }
  }

  @Override
  public synchronized void close() {
    if (client != null) {
      client.close().await();
      client = null;
    }
    certified.values().forEach(one -> one.close().await());
    certified.clear();
  }

  /** Made at the first call: reading the system's authorities would delay a start. */
  private synchronized HttpClient client(@Nullable ClientCertificate certificate) {
    if (certificate != null) {
      return certified.computeIfAbsent(
          certificate,
          identity ->
              open(
                  new PfxOptions()
                      .setValue(Buffer.buffer(identity.pkcs12()))
                      .setPassword(identity.password())));
    }
    if (client == null) {
      client = open(null);
    }
    return client;
  }

  private HttpClient open(@Nullable PfxOptions identity) {
    HttpClientOptions options =
        new HttpClientOptions()
            .setConnectTimeout((int) CONNECT_TIMEOUT.toMillis())
            .setKeepAliveTimeout(KEEP_ALIVE_SECONDS)
            .setMaxHeaderSize(32 * 1024);
    if (certificates != null) {
      options.setTrustOptions(certificates.trustOptions());
    }
    if (identity != null) {
      options.setKeyCertOptions(identity);
    }
    return vertx.createHttpClient(
        options,
        new PoolOptions().setHttp1MaxSize(MAX_CONNECTIONS).setMaxWaitQueueSize(MAX_WAITING));
  }

  private static RequestOptions options(OutgoingCall call) {
    URI uri = call.uri();
    String scheme = uri.getScheme() == null ? "" : uri.getScheme().toLowerCase(Locale.ROOT);
    boolean secure = scheme.equals("https");
    if (!secure && !scheme.equals("http")) {
      throw new IllegalArgumentException("only http and https can be called, not " + scheme);
    }
    if (uri.getHost() == null || uri.getUserInfo() != null) {
      throw new IllegalArgumentException("no host to call, or user information in the address");
    }
    int port = uri.getPort() >= 0 ? uri.getPort() : secure ? 443 : 80;
    String path = uri.getRawPath() == null || uri.getRawPath().isEmpty() ? "/" : uri.getRawPath();
    RequestOptions options =
        new RequestOptions()
            .setMethod(HttpMethod.valueOf(call.method()))
            .setSsl(secure)
            .setHost(uri.getHost())
            .setPort(port)
            .setURI(uri.getRawQuery() == null ? path : path + "?" + uri.getRawQuery());
    if (uri.getHost().toLowerCase(Locale.ROOT).endsWith(".localhost")) {
      options.setServer(SocketAddress.inetSocketAddress(port, "127.0.0.1"));
    }
    call.headers()
        .forEach(
            (name, value) -> {
              if (!name.equals("host")
                  && !name.equals("content-length")
                  && !name.equals("transfer-encoding")
                  && !name.equals("connection")
                  && !(name.equals("traceparent") && call.trace() != null)) {
                options.addHeader(name, value);
              }
            });
    if (call.trace() != null) {
      options.putHeader("traceparent", call.trace().traceparent());
    }
    if (call.body().length > 0 || (!call.method().equals("GET") && !call.method().equals("HEAD"))) {
      options.putHeader("Content-Length", Integer.toString(call.body().length));
    }
    return options;
  }
}
