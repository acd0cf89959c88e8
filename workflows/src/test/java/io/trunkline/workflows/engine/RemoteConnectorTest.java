package io.trunkline.workflows.engine;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.trunkline.net.codec.Json;
import io.trunkline.net.http.HttpReply;
import io.trunkline.net.http.OutgoingCall;
import io.trunkline.resources.ResourceId;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Connectors that run elsewhere: custom ones by an OpenAPI document, and runtime addresses. */
class RemoteConnectorTest {
  private static final ResourceId API = Engine.GROUP.resource("Microsoft.Web/customApis", "stock");
  private static final ResourceId CONNECTION =
      Engine.GROUP.resource("Microsoft.Web/connections", "stock-1");
  private final Engine engine = new Engine();

  @AfterEach
  void close() {
    engine.close();
  }

  private void connect(String document, String values) {
    engine.tree.put(
        API,
        (ObjectNode)
            Json.parse(
                "{\"location\":\"local\",\"properties\":{\"swagger\":%s}}".formatted(document)));
    engine.tree.put(
        CONNECTION,
        (ObjectNode)
            Json.parse(
                "{\"location\":\"local\",\"properties\":{\"api\":{\"id\":\"%s\"},\"parameterValues\":%s}}"
                    .formatted(API, values)));
  }

  private void deploy(String entry, String host) {
    ObjectNode definition =
        Engine.definition(
            Engine.REQUEST,
            """
            {"Find":{"type":"ApiConnection","inputs":{"host":{"connection":%s},"method":"get",
              "path":"/items/@{encodeURIComponent('a b')}","queries":{"most":3}}}}
            """
                .formatted(host));
    definition.set(
        "parameters", Json.parse("{\"$connections\":{\"type\":\"Object\",\"defaultValue\":{}}}"));
    engine.deploy(
        "w", definition, "{\"$connections\":{\"value\":{\"stock\":%s}}}".formatted(entry));
  }

  private OutgoingCall run() {
    engine.http.answers(
        call -> HttpReply.json(200, Json.object().put("count", 2)).withHeader("etag", "e1"));
    engine.runToEnd("w", "{}");
    JsonNode outputs = engine.actionOf("w", "Find");
    assertThat(outputs.path("code").asText()).isEqualTo("OK");
    return engine.http.calls().getFirst();
  }

  @Test
  void aCustomConnectorIsCalledWithItsKey() {
    connect(
        """
        {"swagger":"2.0","host":"stock.example","basePath":"/v2/","schemes":["https"],"paths":{"/items/{id}":{}},
         "securityDefinitions":{"key":{"type":"apiKey","in":"header","name":"X-Key"}}}
        """,
        "{\"api_key\":\"secret-key\"}");
    deploy(
        "{\"connectionId\":\"%s\",\"id\":\"%s\"}".formatted(CONNECTION, API),
        "{\"name\":\"@parameters('$connections')['stock']['connectionId']\"}");
    OutgoingCall call = run();
    assertThat(call.uri().toString()).isEqualTo("https://stock.example/v2/items/a%20b?most=3");
    assertThat(call.headers().first("X-Key")).contains("secret-key");
    assertThat(engine.tree.view(engine.tree.get(CONNECTION).orElseThrow()).toString())
        .doesNotContain("secret-key");
  }

  @Test
  void anOpenApi3DocumentNamesItsServerAndTakesNameAndPassword() {
    connect(
        """
        {"openapi":"3.0.1","servers":[{"url":"http://stock.example:81/api"}],"paths":{"/items/{id}":{}},
         "components":{"securitySchemes":{"b":{"type":"http","scheme":"basic"}}}}
        """,
        "{\"username\":\"u\",\"password\":\"p\"}");
    deploy(
        "{\"connectionId\":\"%s\",\"id\":\"%s\"}".formatted(CONNECTION, API),
        "{\"name\":\"@parameters('$connections')['stock']['connectionId']\"}");
    OutgoingCall call = run();
    assertThat(call.uri().toString()).startsWith("http://stock.example:81/api/items/");
    assertThat(call.headers().first("Authorization")).contains("Basic dTpw");
  }

  @Test
  void aRuntimeAddressIsCalledAsTheConnectionSays() {
    deploy(
        Json.text(
            Json.mapper()
                .valueToTree(
                    Map.of(
                        "api", Map.of("id", "/x/managedApis/office365"),
                        "connection", Map.of("id", "/x/connections/none"),
                        "connectionRuntimeUrl", "https://runtime.example/apim/office365/c1/",
                        "authentication",
                            Map.of("type", "Raw", "scheme", "Key", "parameter", "k1")))),
        "{\"referenceName\":\"stock\"}");
    OutgoingCall call = run();
    assertThat(call.uri().toString())
        .isEqualTo("https://runtime.example/apim/office365/c1/items/a%20b?most=3");
    assertThat(call.headers().first("Authorization")).contains("Key k1");
  }
}
