package io.trunkline.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.trunkline.gateway.testkit.GatewayNode;
import io.trunkline.net.codec.Json;
import io.trunkline.resources.ResourceException;
import io.vertx.core.buffer.Buffer;
import java.io.InputStream;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The gateway from a template's resources to a backend's bytes, over real sockets. */
class GatewayTest {
  private static final String OPENAPI =
      """
      {"openapi": "3.0.1", "info": {"title": "Orders", "version": "1"},
       "paths": {"/orders": {"post": {"operationId": "postOrder", "responses": {"202": {"description": "ok"}}}},
                 "/orders/{id}": {"get": {"operationId": "getOrder",
                   "parameters": [{"name": "id", "in": "path", "required": true, "schema": {"type": "string"}}],
                   "responses": {"200": {"description": "ok"}}}}}}
      """;

  private GatewayNode node;
  private String key;

  @BeforeEach
  void deploy() {
    node = new GatewayNode();
    var api = Json.object();
    api.putObject("properties")
        .put("path", "shop")
        .put("serviceUrl", node.backendUrl() + "/base")
        .put("format", "openapi+json")
        .put("value", OPENAPI)
        .set("protocols", Json.array().add("http").add("https"));
    node.put("apis/orders", Json.text(api));
    node.put(
        "products/gold", "{\"properties\": {\"displayName\": \"Gold\", \"state\": \"published\"}}");
    node.put("products/gold/apis/orders", "{}");
    node.put(
        "subscriptions/app",
        "{\"properties\": {\"displayName\": \"App\", \"scope\": \"/products/gold\"}}");
    key =
        node.tree()
            .action(node.id("subscriptions/app"), "listSecrets", MissingNode.getInstance())
            .path("primaryKey")
            .asText();
  }

  @AfterEach
  void close() {
    node.close();
  }

  private HttpResponse<String> get(String path) throws Exception {
    return node.get(path, "Ocp-Apim-Subscription-Key", key);
  }

  @Test
  void importsOperationsAsResources() {
    assertThat(node.tree().list("Microsoft.ApiManagement/service/apis/operations", node.service))
        .extracting(operation -> operation.name())
        .containsExactly("getorder", "postorder");
    JsonNode view = node.tree().view(node.tree().get(node.id("apis/orders")).orElseThrow());
    assertThat(view.at("/properties/displayName").asText()).isEqualTo("Orders");
    assertThat(view.path("properties").has("importedOperations")).isFalse();
    assertThat(view.path("properties").has("value")).isFalse();
  }

  @Test
  void forwardsToTheBackend() throws Exception {
    CompletableFuture<String> seen = new CompletableFuture<>();
    node.backend(
        request -> {
          seen.complete(
              request.method()
                  + " "
                  + request.uri()
                  + " "
                  + request.getHeader("host")
                  + " "
                  + request.getHeader("x-forwarded-for")
                  + " "
                  + request.getHeader("traceparent"));
          request.response().putHeader("X-B", "1").setStatusCode(203).end("{}");
        });
    HttpResponse<String> response =
        node.get(
            "/shop/orders/a%2Fb?x=1&subscription-key=" + key,
            "traceparent",
            "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01");
    assertThat(response.statusCode()).isEqualTo(203);
    assertThat(response.headers().firstValue("X-B")).contains("1");
    assertThat(response.body()).isEqualTo("{}");
    assertThat(seen.join())
        .startsWith(
            "GET /base/orders/a%2Fb?x=1 "
                + node.backendUrl().substring(7)
                + " 127.0.0.1 00-0af765");
    await().until(() -> node.spans.stream().anyMatch(span -> span.name().equals("forward")));
  }

  @Test
  void demandsAKey() throws Exception {
    HttpResponse<String> missing = node.get("/shop/orders/1");
    assertThat(missing.statusCode()).isEqualTo(401);
    assertThat(missing.body())
        .isEqualTo(
            "{\"statusCode\":401,\"message\":\"Access denied due to missing subscription key. Make"
                + " sure to include subscription key when making requests to this API.\"}");
    assertThat(missing.headers().firstValue("WWW-Authenticate").orElseThrow())
        .startsWith("AzureApiManagementKey realm=");
    assertThat(node.get("/shop/orders/1", "Ocp-Apim-Subscription-Key", "no").statusCode())
        .isEqualTo(401);
    assertThat(get("/shop/orders/1").statusCode()).isEqualTo(200);
  }

  @Test
  void replacesKeys() throws Exception {
    node.tree()
        .action(node.id("subscriptions/app"), "regeneratePrimaryKey", MissingNode.getInstance());
    assertThat(get("/shop/orders/1").statusCode()).isEqualTo(401);
    JsonNode view = node.tree().view(node.tree().get(node.id("subscriptions/app")).orElseThrow());
    assertThat(view.path("properties").has("primaryKey")).isFalse();
  }

