package io.trunkline.workflows.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
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
                    "w",
                    "{\"h\":{\"type\":\"HttpWebhook\",\"inputs\":{\"subscribe\":{\"method\":\"POST\",\"uri\":\"http://a.example/\"}}}}",
                    "{}"))
        .isInstanceOf(ResourceException.class)
        .hasMessageContaining("HttpWebhook");
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
    assertThat(limits.maxValueBytes()).isEqualTo(786_432);
    assertThat(limits.maxRuns()).isEqualTo(10_000);
  }
}
