package io.trunkline.gateway.effects;

import io.trunkline.gateway.catalog.Backend;
import io.trunkline.gateway.exchange.Exchange;
import io.trunkline.gateway.exchange.GatewayRequest;
import io.trunkline.gateway.exchange.Headers;
import io.trunkline.gateway.exchange.MessageBody;
import io.trunkline.gateway.exchange.PolicyError;
import io.trunkline.gateway.exchange.RequestUrl;
import io.trunkline.gateway.policy.PolicyServices;
import io.trunkline.net.tracing.TraceContext;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.net.SocketAddress;
import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Makes the request for the backend out of what policies left ({@code §4.1}). */
final class BackendRequest {
  private BackendRequest() {}

  static RequestOptions options(Exchange exchange, TraceContext trace) {
    Backend backend = exchange.backend();
    URI base = base(backend);
    boolean secure = base.getScheme().equalsIgnoreCase("https");
    int port = base.getPort() >= 0 ? base.getPort() : secure ? 443 : 80;
    RequestOptions options =
        new RequestOptions()
            .setMethod(HttpMethod.valueOf(exchange.request().method()))
            .setSsl(secure)
            .setHost(base.getHost())
            .setPort(port)
            .setURI(uri(exchange.request().url(), base, backend));
    if (base.getHost().toLowerCase(Locale.ROOT).endsWith(".localhost")) {
      options.setServer(SocketAddress.inetSocketAddress(port, "127.0.0.1"));
    }
    addHeaders(options, exchange, backend);
    options.putHeader("traceparent", trace.traceparent());
    return options;
  }

  private static URI base(Backend backend) {
    if (backend != null && !backend.url().isBlank()) {
      try {
        URI base = URI.create(backend.url().strip());
        boolean http =
            "http".equalsIgnoreCase(base.getScheme()) || "https".equalsIgnoreCase(base.getScheme());
        if (http && base.getHost() != null) {
          return base;
        }
      } catch (IllegalArgumentException e) {
        // refused below
      }
    }
    throw new PolicyError(
        500,
        "BackendUrlInvalid",
        "The URL of the backend is missing or is no http or https URL.",
        "Internal server error",
        Map.of());
  }

  private static String uri(RequestUrl url, URI base, Backend backend) {
    String prefix = base.getRawPath() == null ? "" : base.getRawPath().replaceAll("/+$", "");
    String path = url.path().equals("/") && !prefix.isEmpty() ? prefix : prefix + url.path();
    Headers query =
        base.getRawQuery() == null ? new Headers() : RequestUrl.parseQuery(base.getRawQuery());
    backend.query().forEach(query::set);
    url.query().map().forEach(query::set);
    return path + url.withQuery(query).queryString();
  }

  private static void addHeaders(RequestOptions options, Exchange exchange, Backend backend) {
    GatewayRequest request = exchange.request();
    Headers headers = request.headers().copy();
    for (String names : List.copyOf(headers.all("Connection"))) {
      for (String name : names.split(",", -1)) {
        headers.remove(name.strip());
      }
    }
    PolicyServices.HOP_BY_HOP.forEach(headers::remove);
    headers.remove("Expect");
    headers.remove("traceparent");
    // The client's Host is the gateway; only one that a policy set is meant for the backend.
    String host = headers.joined("Host").orElse("");
    if (host.equals(request.originalHost())) {
      headers.remove("Host");
    }
    headers.add("X-Forwarded-For", request.ipAddress());
    backend.headers().forEach(headers::set);
    lengthOf(request.body(), headers);
    headers
        .map()
        .forEach((name, values) -> values.forEach(value -> options.addHeader(name, value)));
  }

  private static void lengthOf(MessageBody body, Headers headers) {
    if (body.source().isPresent()) {
      return; // what the client said still holds, or the body goes in chunks
    }
    int length = body.content().length;
    if (length > 0 || headers.contains("Content-Length")) {
      headers.set("Content-Length", Integer.toString(length));
    }
  }
}