  @Test
  void answersForUnknownPlaces() throws Exception {
    assertThat(get("/nowhere").statusCode()).isEqualTo(404);
    assertThat(get("/shop/orders/1/2").body())
        .isEqualTo("{\"statusCode\":404,\"message\":\"Resource not found\"}");
  }

  @Test
  void appliesPoliciesOfEveryScope() throws Exception {
    node.put(
        "namedValues/color", "{\"properties\": {\"displayName\": \"color\", \"value\": \"blue\"}}");
    node.putPolicy(
        "",
        "<policies><inbound/><backend><forward-request/></backend><outbound><set-header"
            + " name=\"X-Order\" exists-action=\"append\"><value>global</value>"
            + "</set-header></outbound></policies>");
    for (String scope :
        new String[] {"products/gold", "apis/orders", "apis/orders/operations/getorder"}) {
      node.putPolicy(
          scope,
          "<policies><inbound><base/></inbound><backend><base/></backend><outbound><base/>"
              + "<set-header name=\"X-Order\" exists-action=\"append\"><value>{{color}} "
              + scope.substring(scope.lastIndexOf('/') + 1)
              + "</value></set-header></outbound></policies>");
    }
    assertThat(get("/shop/orders/1").headers().allValues("X-Order"))
        .containsExactly("global", "blue gold", "blue orders", "blue getorder");
    node.tree().delete(node.id("apis/orders/policies/policy"));
    assertThat(get("/shop/orders/1").headers().allValues("X-Order"))
        .containsExactly("global", "blue gold", "blue getorder");
  }

  @Test
  void limitsCalls() throws Exception {
    node.putPolicy(
        "apis/orders",
        "<policies><inbound><base/><rate-limit-by-key calls=\"1\" renewal-period=\"30\""
            + " counter-key=\"@(context.Subscription.Id)\"/></inbound>"
            + "<backend><base/></backend><outbound><base/></outbound></policies>");
    assertThat(get("/shop/orders/1").statusCode()).isEqualTo(200);
    HttpResponse<String> limited = get("/shop/orders/1");
    assertThat(limited.statusCode()).isEqualTo(429);
    assertThat(limited.headers().firstValue("Retry-After")).contains("30");
    node.clock.advance(Duration.ofSeconds(30));
    assertThat(get("/shop/orders/1").statusCode()).isEqualTo(200);
  }

  @Test
  void refusesPoliciesAtDeployment() {
    assertThatThrownBy(
            () ->
                node.putPolicy(
                    "apis/orders", "<policies>\n<inbound>\n<jsonp/>\n</inbound></policies>"))
        .isInstanceOf(ResourceException.class)
        .hasMessageContaining("Error in element 'jsonp' on line 3")
        .extracting(e -> ((ResourceException) e).code())
        .isEqualTo("ValidationError");
    assertThatThrownBy(
            () ->
                node.put(
                    "apis/linked",
                    "{\"properties\": {\"path\": \"l\", \"displayName\": \"L\", \"format\":"
                        + " \"openapi-link\", \"value\": \"https://x.example\"}}"))
        .hasMessageContaining("'openapi-link' is not supported");
    assertThatThrownBy(
            () ->
                node.put(
                    "apis/twin", "{\"properties\": {\"path\": \"shop\", \"displayName\": \"T\"}}"))
        .hasMessageContaining("same path");
  }

  @Test
  void streamsLargeBodiesBothWays() throws Exception {
    long size = 64L << 20;
    AtomicLong received = new AtomicLong();
    node.backend(
        request -> {
          request.response().setChunked(true);
          request.handler(chunk -> received.addAndGet(chunk.length()));
          request.endHandler(end -> new Source(size, request.response()).run());
        });
    HttpRequest post =
        HttpRequest.newBuilder(node.url("/shop/orders"))
            .header("Ocp-Apim-Subscription-Key", key)
            .POST(BodyPublishers.ofInputStream(() -> new Zeros(size)))
            .build();
    HttpResponse<InputStream> response = node.client().send(post, BodyHandlers.ofInputStream());
    assertThat(response.statusCode()).isEqualTo(200);
    long read = 0;
    try (InputStream body = response.body()) {
      byte[] chunk = new byte[65_536];
      for (int n = body.read(chunk); n >= 0; n = body.read(chunk)) {
        read += n;
      }
    }
    assertThat(received).hasValue(size);
    assertThat(read).isEqualTo(size);
  }

