package io.trunkline.gateway.effects;

import io.trunkline.gateway.exchange.Exchange;
import io.trunkline.gateway.exchange.GatewayResponse;
import io.trunkline.gateway.exchange.MessageBody;
import io.trunkline.gateway.exchange.PolicyError;
import io.trunkline.gateway.policy.PolicyServices;
import io.trunkline.gateway.policy.PolicyServices.BackendCaller;
import io.trunkline.net.http.OwnAddresses;
import io.trunkline.net.tracing.Trace;
import io.trunkline.net.tracing.Tracing;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.RequestOptions;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Calls backends through a Vert.x client on the event loop of the client's connection, so that
 * bodies flow through without being buffered and without changing threads.
 */
public final class BackendClient implements BackendCaller {
  private final HttpClient client;
  private final OwnAddresses own;
  private final Tracing tracing;
  private final int maxBufferedBytes;

  /**
   * @param client trusts whom the node trusts; follows no redirects, decompresses nothing
   * @param own calls to these addresses are answered by this node
   * @param maxBufferedBytes how much of a response policies may read
   */
  public BackendClient(HttpClient client, OwnAddresses own, Tracing tracing, int maxBufferedBytes) {
    this.client = client;
    this.own = own;
    this.tracing = tracing;
    this.maxBufferedBytes = maxBufferedBytes;
  }

  @Override
  public void forward(Exchange exchange, Duration timeout) {
    try (Trace span = tracing.start("gateway", "forward", exchange.trace())) {
      RequestOptions options = BackendRequest.options(exchange, span.context());
      span.attribute("server.address", options.getHost())
          .attribute("server.port", Integer.toString(options.getPort()));
      own.localize(options);
      CompletableFuture<HttpClientResponse> head = new CompletableFuture<>();
      exchange.loop().execute(() -> start(exchange, options, head));
      try {
        HttpClientResponse response = head.get(timeout.toMillis(), TimeUnit.MILLISECONDS);
        span.attribute("http.response.status_code", Integer.toString(response.statusCode()));
        take(exchange, response);
      } catch (TimeoutException e) {
        exchange.endBackendCall();
        span.failed("timeout");
        throw failure(504, "Timeout", "The backend did not answer within " + timeout + ".");
      } catch (ExecutionException e) {
        span.failed(String.valueOf(e.getCause().getMessage()));
        throw failure(
            502,
            "BackendConnectionFailure",
            "The backend cannot be reached: " + e.getCause().getMessage());
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw failure(499, "ClientConnectionFailure", "The client has gone.");
      }
    }
  }

  private static PolicyError failure(int status, String reason, String message) {
    String shown = status == 504 ? "The backend did not answer in time." : "Bad gateway";
    return new PolicyError(status, reason, message, shown, Map.of());
  }

  /** Sends the request; on the event loop. */
  private void start(
      Exchange exchange, RequestOptions options, CompletableFuture<HttpClientResponse> head) {
    client
        .request(options)
        .onFailure(head::completeExceptionally)
        .onSuccess(
            request -> {
              exchange.setBackendCall(
                  () -> {
                    head.completeExceptionally(new IllegalStateException("cancelled"));
                    exchange.loop().execute(request::reset);
                  });
              request
                  .response()
                  .onFailure(head::completeExceptionally)
                  .onSuccess(
                      response -> {
                        response.pause();
                        head.complete(response);
                      });
              send(exchange.request().body(), request)
                  .onFailure(
                      e -> {
                        head.completeExceptionally(e);
                        request.reset();
                      });
            });
  }

  private static Future<Void> send(MessageBody body, HttpClientRequest request) {
    if (body.source().orElse(null) instanceof BodyStream stream) {
      if (stream.taken()) {
        return Future.failedFuture(
            "the body has been sent already; repeat with buffer-request-body=\"true\"");
      }
      if (!request.headers().contains("Content-Length")) {
        request.setChunked(true);
      }
      return stream.pipeTo(request);
    }
    return request.end(Buffer.buffer(body.content()));
  }

  private void take(Exchange exchange, HttpClientResponse response) {
    GatewayResponse taken = new GatewayResponse();
    taken.setStatus(response.statusCode(), response.statusMessage());
    taken.setBody(
        MessageBody.streaming(new BodyStream(response, exchange.loop(), maxBufferedBytes, false)));
    response.headers().forEach(field -> taken.headers().add(field.getKey(), field.getValue()));
    List<String> named = taken.headers().all("Connection");
    for (String names : List.copyOf(named)) {
      for (String name : names.split(",", -1)) {
        taken.headers().remove(name.strip().toLowerCase(Locale.ROOT));
      }
    }
    PolicyServices.HOP_BY_HOP.forEach(taken.headers()::remove);
    exchange.response().become(taken);
  }
}
