package io.trunkline.workflows.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.trunkline.net.codec.Json;
import io.trunkline.resources.ResourceException;
import io.trunkline.resources.ResourceId;
import io.trunkline.workflows.effects.WorkflowLimits;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Deployment, versions, schedules and history through the resource types. */
class WorkflowResourceTest {
  private final Engine engine = new Engine();

  @AfterEach
  void close() {
    engine.close();
  }

  @Test
  void anUnknownFunctionIsRefusedAtItsPlace() {
    assertThatThrownBy(
            () ->
                engine.deploy(
                    "w", Engine.REQUEST, "{\"A\":{\"type\":\"Compose\",\"inputs\":\"@nope(1)\"}}"))
        .isInstanceOfSatisfying(
            ResourceException.class,
            problem -> {
              assertThat(problem.status()).isEqualTo(400);
              assertThat(problem.code()).isEqualTo("InvalidTemplate");
              assertThat(problem.target().orElse("")).contains("actions.A.inputs");
              assertThat(problem.getMessage()).contains("nope");
            });
  }

  @Test
  void aTriggerThatIsNotSupportedIsRefusedByName() {
    assertThatThrownBy(
            () ->
                engine.deploy(
                    "w", "{\"h\":{\"type\":\"OpenApiConnectionWebhook\",\"inputs\":{}}}", "{}"))
        .isInstanceOf(ResourceException.class)
        .hasMessageContaining("OpenApiConnectionWebhook");
  }

  @Test
  void aConnectionWhoseConnectorIsNotSupportedDeploysAndSaysSo() {
    ResourceId id = Engine.GROUP.resource("Microsoft.Web/connections", "c");
    ObjectNode body =
        (ObjectNode) Json.parse("{\"properties\":{\"api\":{\"id\":\"/x/managedApis/office365\"}}}");
    JsonNode status = engine.tree.view(engine.tree.put(id, body)).at("/properties/statuses/0");
    assertThat(status.path("status").asText()).isEqualTo("Error");
    assertThat(status.at("/error/message").asText()).contains("office365");
  }

  @Test
  void aParameterWithoutValueIsRefused() {
    ObjectNode definition = Engine.definition(Engine.REQUEST, "{}");
    definition.set("parameters", Json.parse("{\"p\":{\"type\":\"Int\"}}"));
    assertThatThrownBy(() -> engine.deploy("w", definition, "{}"))
        .isInstanceOf(ResourceException.class)
        .hasMessageContaining("'p'");
    assertThatThrownBy(() -> engine.deploy("w", definition, "{\"p\":{\"value\":\"x\"}}"))
        .isInstanceOf(ResourceException.class)
        .hasMessageContaining("Int");
  }

  @Test
  void aRunStaysOnItsVersion() {
    String old =
        "{\"Wait\":{\"type\":\"Wait\",\"inputs\":{\"interval\":{\"count\":1,\"unit\":\"Minute\"}}},\"A\":{\"type\":\"Compose\",\"inputs\":\"%s\",\"runAfter\":{\"Wait\":[\"Succeeded\"]}}}";
    engine.deploy("w", Engine.REQUEST, old.formatted("old"));
    engine.post("w", "{}");
    engine.reaches("w", "Wait", "Running");
    engine.clock.advance(Duration.ofSeconds(1));
    engine.deploy("w", Engine.REQUEST, old.formatted("new"));
    engine.clock.advance(Duration.ofMinutes(1));
    engine.ended("w");
    assertThat(engine.actionOf("w", "A").path("outputs").asText()).isEqualTo("old");
    assertThat(engine.list(Engine.workflowId("w"), "versions")).hasSize(2);
    String current =
        engine
            .tree
            .view(engine.tree.get(Engine.workflowId("w")).orElseThrow())
            .at("/properties/version")
            .asText();
    assertThat(engine.list(Engine.workflowId("w"), "versions").at("/0/name").asText())
        .isEqualTo(current);
  }

  @Test
  void aScheduleFiresByTheClockAndByHand() {
    engine.deploy(
        "w",
        "{\"Every\":{\"type\":\"Recurrence\",\"recurrence\":{\"frequency\":\"Hour\",\"interval\":1}}}",
        "{\"A\":{\"type\":\"Compose\",\"inputs\":1}}");
    runs(1);
    engine.clock.advance(Duration.ofMinutes(61));
    runs(2);
    engine.crash();
    engine.clock.advance(Duration.ofMinutes(61));
    runs(3);
    engine.run("w", "Every");
    runs(4);
    JsonNode trigger = engine.get(Engine.workflowId("w").child("triggers", "Every"));
    assertThat(trigger.at("/properties/nextExecutionTime").asText()).startsWith("2030-01-02T06:");
    JsonNode history =
        engine.list(Engine.workflowId("w").child("triggers", "Every"), "histories").path(0);
    assertThat(history.at("/properties/fired").asBoolean()).isTrue();
  }