  @Test
  void holdsTheBackendBackWhileTheClientDoesNotRead() throws Exception {
    AtomicLong sent = new AtomicLong();
    node.backend(
        request -> {
          request.response().setChunked(true);
          new Source(256L << 20, request.response(), sent).run();
        });
    HttpResponse<InputStream> response =
        node.client()
            .send(
                HttpRequest.newBuilder(node.url("/shop/orders/1"))
                    .header("Ocp-Apim-Subscription-Key", key)
                    .build(),
                BodyHandlers.ofInputStream());
    await().until(() -> sent.get() > 0);
    // What fits into socket buffers is sent; the rest waits until somebody reads.
    await().during(Duration.ofMillis(300)).until(() -> sent.get() < 64L << 20);
    response.body().close();
  }

  @Test
  void cancelsTheBackendCallWhenTheClientGoes() throws Exception {
    AtomicBoolean closed = new AtomicBoolean();
    node.backend(
        request -> {
          request.response().setChunked(true).write("start");
          request.response().closeHandler(gone -> closed.set(true));
        });
    HttpResponse<InputStream> response =
        node.client()
            .send(
                HttpRequest.newBuilder(node.url("/shop/orders/1"))
                    .header("Ocp-Apim-Subscription-Key", key)
                    .build(),
                BodyHandlers.ofInputStream());
    response.body().close();
    await().untilTrue(closed);
  }

  @Test
  void answersForBackendsThatAreAwayOrSlow() throws Exception {
    node.putPolicy(
        "apis/orders",
        "<policies><inbound><base/><choose><when condition=\"@(context.Request.Url.Query"
            + ".ContainsKey(\"away\"))\"><set-backend-service base-url=\"http://localhost:1\"/>"
            + "</when></choose></inbound><backend><forward-request timeout-ms=\"200\"/></backend>"
            + "<outbound><base/></outbound></policies>");
    HttpResponse<String> away = get("/shop/orders/1?away=1");
    assertThat(away.statusCode()).isEqualTo(502);
    assertThat(away.body()).isEqualTo("{\"statusCode\":502,\"message\":\"Bad gateway\"}");
    node.backend(request -> {});
    assertThat(get("/shop/orders/1").statusCode()).isEqualTo(504);
  }

  @Test
  void readsTheBodyOnlyWhenAPolicyAsks() throws Exception {
    node.backend(request -> request.body().onSuccess(body -> request.response().end(body)));
    node.putPolicy(
        "apis/orders",
        "<policies><inbound><base/><set-header name=\"X\"><value>@((string)context.Request.Body"
            + ".As<JObject>(true)[\"a\"])</value></set-header></inbound><backend><base/></backend>"
            + "<outbound><set-header name=\"X-Seen\"><value>@(context.Request.Headers"
            + ".GetValueOrDefault(\"X\", \"\"))</value></set-header></outbound></policies>");
    HttpRequest.Builder post =
        HttpRequest.newBuilder(node.url("/shop/orders")).header("Ocp-Apim-Subscription-Key", key);
    HttpResponse<String> echoed =
        node.client()
            .send(
                post.POST(BodyPublishers.ofString("{\"a\": \"b\"}")).build(),
                BodyHandlers.ofString());
    assertThat(echoed.body()).isEqualTo("{\"a\": \"b\"}");
    assertThat(echoed.headers().firstValue("X-Seen")).contains("b");
    HttpResponse<String> tooLarge =
        node.client()
            .send(
                post.POST(BodyPublishers.ofByteArray(new byte[(1 << 20) + 1])).build(),
                BodyHandlers.ofString());
    assertThat(tooLarge.statusCode()).isEqualTo(413);
  }

  /** So many zero bytes. */
  private static final class Zeros extends InputStream {
    private long left;

    Zeros(long size) {
      left = size;
    }

    @Override
    public int read() {
      return left-- > 0 ? 0 : -1;
    }

    @Override
    public int read(byte[] target, int offset, int length) {
      if (left <= 0) {
        return -1;
      }
      int count = (int) Math.min(left, length);
      left -= count;
      return count;
    }
  }

  /** Writes so many bytes as fast as they are taken. */
  private record Source(
      AtomicLong left, io.vertx.core.http.HttpServerResponse target, AtomicLong sent)
      implements Runnable {
    private static final Buffer CHUNK = Buffer.buffer(new byte[65_536]);

    Source(long size, io.vertx.core.http.HttpServerResponse target) {
      this(size, target, new AtomicLong());
    }

    Source(long size, io.vertx.core.http.HttpServerResponse target, AtomicLong sent) {
      this(new AtomicLong(size), target, sent);
    }

    @Override
    public void run() {
      while (left.get() > 0 && !target.writeQueueFull()) {
        target.write(CHUNK);
        left.addAndGet(-CHUNK.length());
        sent.addAndGet(CHUNK.length());
      }
      if (left.get() > 0) {
        target.drainHandler(drained -> run());
      } else if (!target.ended()) {
        target.end();
      }
    }
  }
}
