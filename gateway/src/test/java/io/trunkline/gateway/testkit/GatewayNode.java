package io.trunkline.gateway.testkit;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.trunkline.gateway.Gateway;
import io.trunkline.gateway.GatewayConfig;
import io.trunkline.kernel.IdSource;
import io.trunkline.kernel.memory.ManualClock;
import io.trunkline.kernel.memory.MemoryKernel;
import io.trunkline.net.Endpoints;
import io.trunkline.net.EventLoops;
import io.trunkline.net.codec.Json;
import io.trunkline.net.http.HttpDoor;
import io.trunkline.net.http.HttpDoorConfig;
import io.trunkline.net.http.OwnAddresses;
import io.trunkline.net.http.VertxHttpCaller;
import io.trunkline.net.tls.NodeCertificates;
import io.trunkline.net.tracing.SpanRecorder;
import io.trunkline.net.tracing.SpanSink.FinishedSpan;
import io.trunkline.resources.ControlPlaneSettings;
import io.trunkline.resources.Resource;
import io.trunkline.resources.ResourceId;
import io.trunkline.resources.ResourceManager;
import io.trunkline.resources.ResourceTree;
import io.trunkline.testkit.NoPrincipals;
import io.trunkline.testkit.OpenAccess;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Consumer;

/**
 * The gateway behind a real door, with a real resource tree in memory and a real backend whose
 * behaviour the test sets.
 */
public final class GatewayNode implements AutoCloseable {
  private static final String TENANT = "11111111-1111-1111-1111-111111111111";
  private static final String SUBSCRIPTION = "22222222-2222-2222-2222-222222222222";

  public final ManualClock clock = new ManualClock();
  public final List<FinishedSpan> spans = new CopyOnWriteArrayList<>();
  public final ResourceId service =
      ResourceId.resourceGroup(SUBSCRIPTION, "rg")
          .resource("Microsoft.ApiManagement/service", "gw");

  private final Vertx vertx = EventLoops.start();
  private final VertxHttpCaller caller = new VertxHttpCaller(vertx, null);
  private MemoryKernel kernel = new MemoryKernel(clock);
  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final HttpServer backend;
  private final NodeCertificates trusted;
  private final NodeCertificates certificates;
  private ResourceTree tree;
  private HttpDoor door;
  private volatile Consumer<HttpServerRequest> behaviour =
      request -> request.response().end("from the backend");

  public GatewayNode() {
    this(null, null);
  }

  /**
   * @param trustedCertificates whose authority the gateway trusts when it calls backends
   * @param newCertificates what a secure backend shows
   */
  public GatewayNode(NodeCertificates trustedCertificates, NodeCertificates newCertificates) {
    trusted = trustedCertificates;
    certificates = newCertificates;
    backend = vertx.createHttpServer().requestHandler(r -> behaviour.accept(r)).listen(0).await();
    open();
    tree.put(
        ResourceId.resourceGroup(SUBSCRIPTION, "rg"), Json.object().put("location", "westeurope"));
    put(
        "",
        "{\"location\": \"westeurope\", \"sku\": {\"name\": \"Developer\", \"capacity\": 1},"
            + " \"properties\": {\"publisherEmail\": \"a@b.example\", \"publisherName\": \"A\"}}");
  }

  private void open() {
    Endpoints endpoints = Endpoints.local(0);
    IdSource ids = IdSource.seeded(7);
    SpanRecorder tracing = new SpanRecorder(spans::add, clock, ThreadLocalRandom::current);
    ResourceManager manager =
        new ResourceManager(
            ControlPlaneSettings.of(TENANT, SUBSCRIPTION, endpoints),
            new OpenAccess(TENANT),
            new NoPrincipals(),
            ids,
            clock);
    tree = manager.tree();
    Gateway gateway =
        new Gateway(
            GatewayConfig.defaults(),
            endpoints,
            clock,
            ids,
            tracing,
            tree,
            (identity, audience) -> "token",
            caller,
            Gateway.backendClient(vertx, trusted, GatewayConfig.defaults()),
            OwnAddresses.NONE);
    manager.register(gateway.provider());
    manager.open(kernel);
    manager.provisionAll();
    door =
        HttpDoor.open(vertx, HttpDoorConfig.loopback(0), null, List.of(gateway.plane()), tracing);
  }

  /** Crashes the node and starts it again on what survives. */
  public void restart() {
    door.close();
    kernel = kernel.crash();
    open();
  }

  public ResourceTree tree() {
    return tree;
  }

  /** Opens another backend, with TLS; returns its URL. */
  public String secureBackend(Consumer<HttpServerRequest> requests) {
    HttpServerOptions options =
        new HttpServerOptions().setSsl(true).setKeyCertOptions(certificates.keyCertOptions());
    HttpServer server =
        vertx.createHttpServer(options).requestHandler(requests::accept).listen(0).await();
    return "https://localhost:" + server.actualPort();
  }

  /** Puts a resource below the service: its relative id and its body. */
  public Resource put(String relative, String json) {
    return tree.put(id(relative), (ObjectNode) Json.parse(json));
  }

  public Resource putPolicy(String relative, String rawXml) {
    ObjectNode body = Json.object();
    body.putObject("properties").put("format", "rawxml").put("value", rawXml);
    return tree.put(id(relative + (relative.isEmpty() ? "" : "/") + "policies/policy"), body);
  }

  public ResourceId id(String relative) {
    return relative.isEmpty() ? service : ResourceId.parse(service + "/" + relative);
  }

  /** Sets what the backend does. */
  public void backend(Consumer<HttpServerRequest> newBehaviour) {
    behaviour = newBehaviour;
  }

  public String backendUrl() {
    return "http://localhost:" + backend.actualPort();
  }

  public int port() {
    return door.port();
  }

  public URI url(String pathAndQuery) {
    return URI.create("http://localhost:" + door.port() + "/gateway/gw" + pathAndQuery);
  }

  public HttpClient client() {
    return client;
  }

  public HttpResponse<String> get(String pathAndQuery, String... headers) throws Exception {
    HttpRequest.Builder request = HttpRequest.newBuilder(url(pathAndQuery));
    if (headers.length > 0) {
      request.headers(headers);
    }
    return client.send(request.build(), BodyHandlers.ofString());
  }

  @Override
  public void close() {
    client.close();
    door.close();
    kernel.close();
    caller.close();
    vertx.close().await();
  }
}
