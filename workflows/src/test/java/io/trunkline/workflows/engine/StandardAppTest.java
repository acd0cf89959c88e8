package io.trunkline.workflows.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.trunkline.net.codec.Json;
import io.trunkline.net.http.HttpReply;
import io.trunkline.resources.ResourceException;
import io.trunkline.resources.ResourceId;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A Standard app: files, settings, connections, and the workflows behind them. */
class StandardAppTest {
  private static final ResourceId SITE = Engine.GROUP.resource("Microsoft.Web/sites", "shop");
  private static final ResourceId ORDER = SITE.child("workflows", "order");
  private static final ResourceId HOSTED =
      ResourceId.parse(
          SITE + "/hostruntime/runtime/webhooks/workflow/api/management/workflows/order");

  private static final String ORDER_FILE =
      """
      {"kind":"Stateful","definition":{
        "triggers":{"manual":{"type":"Request","kind":"Http","inputs":{}}},
        "actions":{
          "Price":{"type":"Workflow","inputs":{"host":{"workflow":{"id":"price"}},"body":"@triggerBody()"}},
          "Find":{"type":"ApiConnection","inputs":{"host":{"connection":{"referenceName":"stock"}},"method":"get","path":"/items"},"runAfter":{"Price":["Succeeded"]}},
          "Answer":{"type":"Response","inputs":{"statusCode":200,"body":{"total":"@body('Price')","shop":"@appsetting('SHOP')"}},"runAfter":{"Find":["Succeeded"]}}}}}
      """;
  private static final String PRICE_FILE =
      """
      {"kind":"Stateful","definition":{
        "triggers":{"manual":{"type":"Request","kind":"Http","inputs":{}}},
        "actions":{"Answer":{"type":"Response","inputs":{"statusCode":200,"body":"@min(triggerBody()['n'],parameters('limit'))"}}}}}
      """;

  private final Engine engine = new Engine();

  @BeforeEach
  void create() {
    engine.tree.put(
        SITE,
        (ObjectNode)
            Json.parse(
                """
                {"location":"local","kind":"functionapp,workflowapp","properties":{"siteConfig":{"appSettings":[{"name":"SHOP","value":"eu"},{"name":"KEY","value":"secret-key"}]}}}
                """));
    deploy(Map.of("order/workflow.json", ORDER_FILE, "price/workflow.json", PRICE_FILE));
  }

  @AfterEach
  void close() {
    engine.close();
  }

  private void deploy(Map<String, String> workflows) {
    ObjectNode request = Json.object();
    ObjectNode files = request.putObject("files");
    workflows.forEach(files::put);
    files.set("parameters.json", Json.parse("{\"limit\":{\"type\":\"Int\",\"value\":100}}"));
    files.set(
        "connections.json",
        Json.parse(
            """
            {"managedApiConnections":{"stock":{"api":{"id":"/x/managedApis/stock"},"connection":{"id":"/x/connections/stock"},
              "connectionRuntimeUrl":"https://runtime.example/@{appsetting('SHOP')}","authentication":{"type":"Raw","scheme":"Key","parameter":"@appsetting('KEY')"}}}}
            """));
    engine.tree.action(SITE, "deployWorkflowArtifacts", request);
  }

  private String callbackUrl() {
    return engine
        .action(HOSTED.child("triggers", "manual"), "listCallbackUrl", Json.object())
        .path("value")
        .asText();
  }

  @Test
  void itsWorkflowsRunWithSettingsConnectionsAndEachOther() {
    engine.http.answers(call -> HttpReply.json(200, Json.object()));
    HttpReply reply =
        engine.send("POST", callbackUrl(), "{\"n\":500}", "content-type", "application/json");
    assertThat(reply.text()).isEqualTo("{\"total\":100,\"shop\":\"eu\"}");
    var call = engine.http.calls().getFirst();
    assertThat(call.uri().toString()).isEqualTo("https://runtime.example/eu/items");
    assertThat(call.headers().first("Authorization")).contains("Key secret-key");
    JsonNode runs = engine.list(HOSTED, "runs");
    assertThat(runs).hasSize(1);
    ResourceId run = ORDER.child("runs", runs.path(0).path("name").asText());
    assertThat(runs.path(0).path("id").asText()).isEqualTo(run.toString());
    assertThat(engine.list(run, "actions")).hasSize(3);
    assertThat(
            engine
                .action(
                    run.child("actions", "Answer"),
                    "listExpressionTraces",
                    MissingNode.getInstance())
                .toString())
        .contains("\"text\":\"@body('Price')\"")
        .contains("*sanitized*"); // an app setting may be a secret
  }

  @Test
  void aNewSettingCountsFromTheNextRunOn() {
    engine.http.answers(call -> HttpReply.json(200, Json.object()));
    engine.tree.put(
        SITE.child("config", "appsettings"),
        (ObjectNode) Json.parse("{\"properties\":{\"SHOP\":\"us\"}}"));
    HttpReply reply =
        engine.send("POST", callbackUrl(), "{\"n\":1}", "content-type", "application/json");
    assertThat(reply.text()).contains("\"us\"");
    JsonNode site = engine.tree.view(engine.tree.get(SITE).orElseThrow());
    assertThat(site.toString()).doesNotContain("secret-key").doesNotContain("workflow.json");
  }

