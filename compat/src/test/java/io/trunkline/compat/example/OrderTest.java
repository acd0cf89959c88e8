package io.trunkline.compat.example;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.azure.core.credential.TokenRequestContext;
import com.fasterxml.jackson.databind.JsonNode;
import io.trunkline.compat.node.TestNode;
import io.trunkline.compat.parity.Client;
import io.trunkline.compat.parity.Parity;
import io.trunkline.compat.parity.Service;
import io.trunkline.net.tracing.TraceContext;
import io.trunkline.quickstart.JavaSubscriber;
import io.trunkline.quickstart.Order;
import io.trunkline.quickstart.Order.Kind;
import io.trunkline.quickstart.StandIn;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** One order's way, and orders that are turned away. */
@ExtendWith(SharedExample.class)
class OrderTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final Example example;
  private final TestNode node;

  OrderTest(Example example) {
    this.example = example;
    this.node = example.node();
  }

  private static Order order(String id) {
    TraceContext trace =
        new TraceContext("%032x".formatted(id.hashCode() | 1), "00000000000000a1", true);
    return new Order(id, "eu", 250, Kind.GOOD, trace);
  }

  @Test
  @Parity(
      service = Service.WORKFLOWS,
      feature = "order fulfilment: request trigger, queue, event, HTTP action, topic",
      client = Client.SERVICE_BUS_JAVA)
  void anOrderGoesAllTheWay() {
    Order order = order("all-the-way");
    try (JavaSubscriber billing =
        new JavaSubscriber(node.connectionString(), "billing", example.ledger())) {
      HttpResponse<String> reply = example.shop().place(order);
      assertThat(reply.statusCode()).isEqualTo(202);
      assertThat(reply.headers().firstValue("Location")).isPresent();
      await().atMost(PATIENCE).until(() -> example.ledger().has("billing", order.id()));
    }
    assertThat(example.ledger().has(StandIn.FULFILMENT, order.id())).isTrue();
    JsonNode runs = node.get(node.id("Microsoft.Logic/workflows/accept-order/runs"), "2019-05-01");
    assertThat(runs.at("/value/0/properties/status").asText()).isEqualTo("Succeeded");
  }

  @Test
  @Parity(
      service = Service.API_MANAGEMENT,
      feature = "subscription key and validate-jwt: wrong key, token, audience are 401",
      client = Client.HTTP)
  void aWrongKeyOrTokenIsUnauthorized() throws IOException, InterruptedException {
    Order order = order("unauthorized");
    assertThat(example.shop().placeWithWrongKey(order).statusCode()).isEqualTo(401);
    assertThat(example.shop().placeWithWrongToken(order).statusCode()).isEqualTo(401);
    String keys =
        node.id("Microsoft.ApiManagement/service/orders-api/subscriptions/web-shop/listSecrets");
    String key = node.post(keys, "2022-08-01").path("primaryKey").asText();
    String other =
        node.administratorCredential()
            .getTokenSync(
                new TokenRequestContext().addScopes("https://management.azure.com/.default"))
            .getToken();
    HttpResponse<String> reply =
        send(
            HttpRequest.newBuilder(URI.create(example.ordersUrl()))
                .header("Ocp-Apim-Subscription-Key", key)
                .header("Authorization", "Bearer " + other)
                .POST(HttpRequest.BodyPublishers.ofString("{}"))
                .build());
    assertThat(reply.statusCode()).isEqualTo(401);
    assertThat(reply.body()).contains("access token");
    assertThat(example.ledger().has(StandIn.FULFILMENT, order.id())).isFalse();
  }

  @Test
  @Parity(
      service = Service.WORKFLOWS,
      feature = "request trigger: JSON schema, malformed JSON is 400",
      client = Client.HTTP)
  void aMalformedOrderIsABadRequest() throws IOException, InterruptedException {
    assertThat(example.shop().placeMalformed().statusCode()).isEqualTo(400);
    URI callback = URI.create(callback());
    assertThat(send(post(callback, "{\"orderId\": ")).statusCode()).isEqualTo(400);
  }

  @Test
  @Parity(
      service = Service.WORKFLOWS,
      feature = "request trigger: a wrong SAS signature is 401",
      client = Client.HTTP)
  void aWrongSignatureIsUnauthorized() throws IOException, InterruptedException {
    URI forged = URI.create(callback().replaceFirst("sig=[^&]*", "sig=forged"));
    assertThat(send(post(forged, "{}")).statusCode()).isEqualTo(401);
  }

  private String callback() {
    return node.post(
            node.id("Microsoft.Logic/workflows/accept-order/triggers/order/listCallbackUrl"),
            "2019-05-01")
        .path("value")
        .asText();
  }

  private static HttpRequest post(URI address, String body) {
    return HttpRequest.newBuilder(address)
        .header("Content-Type", "application/json")
        .POST(HttpRequest.BodyPublishers.ofString(body))
        .build();
  }

  private static HttpResponse<String> send(HttpRequest request)
      throws IOException, InterruptedException {
    try (HttpClient http = HttpClient.newHttpClient()) {
      return http.send(request, HttpResponse.BodyHandlers.ofString());
    }
  }
}
