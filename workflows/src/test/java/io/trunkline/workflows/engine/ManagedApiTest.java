package io.trunkline.workflows.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.trunkline.net.codec.Json;
import io.trunkline.net.http.HttpReply;
import io.trunkline.net.http.OutgoingCall;
import io.trunkline.resources.ResourceId;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The ApiManagement action and trigger: which request an API's id and a path template make. */
class ManagedApiTest {
  private static final ResourceId SERVICE =
      Engine.GROUP.resource("Microsoft.ApiManagement/service", "apim");

  private final Engine engine = new Engine();
  private int runs;

  @BeforeEach
  void services() {
    engine.tree.hold(SERVICE, "{\"gatewayUrl\":\"https://gateway.example/apim\"}");
    engine.tree.hold(
        SERVICE.child("apis", "orders"),
        "{\"path\":\"/orders\",\"subscriptionKeyParameterNames\":{\"header\":\"X-Key\",\"query\":\"k\"}}");
  }

  @AfterEach
  void close() {
    engine.close();
  }

  private void version(String scheme) {
    engine.tree.hold(
        SERVICE.child("apiVersionSets", "set"),
        "{\"versioningScheme\":\"%s\",\"versionQueryName\":\"v\",\"versionHeaderName\":\"X-Version\"}"
            .formatted(scheme));
    engine.tree.hold(
        SERVICE.child("apis", "stock"),
        "{\"path\":\"stock\",\"apiVersion\":\"v2\",\"apiVersionSetId\":\"/apiVersionSets/set\"}");
  }

  private static String inputs(String api, String more) {
    return "{\"api\":{\"id\":\"%s\"},\"method\":\"get\"%s}"
        .formatted(SERVICE.child("apis", api), more);
  }

  private JsonNode run(String inputs) {
    String name = "w" + runs++;
    engine.deploy(
        name,
        Engine.REQUEST,
        "{\"Call\":{\"type\":\"ApiManagement\",\"inputs\":%s}}".formatted(inputs));
    engine.runToEnd(name, "{\"id\":\"7/8\",\"key\":\"hidden\"}");
    return engine.actionOf(name, "Call");
  }

  private OutgoingCall called() {
    return engine.http.calls().getFirst();
  }

  @Test
  void theRequestGoesToTheGatewayWithTheKeyWhichIsNotRecorded() {
    engine.http.answers(call -> HttpReply.json(201, Json.parse("{\"x\":2}")));
    JsonNode action =
        run(
            """
            {"api":{"id":"%s"},"method":"put","headers":{"X-Mine":"1"},"queries":{"q":"x y"},"body":{"n":1},
             "pathTemplate":{"template":"/items/{id}/parts/{*rest}","parameters":{"id":"@{encodeURIComponent(triggerBody()['id'])}","rest":"a/b"}},
             "subscriptionKey":"@{triggerBody()['key']}"}
            """
                .formatted(SERVICE.child("apis", "orders")));
    assertThat(called().method()).isEqualTo("PUT");
    assertThat(called().uri())
        .hasToString("https://gateway.example/apim/orders/items/7%2F8/parts/a/b?q=x%20y");
    assertThat(called().headers().first("x-key")).contains("hidden");
    assertThat(called().headers().first("x-mine")).contains("1");
    assertThat(called().headers().first("x-ms-client-request-id")).isPresent();
    assertThat(new String(called().body(), StandardCharsets.UTF_8)).isEqualTo("{\"n\":1}");
    assertThat(action.path("code").asText()).isEqualTo("Created");
    assertThat(action.at("/outputs/body/x").asInt()).isEqualTo(2);
    assertThat(action.at("/inputs/subscriptionKey").asText()).isEqualTo("*sanitized*");
    assertThat(action.toString()).doesNotContain("hidden");
  }

  @Test
  void theVersionGoesWhereTheVersionSetSays() {
    version("Segment");
    run(inputs("stock", ",\"pathTemplate\":{\"template\":\"list\"}"));
    version("Query");
    run(inputs("stock", ""));
    version("Header");
    run(inputs("stock", ""));
    assertThat(engine.http.calls())
        .extracting(call -> call.uri().toString())
        .containsExactly(
            "https://gateway.example/apim/stock/v2/list",
            "https://gateway.example/apim/stock?v=v2",
            "https://gateway.example/apim/stock");
    assertThat(engine.http.calls().getLast().headers().first("x-version")).contains("v2");
  }

  @Test
  void aRevisionIsPartOfThePath() {
    engine.tree.hold(SERVICE.child("apis", "orders;rev=3"), "{\"path\":\"orders\"}");
    run(inputs("orders;rev=3", ",\"pathTemplate\":{\"template\":\"/items\"}"));
    assertThat(called().uri()).hasToString("https://gateway.example/apim/orders;rev=3/items");
  }

  @Test
  void whatIsNotThereIsNamed() {
    JsonNode unknown = run(inputs("nothing", ""));
    assertThat(unknown.path("status").asText()).isEqualTo("Failed");
    assertThat(unknown.toString()).contains("apis/nothing");
    JsonNode incomplete = run(inputs("orders", ",\"pathTemplate\":{\"template\":\"/items/{id}\"}"));
    assertThat(incomplete.path("code").asText()).isEqualTo("BadRequest");
    assertThat(incomplete.toString()).contains("no parameter 'id'");
    assertThat(engine.http.calls()).isEmpty();
  }

  @Test
  void theTriggerPolls() {
    engine.http.answers(call -> HttpReply.json(200, Json.parse("{\"n\":5}")));
    engine.deploy(
        "w",
        "{\"poll\":{\"type\":\"ApiManagement\",\"inputs\":%s,\"recurrence\":{\"frequency\":\"Minute\",\"interval\":5}}}"
            .formatted(inputs("orders", ",\"subscriptionKey\":\"hidden\"")),
        "{\"A\":{\"type\":\"Compose\",\"inputs\":\"@triggerBody()\"}}");
    await().until(() -> !engine.http.calls().isEmpty());
    engine.ended("w");
    assertThat(called().uri()).hasToString("https://gateway.example/apim/orders");
    assertThat(called().headers().first("x-key")).contains("hidden");
    assertThat(engine.actionOf("w", "A").at("/outputs/n").asInt()).isEqualTo(5);
  }
}
