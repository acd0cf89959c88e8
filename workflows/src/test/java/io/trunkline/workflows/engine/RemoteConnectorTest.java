package io.trunkline.workflows.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.trunkline.net.codec.Json;
import io.trunkline.net.http.HttpReply;
import io.trunkline.net.http.OutgoingCall;
import io.trunkline.resources.ResourceId;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
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

  @Test
  void aDocumentSaysWhoMayCallAnOperationAndHowItsFormIsWritten() {
    connect(
        """
        {"openapi":"3.0.1","security":[{"first":[]}],
         "servers":[{"url":"https://{region}.stock.example/v3","variables":{"region":{"default":"eu"}}}],
         "paths":{"/items/{id}":{"get":{"security":[]},"post":{"security":[{"second":[]}],
           "requestBody":{"content":{"application/x-www-form-urlencoded":{}}}}},
           "/items/all":{"post":{}}},
         "components":{"securitySchemes":{
           "first":{"type":"apiKey","in":"query","name":"code"},
           "second":{"type":"apiKey","in":"cookie","name":"session"}}}}
        """,
        "{\"first\":\"k1\",\"second\":\"k2\",\"region\":\"us\"}");
    deployWebhook(
        Engine.REQUEST,
        """
        {"Open":{"type":"ApiConnection","inputs":{%1$s,"method":"get","path":"/items/7"}},
         "Form":{"type":"ApiConnection","inputs":{%1$s,"method":"post","path":"/items/7","body":{"a":"x y","b":[1,2]}}},
         "Json":{"type":"ApiConnection","inputs":{%1$s,"method":"post","path":"/items/all","headers":{"Content-Type":"application/merge-patch+json"},"body":{"a":1}}}}
        """
            .formatted(
                "\"host\":{\"connection\":{\"name\":\"@parameters('$connections')['stock']['connectionId']\"}}"));
    engine.runToEnd("w", "{}");
    OutgoingCall open = calls("GET").getFirst();
    assertThat(open.uri().toString()).isEqualTo("https://us.stock.example/v3/items/7");
    OutgoingCall form = call("/v3/items/7", "POST");
    assertThat(form.headers().first("Cookie")).contains("session=k2");
    assertThat(new String(form.body(), StandardCharsets.UTF_8)).isEqualTo("a=x+y&b=1&b=2");
    OutgoingCall json = call("/v3/items/all", "POST");
    assertThat(json.uri().getQuery()).isEqualTo("code=k1");
    assertThat(json.headers().first("Content-Type")).contains("application/merge-patch+json");
  }

  private OutgoingCall call(String path, String method) {
    return calls(method).stream()
        .filter(one -> one.uri().getPath().equals(path))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void anApprovalWaitsForItsAnswerAndIsWithdrawnWhenTheRunIsCancelled() {
    connect(
        """
        {"swagger":"2.0","host":"approvals.example","basePath":"/v1","schemes":["https"],"paths":{"/approvals":{}},
         "securityDefinitions":{"key":{"type":"apiKey","in":"header","name":"X-Key"}}}
        """,
        "{\"api_key\":\"secret-key\"}");
    engine.http.answers(
        call -> HttpReply.json(201, Json.object()).withHeader("location", "/v1/approvals/7"));
    deployWebhook(
        Engine.REQUEST,
        """
        {"Ask":{"type":"ApiConnectionWebhook","inputs":{"host":{"connection":{"name":"@parameters('$connections')['stock']['connectionId']"}},
          "path":"/approvals","body":{"NotificationUrl":"@{listCallbackUrl()}","Message":{"Subject":"May I?"}}}},
         "After":{"type":"Compose","inputs":"@body('Ask')?['SelectedOption']","runAfter":{"Ask":["Succeeded"]}}}
        """);
    engine.post("w", "{}");
    String url = notification(0);
    engine.reaches("w", "Ask", "Running");
    engine.kernel.settle();
    assertThat(
            engine
                .send(
                    "POST",
                    url,
                    "{\"SelectedOption\":\"Approve\"}",
                    "content-type",
                    "application/json")
                .status())
        .isEqualTo(200);
    assertThat(engine.ended("w").at("/properties/status").asText()).isEqualTo("Succeeded");
    assertThat(engine.actionOf("w", "After").path("outputs").asText()).isEqualTo("Approve");
    assertThat(calls("DELETE")).isEmpty();

    engine.clock.advance(Duration.ofSeconds(1)); // so that the next run is the newest
    engine.post("w", "{}");
    notification(1);
    engine.reaches("w", "Ask", "Running");
    engine.kernel.settle();
    engine.action(
        Engine.workflowId("w").child("runs", engine.newest("w").path("name").asText()),
        "cancel",
        Json.object());
    await().until(() -> !calls("DELETE").isEmpty());
    OutgoingCall withdrawn = calls("DELETE").getFirst();
    assertThat(withdrawn.uri().toString()).isEqualTo("https://approvals.example/v1/approvals/7");
    assertThat(withdrawn.headers().first("X-Key")).contains("secret-key");
  }

  @Test
  void aWebhookTriggerOfTheSecondKindSubscribesByItsPathTemplate() {
    connect("{\"swagger\":\"2.0\",\"host\":\"hub.example\",\"paths\":{\"/hooks\":{}}}", "{}");
    deployWebhook(
        """
        {"When":{"type":"ApiConnectionWebhook","inputs":{"host":{"connection":{"name":"@parameters('$connections')['stock']['connectionId']"}},
          "fetch":{"method":"get","pathTemplate":{"template":"/hooks/{id}","parameters":{"id":"7"}}},
          "subscribe":{"method":"post","queries":{"kind":"new"},"body":{"NotificationUrl":"@{listCallbackUrl()}"},
            "pathTemplate":{"template":"/teams/{team}/hooks","parameters":{"team":"@encodeURIComponent('a b')"}}}}}}
        """,
        "{\"Body\":{\"type\":\"Compose\",\"inputs\":\"@triggerBody()\"}}");
    String url = notification(0);
    assertThat(engine.http.calls().getFirst().uri().toString())
        .isEqualTo("https://hub.example/teams/a%20b/hooks?kind=new");
    engine.send("POST", url, "{\"n\":1}", "content-type", "application/json");
    assertThat(engine.ended("w").at("/properties/status").asText()).isEqualTo("Succeeded");
  }

  private void deployWebhook(String trigger, String actions) {
    ObjectNode definition = Engine.definition(trigger, actions);
    definition.set(
        "parameters", Json.parse("{\"$connections\":{\"type\":\"Object\",\"defaultValue\":{}}}"));
    engine.deploy(
        "w",
        definition,
        "{\"$connections\":{\"value\":{\"stock\":{\"connectionId\":\"%s\",\"id\":\"%s\"}}}}"
            .formatted(CONNECTION, API));
  }

  private List<OutgoingCall> calls(String method) {
    return engine.http.calls().stream().filter(call -> call.method().equals(method)).toList();
  }

  private String notification(int index) {
    await().until(() -> calls("POST").size() > index);
    return Json.parse(calls("POST").get(index).body()).path("NotificationUrl").asText();
  }

  private void connectStock() {
    connect(
        """
        {"swagger":"2.0","host":"stock.example","basePath":"/v2/","schemes":["https"],"paths":{"/items/{id}":{}},
         "securityDefinitions":{"key":{"type":"apiKey","in":"header","name":"X-Key"}}}
        """,
        "{\"api_key\":\"secret-key\"}");
  }

  private void deployFind(String more) {
    ObjectNode definition =
        Engine.definition(
            Engine.REQUEST,
            """
            {"Find":{"type":"ApiConnection"%s,"inputs":{"host":{"connection":
              {"name":"@parameters('$connections')['stock']['connectionId']"}},"method":"get","path":"/items/all"}}}
            """
                .formatted(more));
    definition.set(
        "parameters", Json.parse("{\"$connections\":{\"type\":\"Object\",\"defaultValue\":{}}}"));
    engine.deploy(
        "w",
        definition,
        "{\"$connections\":{\"value\":{\"stock\":{\"connectionId\":\"%s\",\"id\":\"%s\"}}}}"
            .formatted(CONNECTION, API));
  }

  @Test
  void anAnswerThatComesLaterIsAskedForAtItsLocation() {
    connectStock();
    deployFind("");
    engine.http.answers(
        call ->
            switch (call.uri().getPath()) {
              case "/v2/items/all" ->
                  HttpReply.status(202)
                      .withHeader("Location", "/v2/jobs/7")
                      .withHeader("Retry-After", "30");
              default ->
                  engine.http.calls().size() < 3
                      ? HttpReply.status(202).withHeader("Retry-After", "30")
                      : HttpReply.json(200, Json.object().put("count", 2));
            });
    engine.post("w", "{}");
    await().until(() -> engine.http.calls().size() == 1);
    await()
        .until(
            () -> {
              engine.clock.advance(Duration.ofSeconds(30));
              return engine.newest("w").at("/properties/endTime").isTextual();
            });
    assertThat(engine.actionOf("w", "Find").at("/outputs/body/count").asInt()).isEqualTo(2);
    OutgoingCall asked = engine.http.calls().get(1);
    assertThat(asked.method()).isEqualTo("GET");
    assertThat(asked.uri().toString()).isEqualTo("https://stock.example/v2/jobs/7");
    assertThat(asked.headers().first("X-Key")).contains("secret-key");
  }

  @Test
  void credentialsAreNotTakenElsewhere() {
    connectStock();
    deployFind("");
    engine.http.answers(
        call ->
            call.uri().getHost().equals("stock.example")
                ? HttpReply.status(202)
                    .withHeader("Location", "https://other.example/jobs/7")
                    .withHeader("Retry-After", "1")
                : HttpReply.json(200, Json.object()));
    engine.post("w", "{}");
    await()
        .until(
            () -> {
              engine.clock.advance(Duration.ofSeconds(1));
              return engine.newest("w").at("/properties/endTime").isTextual();
            });
    assertThat(engine.http.calls().getLast().uri().getHost()).isEqualTo("other.example");
    assertThat(engine.http.calls().getLast().headers().first("X-Key")).isEmpty();
  }

  @Test
  void pagesAreCollectedAndATimeLimitIsHeeded() {
    connectStock();
    deployFind(
        ",\"runtimeConfiguration\":{\"paginationPolicy\":{\"minimumItemCount\":3},\"requestOptions\":{\"timeout\":\"PT7S\"}}");
    engine.http.answers(
        call ->
            call.uri().getQuery() == null
                ? HttpReply.json(
                    200,
                    Json.parse(
                        "{\"value\":[1,2],\"nextLink\":\"https://stock.example/v2/items/all?page=2\"}"))
                : HttpReply.json(200, Json.parse("{\"value\":[3]}")));
    engine.runToEnd("w", "{}");
    assertThat(engine.actionOf("w", "Find").at("/outputs/body/value").toString())
        .isEqualTo("[1,2,3]");
    assertThat(engine.http.calls())
        .hasSize(2)
        .allSatisfy(call -> assertThat(call.timeout()).isEqualTo(Duration.ofSeconds(7)));
  }
}
