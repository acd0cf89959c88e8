package io.trunkline.net.http;

import io.trunkline.net.http.HttpCallException.Reason;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.ConnectionPoolTooBusyException;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpClosedException;
import io.vertx.core.http.RequestOptions;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/** One call out and its reply. */
final class Exchange {
  private final Vertx vertx;
  private final OutgoingCall call;
  private final CompletableFuture<HttpReply> reply = new CompletableFuture<>();
  private final Buffer body = Buffer.buffer();
  private volatile @Nullable HttpClientRequest request;

  Exchange(Vertx vertx, OutgoingCall call) {
    this.vertx = vertx;
    this.call = call;
  }

  CompletionStage<HttpReply> start(HttpClient client, RequestOptions options) {
    long timer = vertx.setTimer(Math.max(1, call.timeout().toMillis()), due -> timedOut());
    var unused = reply.whenComplete((done, failure) -> vertx.cancelTimer(timer));
    client.request(options).onSuccess(this::connected).onFailure(this::fail);
    return reply;
  }

  private void connected(HttpClientRequest connected) {
    request = connected;
    connected.exceptionHandler(this::fail);
    if (reply.isDone()) {
      connected.reset();
      return;
    }
    connected.response().onSuccess(this::responded).onFailure(this::fail);
    connected.end(Buffer.buffer(call.body())).onFailure(this::fail);
  }

  private void responded(HttpClientResponse response) {
    response.exceptionHandler(this::fail);
    response.handler(
        chunk -> {
          if (body.length() + (long) chunk.length() > call.maxReplyBytes()) {
            fail(
                new HttpCallException(
                    Reason.REPLY_TOO_LARGE,
                    "The reply of %s is larger than %d bytes."
                        .formatted(target(), call.maxReplyBytes()),
                    null));
          } else if (!reply.isDone()) {
            body.appendBuffer(chunk);
          }
        });
    response.endHandler(ended -> reply.complete(whole(response)));
  }

  private HttpReply whole(HttpClientResponse response) {
    List<Map.Entry<String, String>> headers = new ArrayList<>();
    response.headers().forEach(field -> headers.add(Map.entry(field.getKey(), field.getValue())));
    return new HttpReply(response.statusCode(), List.copyOf(headers), body.getBytes());
  }

  private void timedOut() {
    fail(
        new HttpCallException(
            Reason.TIMEOUT,
            "No reply of %s within %d ms.".formatted(target(), call.timeout().toMillis()),
            null));
  }

  private void fail(Throwable cause) {
    HttpCallException failure =
        cause instanceof HttpCallException known
            ? known
            : new HttpCallException(
                reason(cause), "Calling %s failed: %s".formatted(target(), text(cause)), cause);
    HttpClientRequest open = request;
    if (reply.completeExceptionally(failure) && open != null) {
      open.reset();
    }
  }

  private static Reason reason(Throwable cause) {
    for (Throwable each = cause; each != null; each = each.getCause()) {
      switch (each) {
        case UnknownHostException e -> {
          return Reason.UNKNOWN_HOST;
        }
        case io.netty.channel.ConnectTimeoutException e -> {
          return Reason.TIMEOUT;
        }
        case ConnectException e -> {
          return Reason.CONNECTION_REFUSED;
        }
        case NoRouteToHostException e -> {
          return Reason.CONNECTION_REFUSED;
        }
        case ConnectionPoolTooBusyException e -> {
          return Reason.CONNECTION_REFUSED;
        }
        case SSLException e -> {
          return Reason.TLS;
        }
        case HttpClosedException e -> {
          return Reason.CONNECTION_LOST;
        }
        case IllegalArgumentException e -> {
          return Reason.INVALID;
        }
        default -> {}
      }
    }
    return Reason.CONNECTION_LOST;
  }

  /** Returns the address without its query, which may hold a signature. */
  private String target() {
    return call.uri().getScheme() + "://" + call.uri().getAuthority() + call.uri().getPath();
  }

  private static String text(Throwable cause) {
    return cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
  }
}
