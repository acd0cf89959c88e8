package io.trunkline.gateway.wire;

import io.trunkline.gateway.GatewayConfig;
import io.trunkline.gateway.effects.BodyStream;
import io.trunkline.gateway.exchange.Exchange;
import io.trunkline.gateway.exchange.GatewayRequest;
import io.trunkline.gateway.exchange.Headers;
import io.trunkline.gateway.exchange.MessageBody;
import io.trunkline.gateway.exchange.RequestUrl;
import io.trunkline.gateway.service.GatewayService;
import io.trunkline.gateway.service.Pipeline;
import io.trunkline.kernel.IdSource;
import io.trunkline.net.http.HttpPlane;
import io.trunkline.net.http.Paths;
import io.trunkline.net.http.RequestHead;
import io.trunkline.net.tracing.Trace;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerRequest;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.Executor;

/**
 * The gateway's plane: {@code {service}.azure-api.*} and {@code /gateway/{service}/…}. Policies run
 * on a virtual thread for each request; bodies stay on the event loop.
 */
public final class GatewayPlane implements HttpPlane {
  private static final String PREFIX = "/gateway";

  private final GatewayService.Directory services;
  private final GatewayConfig config;
  private final InstantSource clock;
  private final IdSource ids;

  public GatewayPlane(
      GatewayService.Directory services, GatewayConfig config, InstantSource clock, IdSource ids) {
    this.services = services;
    this.config = config;
    this.clock = clock;
    this.ids = ids;
  }

  @Override
  public String name() {
    return "gateway";
  }

  @Override
  public boolean claims(RequestHead head) {
    return byHost(head) || (head.under(PREFIX) && !head.segment(1).isEmpty());
  }

  private static boolean byHost(RequestHead head) {
    return head.host().contains(".azure-api.");
  }

  @Override
  public void handle(HttpServerRequest request, RequestHead head, Trace trace) {
    Context context = Vertx.currentContext();
    Executor loop = task -> context.runOnContext(ignored -> task.run());
    String name = byHost(head) ? head.firstLabel() : Paths.decode(head.segment(1));
    Optional<GatewayService> service = services.find(name);
    if (service.isEmpty()) {
      ClientResponse.refuse(request, 404, "Resource not found");
      return;
    }
    if (head.path().length() + head.query().length() > config.maxUrlLength()) {
      ClientResponse.refuse(request, 414, "The URL is too long.");
      return;
    }
    Exchange exchange =
        new Exchange(
            ids.uuid(),
            clock.instant(),
            service.get().catalog(),
            trace.context(),
            incoming(request, head, loop),
            loop);
    request.response().exceptionHandler(e -> exchange.clientGone());
    request.response().closeHandler(closed -> exchange.clientGone());
    String path = byHost(head) ? head.path() : below(head.path());
    Thread.ofVirtual()
        .name("gateway-" + exchange.requestId())
        .start(
            () -> {
              Pipeline.run(service.get(), exchange, path);
              loop.execute(() -> ClientResponse.send(request, exchange));
            });
  }

  private GatewayRequest incoming(HttpServerRequest request, RequestHead head, Executor loop) {
    Headers headers = new Headers();
    request.headers().forEach(field -> headers.add(field.getKey(), field.getValue()));
    String scheme = head.secure() ? "https" : "http";
    RequestUrl url =
        new RequestUrl(
            scheme, head.host(), head.port(), head.path(), RequestUrl.parseQuery(head.query()));
    // The end of a request without a body has been read along with its head.
    boolean bodiless = request.isEnded() || !hasBody(headers);
    MessageBody body =
        bodiless
            ? MessageBody.empty()
            : MessageBody.streaming(
                new BodyStream(request, loop, config.maxBufferedBodyBytes(), true));
    if (bodiless) {
      request.resume();
    }
    return new GatewayRequest(head.method(), url, head.client(), headers, body);
  }

  /** HTTP/2 need not give a length; there only methods that have none are told apart. */
  private static boolean hasBody(Headers headers) {
    return headers.contains("Transfer-Encoding")
        || headers.joined("Content-Length").map(length -> !length.equals("0")).orElse(false)
        || (!headers.contains("Content-Length") && headers.contains("Content-Type"));
  }

  /** Returns the path below {@code /gateway/{service}}. */
  private static String below(String path) {
    int second = path.indexOf('/', PREFIX.length() + 1);
    return second < 0 ? "/" : path.substring(second);
  }
}
