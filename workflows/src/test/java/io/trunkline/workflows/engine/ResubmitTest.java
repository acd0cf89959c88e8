package io.trunkline.workflows.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.trunkline.net.codec.Json;
import io.trunkline.net.http.HttpReply;
import io.trunkline.resources.ResourceException;
import io.trunkline.resources.ResourceId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Going on from an action that failed, as a new run (reference/workflows.md §5.9). */
class ResubmitTest {
  private final Engine engine = new Engine();

  @AfterEach
  void close() {
    engine.close();
  }

  private void resubmit(JsonNode run, String actions) {
    engine.clock.advance(Duration.ofSeconds(1));
    engine.action(
        Engine.workflowId("w")
            .child("triggers", "manual")
            .child("histories", run.path("name").asText()),
        "resubmit",
        Json.parse("{\"actions\":" + actions + "}"));
  }

  @Test
  void whatSucceededIsTakenOverAndTheRestIsDoneAgain() {
    engine.http.answers(
        call -> engine.http.calls().size() == 1 ? HttpReply.status(400) : HttpReply.status(200));
    engine.deploy(
        "w",
        Engine.REQUEST,
        """
        {"Id":{"type":"Compose","inputs":"@guid()"},
         "Each":{"type":"Foreach","foreach":[1,2],"actions":{"Item":{"type":"Compose","inputs":"@item()"}},"runAfter":{"Id":["Succeeded"]}},
         "Try":{"type":"Scope","runAfter":{"Each":["Succeeded"]},"actions":{
           "First":{"type":"Compose","inputs":"@guid()"},
           "Call":{"type":"Http","inputs":{"method":"GET","uri":"http://a.example/@{outputs('Id')}"},"runAfter":{"First":["Succeeded"]}},
           "After":{"type":"Compose","inputs":"@actions('Call')['status']","runAfter":{"Call":["Succeeded"]}}}},
         "End":{"type":"Compose","inputs":"@result('Each')[0]['outputs'][1]['outputs']","runAfter":{"Try":["Succeeded"]}}}
        """);
    JsonNode failed = engine.runToEnd("w", "{}");
    assertThat(failed.at("/properties/status").asText()).isEqualTo("Failed");
    String id = engine.actionOf("w", "Id").path("outputs").asText();
    String first = engine.actionOf("w", "First").path("outputs").asText();
    assertThat(engine.actionOf("w", "Call").path("canResubmit").asBoolean()).isTrue();

    resubmit(failed, "[{\"name\":\"Call\"}]");
    await().until(() -> engine.list(Engine.workflowId("w"), "runs").size() == 2);
    JsonNode again = engine.ended("w");
    assertThat(again.at("/properties/status").asText()).isEqualTo("Succeeded");
    assertThat(again.at("/properties/trigger/originHistoryName").asText())
        .isEqualTo(failed.path("name").asText());
    assertThat(engine.actionOf("w", "Id").path("outputs").asText()).isEqualTo(id);
    assertThat(engine.actionOf("w", "First").path("outputs").asText()).isEqualTo(first);
    assertThat(engine.actionOf("w", "After").path("outputs").asText()).isEqualTo("Succeeded");
    assertThat(engine.actionOf("w", "End").path("outputs").asInt()).isEqualTo(2);
    assertThat(engine.http.calls()).hasSize(2);
  }

  @Test
  void itStaysOnTheVersionOfTheOldRunAndRefusesWhatCannotBe() {
    engine.deploy(
        "w",
        Engine.REQUEST,
        """
        {"A":{"type":"Compose","inputs":"old"},
         "Each":{"type":"Foreach","foreach":[1],"actions":{"Inside":{"type":"Compose","inputs":1}},"runAfter":{"A":["Succeeded"]}}}
        """);
    JsonNode run = engine.runToEnd("w", "{}");
    engine.clock.advance(Duration.ofSeconds(1));
    engine.deploy("w", Engine.REQUEST, "{\"A\":{\"type\":\"Compose\",\"inputs\":\"new\"}}");
    resubmit(run, "[\"A\"]");
    await().until(() -> engine.list(Engine.workflowId("w"), "runs").size() == 2);
    engine.ended("w");
    assertThat(engine.actionOf("w", "A").path("outputs").asText()).isEqualTo("old");
    assertThatThrownBy(() -> resubmit(run, "[\"Inside\"]"))
        .isInstanceOf(ResourceException.class)
        .hasMessageContaining("loop");
    assertThatThrownBy(() -> resubmit(run, "[\"Nope\"]")).hasMessageContaining("Nope");
  }

  @Test
  void everyRunOfASplitTriggerIsDoneAgain() {
    engine.deploy(
        "w",
        "{\"manual\":{\"type\":\"Request\",\"kind\":\"Http\",\"inputs\":{},\"splitOn\":\"@triggerBody()['items']\"}}",
        "{\"Item\":{\"type\":\"Compose\",\"inputs\":\"@length(triggerBody())\"}}");
    String large = "c".repeat(300_000); // kept beside its run
    engine.post("w", "{\"items\":[\"a\",\"bb\",\"" + large + "\"]}");
    await().until(() -> items().size() == 3);
    ResourceId trigger = Engine.workflowId("w").child("triggers", "manual");
    String history = engine.list(trigger, "histories").at("/0/name").asText();
    engine.clock.advance(Duration.ofSeconds(1));
    engine.action(trigger.child("histories", history), "resubmit", MissingNode.getInstance());
    await().until(() -> items().size() == 6);
    assertThat(items()).containsExactlyInAnyOrder("1", "1", "2", "2", "300000", "300000");
    assertThatThrownBy(
            () ->
                engine.action(
                    trigger.child("histories", history),
                    "resubmit",
                    Json.parse("{\"actions\":[\"Item\"]}")))
        .hasMessageContaining("several runs");
  }

  private List<String> items() {
    List<String> items = new ArrayList<>();
    for (JsonNode run : engine.list(Engine.workflowId("w"), "runs")) {
      if (run.at("/properties/endTime").isTextual()) {
        ResourceId id = Engine.workflowId("w").child("runs", run.path("name").asText());
        items.add(engine.get(id.child("actions", "Item")).at("/properties/outputs").asText());
      }
    }
    return items;
  }
}