  @Test
  void aWorkflowWhoseSettingIsMissingIsUnhealthyAndTheOthersAreNot() {
    ObjectNode request = Json.object();
    request
        .putObject("files")
        .set(
            "connections.json",
            Json.parse(
                "{\"managedApiConnections\":{\"stock\":{\"connectionRuntimeUrl\":\"@appsetting('NOPE')\"}}}"));
    engine.tree.action(SITE, "deployWorkflowArtifacts", request);
    JsonNode health = engine.get(ORDER).at("/properties/health");
    assertThat(health.path("state").asText()).isEqualTo("Unhealthy");
    assertThat(health.at("/error/message").asText()).contains("stock").contains("NOPE");
    assertThat(engine.get(SITE.child("workflows", "price")).at("/properties/health/state").asText())
        .isEqualTo("Healthy");
  }

  @Test
  void aFolderThatIsDeletedTakesItsWorkflowAlong() {
    ObjectNode request = Json.object();
    request.putArray("filesToDelete").add("order");
    engine.tree.action(SITE, "deployWorkflowArtifacts", request);
    assertThatThrownBy(() -> engine.get(ORDER)).isInstanceOf(ResourceException.class);
    assertThatThrownBy(() -> engine.list(ORDER, "runs")).isInstanceOf(ResourceException.class);
    assertThat(engine.list(SITE, "workflows")).hasSize(1);
  }

  @Test
  void aFileThatIsWrongIsNamed() {
    assertThatThrownBy(() -> deploy(Map.of("order/workflow.json", "{")))
        .isInstanceOf(ResourceException.class)
        .hasMessageContaining("order/workflow.json");
    assertThatThrownBy(
            () ->
                deploy(
                    Map.of(
                        "order/workflow.json",
                        "{\"definition\":{\"triggers\":{},\"actions\":{\"A\":{\"type\":\"Compose\",\"inputs\":\"@nope()\"}}}}")))
        .hasMessageContaining("order/workflow.json")
        .hasMessageContaining("nope");
  }

  private static String hosted(String kind, String actions) {
    return "{\"kind\":\""
        + kind
        + "\",\"definition\":{\"triggers\":{\"manual\":{\"type\":\"Request\",\"kind\":\"Http\",\"inputs\":{}}},\"actions\":{"
        + actions
        + "}}}";
  }

  private static String settings(String settings) {
    return "{\"version\":\"2.0\",\"extensions\":{\"workflow\":{\"settings\":{" + settings + "}}}}";
  }

  @Test
  void whatItsHostFileSaysHoldsForItsWorkflows() {
    engine.http.answers(_ -> HttpReply.json(503, Json.object()));
    String until =
        "\"Again\":{\"type\":\"Until\",\"expression\":\"@false\",\"limit\":{\"count\":%d},\"actions\":{\"Pass\":{\"type\":\"Compose\",\"inputs\":1}}}";
    Map<String, String> files =
        Map.of(
            "host.json",
            settings(
                "\"Runtime.Backend.HttpOperation.DefaultRetryCount\":\"0\",\"runtime.backend.flowDefaultForeachItemsLimit\":\"2\",\"Runtime.Backend.MaximumUntilLimitCount\":\"6000\""),
            "order/workflow.json",
            hosted(
                "Stateful",
                "\"Call\":{\"type\":\"Http\",\"inputs\":{\"method\":\"GET\",\"uri\":\"http://busy.example/\"}},"
                    + "\"Each\":{\"type\":\"Foreach\",\"foreach\":\"@range(1,3)\",\"actions\":{}},"
                    + until.formatted(5_500)
                    + ",\"Answer\":{\"type\":\"Response\",\"inputs\":{\"statusCode\":200},\"runAfter\":{\"Call\":[\"Failed\"],\"Each\":[\"Failed\"],\"Again\":[\"Succeeded\"]}}"));
    deploy(files);
    HttpReply reply = engine.send("POST", callbackUrl(), "{}", "content-type", "application/json");
    assertThat(reply.status()).isEqualTo(200);
    ResourceId run = ORDER.child("runs", engine.list(HOSTED, "runs").path(0).path("name").asText());
    assertThat(engine.http.calls()).hasSize(1);
    for (JsonNode action : engine.list(run, "actions")) {
      JsonNode properties = action.path("properties");
      switch (action.path("name").asText()) {
        case "Call" -> assertThat(properties.path("status").asText()).isEqualTo("Failed");
        case "Each" ->
            assertThat(properties.path("error").path("message").asText()).contains("at most 2");
        case "Answer" -> assertThat(properties.path("status").asText()).isEqualTo("Succeeded");
        case "Pass" -> assertThat(properties.path("status").asText()).isEqualTo("Succeeded");
        default -> {
          assertThat(properties.path("code").asText()).isEqualTo("CountLimitReached");
          assertThat(properties.path("repetitionCount").asInt()).isEqualTo(5_500);
        }
      }
    }
    Map<String, String> stateless =
        Map.of(
            "host.json",
            settings("\"Runtime.Backend.MaximumUntilLimitCount\":\"6000\""),
            "order/workflow.json",
            hosted("Stateless", until.formatted(5_500)));
    assertThatThrownBy(() -> deploy(stateless)).hasMessageContaining("count");
  }

  @Test
  void aHostSettingThatIsWrongIsRefusedByName() {
    assertThatThrownBy(
            () ->
                deploy(
                    Map.of(
                        "host.json",
                        settings("\"Runtime.Backend.FlowRunTimeout\":\"8 days\""),
                        "order/workflow.json",
                        ORDER_FILE)))
        .isInstanceOf(ResourceException.class)
        .hasMessageContaining("Runtime.Backend.FlowRunTimeout")
        .hasMessageContaining("8 days");
  }
}
