package io.trunkline.gateway.testkit;

import io.trunkline.gateway.GatewayConfig;
import io.trunkline.gateway.catalog.Api;
import io.trunkline.gateway.catalog.Operation;
import io.trunkline.gateway.catalog.Product;
import io.trunkline.gateway.catalog.ServiceCatalog;
import io.trunkline.gateway.catalog.Subscription;
import io.trunkline.gateway.catalog.UrlTemplate;
import io.trunkline.gateway.effects.BucketCounters;
import io.trunkline.gateway.effects.DiscoveredKeys;
import io.trunkline.gateway.exchange.Exchange;
import io.trunkline.gateway.exchange.GatewayRequest;
import io.trunkline.gateway.exchange.GatewayResponse;
import io.trunkline.gateway.exchange.Headers;
import io.trunkline.gateway.exchange.MessageBody;
import io.trunkline.gateway.exchange.RequestUrl;
import io.trunkline.gateway.policy.PolicyCompiler;
import io.trunkline.gateway.policy.PolicyCompiler.Definitions;
import io.trunkline.gateway.policy.PolicyCompiler.Source;
import io.trunkline.gateway.policy.PolicyDocument;
import io.trunkline.gateway.policy.PolicyScope;
import io.trunkline.gateway.policy.PolicyServices;
import io.trunkline.gateway.policy.PolicySet;
import io.trunkline.gateway.service.GatewayService;
import io.trunkline.gateway.service.Pipeline;
import io.trunkline.kernel.IdSource;
import io.trunkline.kernel.memory.ManualClock;
import io.trunkline.net.codec.Json;
import io.trunkline.net.http.HttpReply;
import io.trunkline.net.http.OutgoingCall;
import io.trunkline.net.tracing.TraceContext;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

/**
 * Runs one policy document at API scope on a request, with a backend that is a function: no
 * sockets, no threads, a clock that the test moves.
 *
 * <pre>
 *   Exchange done = kit.policies("&lt;policies&gt;…").run(kit.request("GET", "/orders/1"));
 * </pre>
 */
public final class PolicyKit {
  public final ManualClock clock = new ManualClock();

  /** The URLs that were forwarded, with method and headers left in the exchange's request. */
  public final List<String> forwarded = new ArrayList<>();

  private final PolicyServices services;
  private final PolicyCompiler compiler;
  private Function<OutgoingCall, HttpReply> outside = call -> HttpReply.status(404);
  private int backendStatus = 200;
  private Definitions definitions = Definitions.none();
  private PolicyDocument document;

  public PolicyKit() {
    GatewayConfig config = GatewayConfig.defaults();
    services =
        new PolicyServices(
            config,
            clock,
            call -> CompletableFuture.completedFuture(outside.apply(call)),
            (identity, audience) -> "token of " + identity + " for " + audience,
            (exchange, timeout) -> forward(exchange),
            new BucketCounters(clock, 1000),
            new DiscoveredKeys(
                call -> CompletableFuture.completedFuture(outside.apply(call)), clock, config));
    compiler = new PolicyCompiler(services, IdSource.seeded(1));
    document = compiler.defaultDocument();
  }

  private void forward(Exchange exchange) {
    forwarded.add(
        exchange.request().method()
            + " "
            + exchange.backend().url()
            + exchange.request().url().path()
            + exchange.request().url().queryString());
    GatewayResponse response = exchange.response();
    response.become(new GatewayResponse());
    response.setStatus(backendStatus, "");
    response.headers().set("X-Backend", "yes");
    response.setBody(MessageBody.of("from the backend".getBytes(StandardCharsets.UTF_8)));
  }

  /** Sets what the world outside answers to send-request and key documents. */
  public PolicyKit outside(Function<OutgoingCall, HttpReply> answers) {
    outside = answers;
    return this;
  }

  public PolicyKit backendStatus(int status) {
    backendStatus = status;
    return this;
  }

  public PolicyKit namedValues(Map<String, String> values) {
    definitions = new Definitions(values, definitions.fragments());
    return this;
  }

  public PolicyKit fragments(Map<String, Source> fragments) {
    definitions = new Definitions(definitions.namedValues(), fragments);
    return this;
  }

  /** Compiles a document (rawxml) of which only the inbound section is given. */
  public PolicyKit inbound(String policies) {
    return policies(
        "<policies><inbound>"
            + policies
            + "</inbound><backend><base/></backend>"
            + "<outbound/><on-error/></policies>");
  }

  public PolicyKit policies(String rawXml) {
    document = compiler.compile(new Source(rawXml, true), PolicyScope.API, definitions);
    return this;
  }

  /** Starts a GET or other request without a body; change it before it is run. */
  public GatewayRequest request(String method, String pathAndQuery) {
    return request(method, pathAndQuery, "");
  }

  public GatewayRequest request(String method, String pathAndQuery, String body) {
    int mark = pathAndQuery.indexOf('?');
    RequestUrl url =
        new RequestUrl(
            "https",
            "gw.azure-api.example",
            443,
            mark < 0 ? pathAndQuery : pathAndQuery.substring(0, mark),
            RequestUrl.parseQuery(mark < 0 ? "" : pathAndQuery.substring(mark + 1)));
    Headers headers = new Headers().set("Host", "gw.azure-api.example");
    return new GatewayRequest(
        method,
        url,
        "203.0.113.7",
        headers,
        body.isEmpty()
            ? MessageBody.empty()
            : MessageBody.of(body.getBytes(StandardCharsets.UTF_8)));
  }

  /** Runs a request through routing, key check and policies. */
  public Exchange run(GatewayRequest request) {
    List<Operation> operations = new ArrayList<>();
    for (String method : List.of("GET", "POST", "PUT", "DELETE")) {
      operations.add(
          new Operation(
              method.toLowerCase(java.util.Locale.ROOT) + "-order",
              method + " order",
              method,
              UrlTemplate.parse("/orders/{id}"),
              Json.parse(
                  """
                  [{"statusCode": 200, "representations": [{"contentType": "application/json",
                    "examples": {"default": {"value": {"id": 7}}}}]}]
                  """)));
    }
    Api api =
        new Api(
            "orders",
            "Orders",
            "",
            "",
            Optional.empty(),
            "1",
            true,
            "https://backend.example/v1",
            List.of("https"),
            false,
            "Ocp-Apim-Subscription-Key",
            "subscription-key",
            operations);
    ServiceCatalog catalog =
        new ServiceCatalog(
            "gw",
            "/subscriptions/s/resourceGroups/g/providers/Microsoft.ApiManagement/service/gw",
            "westeurope",
            List.of(api),
            Map.of("gold", new Product("gold", "Gold", true, false, Set.of("orders"))),
            List.of(
                new Subscription(
                    "sub", "Sub", new Subscription.Scope.OneApi("orders"), true, "key-1", "key-2")),
            Map.of(),
            Map.of("c1", "/identities/uami"));
    PolicySet policies =
        new PolicySet(compiler.defaultDocument(), Map.of(), Map.of("orders", document), Map.of());
    Exchange exchange =
        new Exchange(
            IdSource.seeded(2).uuid(),
            clock.instant(),
            catalog,
            new TraceContext("0af7651916cd43dd8448eb211c80319c", "b7ad6b7169203331", true),
            request,
            Runnable::run);
    Pipeline.run(new GatewayService(catalog, policies), exchange, request.url().path());
    return exchange;
  }

  /** Returns the response's body as text. */
  public static String body(Exchange exchange) {
    return new String(exchange.response().body().content(), StandardCharsets.UTF_8);
  }
}