  private void runs(int count) {
    await()
        .until(
            () ->
                engine
                        .list(Engine.workflowId("w"), "runs", "$filter", "status eq 'Succeeded'")
                        .size()
                    == count);
  }

  @Test
  void conditionsSkipAndAFiringCanBeRepeated() {
    engine.deploy(
        "w",
        "{\"manual\":{\"type\":\"Request\",\"inputs\":{},\"conditions\":[{\"expression\":\"@equals(triggerBody()?['go'],true)\"}]}}",
        "{\"A\":{\"type\":\"Compose\",\"inputs\":\"@triggerBody()['go']\"}}");
    assertThat(engine.post("w", "{\"go\":false}").status()).isEqualTo(202);
    assertThat(engine.list(Engine.workflowId("w"), "runs")).isEmpty();
    engine.clock.advance(Duration.ofSeconds(1));
    engine.runToEnd("w", "{\"go\":true}");
    ResourceId trigger = Engine.workflowId("w").child("triggers", "manual");
    JsonNode histories = engine.list(trigger, "histories");
    assertThat(histories.at("/0/properties/status").asText()).isEqualTo("Succeeded");
    assertThat(histories.at("/1/properties/status").asText()).isEqualTo("Skipped");
    engine.action(
        trigger.child("histories", histories.at("/0/name").asText()), "resubmit", Json.object());
    runs(2);
  }

  @Test
  void contentLinksAreReadable() {
    engine.deploy("w", Engine.REQUEST, "{\"A\":{\"type\":\"Compose\",\"inputs\":{\"x\":5.0}}}");
    engine.runToEnd("w", "{}");
    JsonNode action = engine.actionOf("w", "A");
    String uri = action.at("/outputsLink/uri").asText();
    assertThat(engine.send("GET", uri, "").text()).isEqualTo("{\"x\":5.0}");
    assertThat(engine.send("GET", uri.replace("ActionOutputs", "ActionInputs"), "").status())
        .isEqualTo(401);
    JsonNode run = engine.newest("w");
    assertThat(run.at("/properties/workflow/type").asText())
        .isEqualTo("Microsoft.Logic/workflows/versions");
    assertThat(
            engine.send("GET", run.at("/properties/trigger/outputsLink/uri").asText(), "").text())
        .contains("Content-Type");
  }

  @Test
  void passesOfLoopsAreScopeRepetitions() {
    engine.deploy(
        "w",
        Engine.REQUEST,
        "{\"Each\":{\"type\":\"Foreach\",\"foreach\":[1,\"x\"],\"actions\":{\"A\":{\"type\":\"Compose\",\"inputs\":\"@add(item(),1)\"}}}}");
    engine.runToEnd("w", "{}");
    ResourceId run = Engine.workflowId("w").child("runs", engine.newest("w").path("name").asText());
    JsonNode passes = engine.list(run.child("actions", "Each"), "scopeRepetitions");
    assertThat(passes).hasSize(2);
    assertThat(passes.at("/0/name").asText()).isEqualTo("000000");
    assertThat(passes.at("/1/properties/status").asText()).isEqualTo("Failed");
    assertThat(
            engine
                .get(run.child("actions", "A").child("repetitions", "000000"))
                .at("/properties/outputs")
                .asInt())
        .isEqualTo(2);
    assertThat(engine.newest("w").at("/properties/status").asText()).isEqualTo("Failed");
  }

  @Test
  void aRemovedWorkflowLeavesNothing() {
    engine.deploy(
        "w",
        Engine.REQUEST,
        "{\"Wait\":{\"type\":\"Wait\",\"inputs\":{\"interval\":{\"count\":1,\"unit\":\"Minute\"}}}}");
    String url = engine.callbackUrl("w", "manual");
    engine.post("w", "{}");
    engine.reaches("w", "Wait", "Running");
    engine.tree.delete(Engine.workflowId("w"));
    assertThat(engine.send("POST", url, "").status()).isEqualTo(404);
    engine.clock.advance(Duration.ofMinutes(2));
    engine.kernel.settle();
    assertThatThrownBy(() -> engine.newest("w")).isInstanceOf(ResourceException.class);
  }

  @Test
  void limitsHaveDocumentedDefaults() {
    WorkflowLimits limits = WorkflowLimits.defaults();
    assertThat(limits.responseWait()).isEqualTo(Duration.ofMinutes(2));
    assertThat(limits.runDuration()).isEqualTo(Duration.ofDays(90));
    assertThat(limits.runRetention()).isEqualTo(Duration.ofDays(90));
    assertThat(limits.foreachConcurrency()).isEqualTo(20);
    assertThat(limits.maxForeachItems()).isEqualTo(100_000);
    assertThat(limits.maxValueBytes()).isEqualTo(104_857_600);
    assertThat(limits.maxRuns()).isEqualTo(10_000);
  }

  @Test
  void aRunIsPagedThroughAndItsExpressionsExplained() {
    engine.deploy(
        "w",
        Engine.REQUEST,
        """
        {"Init":{"type":"InitializeVariable","inputs":{"variables":[{"name":"v","type":"string","value":"a"}]}},
         "Use":{"type":"Compose","inputs":"@{variables('v')}-@{utcNow()}","runAfter":{"Init":["Succeeded"]}},
         "Change":{"type":"SetVariable","inputs":{"name":"v","value":"b"},"runAfter":{"Use":["Succeeded"]}},
         "Secret":{"type":"Compose","inputs":"@concat('x',outputs('Use'))","runtimeConfiguration":{"secureData":{"properties":["inputs"]}},"runAfter":{"Change":["Succeeded"]}},
         "Call":{"type":"Http","inputs":{"method":"GET","uri":"http://a.example/","retryPolicy":{"type":"none"}},"runAfter":{"Secret":["Succeeded"]}}}
        """);
    for (int i = 0; i < 3; i++) {
      engine.runToEnd("w", "{}");
    }
    ResourceId id = Engine.workflowId("w");
    JsonNode first = engine.page(id, "runs", "$top", "2", "api-version", "2019-05-01");
    assertThat(first.path("value")).hasSize(2);
    String next = first.path("nextLink").asText();
    assertThat(next).contains("api-version=2019-05-01").contains("$skiptoken=");
    String token = next.substring(next.indexOf("$skiptoken=") + 11);
    JsonNode rest = engine.page(id, "runs", "$top", "2", "$skiptoken", token);
    assertThat(rest.path("value")).hasSize(1);
    ResourceId run = id.child("runs", rest.at("/value/0/name").asText());
    JsonNode use =
        engine
            .action(run.child("actions", "Use"), "listExpressionTraces", MissingNode.getInstance())
            .at("/inputs/0");
    assertThat(use.path("text").asText()).isEqualTo("@{variables('v')}-@{utcNow()}");
    assertThat(use.path("value").asText()).startsWith("a-"); // as it was, not as it would be now
    JsonNode secret =
        engine.action(
            run.child("actions", "Secret"), "listExpressionTraces", MissingNode.getInstance());
    assertThat(secret.at("/inputs/0/value").asText()).isEqualTo("*sanitized*");
    JsonNode requests = engine.list(run.child("actions", "Call"), "requestHistories");
    assertThat(requests).hasSize(1);
    assertThat(requests.at("/0/properties/request/uri").asText()).isEqualTo("http://a.example/");
    assertThat(requests.at("/0/properties/response/statusCode").asInt()).isEqualTo(200);
  }

  @Test
  void keysAreReplacedOneByOneAndNeverSetFromOutside() {
    engine.deploy("w", Engine.REQUEST, "{}");
    ResourceId id = Engine.workflowId("w");
    String primary = engine.callbackUrl("w", "manual");
    engine.tree.action(id, "regenerateAccessKey", Json.object().put("keyType", "Primary"));
    assertThat(engine.send("POST", primary, "{}").status()).isEqualTo(401);
    assertThat(engine.send("POST", engine.callbackUrl("w", "manual"), "{}").status())
        .isEqualTo(202);
    String current = engine.callbackUrl("w", "manual");
    ObjectNode forged = engine.tree.get(id).orElseThrow().body().deepCopy();
    forged.set(
        "accessKeys", Json.object().put("workflow", "x").put("primary", "p").put("secondary", "s"));
    engine.tree.put(id, forged);
    assertThat(engine.send("POST", current, "{}").status()).isEqualTo(202);
  }

  @Test
  void theSwaggerOfAWorkflowDescribesItsCalls() {
    engine.deploy(
        "w",
        """
        {"manual":{"type":"Request","inputs":{"method":"PUT","relativePath":"orders/{id}","schema":{"type":"object"}}}}
        """,
        "{\"R\":{\"type\":\"Response\",\"inputs\":{\"statusCode\":201}}}");
    JsonNode swagger = engine.tree.action(Engine.workflowId("w"), "listSwagger", Json.object());
    JsonNode call = swagger.path("paths").path("/manual/paths/invoke/orders/{id}").path("put");
    assertThat(call.path("parameters").findValuesAsText("name"))
        .contains("api-version", "sp", "sv", "sig", "id", "body");
    assertThat(call.path("responses").has("201")).isTrue();
    assertThat(swagger.path("basePath").asText()).startsWith("/workflows/");
  }
}
