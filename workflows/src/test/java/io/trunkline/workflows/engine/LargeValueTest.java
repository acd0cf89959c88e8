package io.trunkline.workflows.engine;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.trunkline.net.codec.Json;
import io.trunkline.net.http.HttpReply;
import io.trunkline.resources.ResourceId;
import java.net.URI;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Values that are larger than a log entry, kept in pieces beside their runs. */
class LargeValueTest {
  private static final int SIZE = 3 << 20;
  private final Engine engine = new Engine();

  @AfterEach
  void close() {
    engine.close();
  }

  @Test
  void largeBodiesPassThroughActionsLoopsVariablesAndCalls() {
    String text = "ab\"é".repeat(SIZE / 4);
    engine.http.answers(call -> HttpReply.json(200, Json.parse(call.body())));
    engine.deploy(
        "w",
        Engine.REQUEST,
        """
        {"Init":{"type":"InitializeVariable","inputs":{"variables":[{"name":"v","type":"array","value":"@createArray(triggerBody()['t'],'small')"}]}},
         "Copy":{"type":"Compose","inputs":"@triggerBody()"},
         "Each":{"type":"Foreach","foreach":"@variables('v')","operationOptions":"Sequential","runAfter":{"Init":["Succeeded"]},"actions":{"Length":{"type":"Compose","inputs":"@length(item())"}}},
         "Call":{"type":"Http","inputs":{"method":"POST","uri":"http://a.example/","body":"@outputs('Copy')"},"runAfter":{"Copy":["Succeeded"]}},
         "Answer":{"type":"Response","inputs":{"statusCode":200,"body":"@body('Call')"},"runAfter":{"Call":["Succeeded"],"Each":["Succeeded"]}}}
        """);
    JsonNode sent = Json.object().put("t", text);
    HttpReply reply = engine.post("w", Json.text(sent));
    assertThat(reply.status()).isEqualTo(200);
    assertThat(Json.parse(reply.body())).isEqualTo(sent);

    engine.ended("w");
    engine.crash();
    JsonNode copy = engine.actionOf("w", "Copy");
    assertThat(copy.has("outputs")).as("only the link").isFalse();
    assertThat(copy.at("/outputsLink/contentSize").asLong()).isEqualTo(Json.bytes(sent).length);
    HttpReply content = engine.send("GET", copy.at("/outputsLink/uri").asText(), "");
    assertThat(Json.parse(content.body())).isEqualTo(sent);
    ResourceId run = Engine.workflowId("w").child("runs", engine.newest("w").path("name").asText());
    assertThat(
            engine
                .get(run.child("actions", "Length").child("repetitions", "000000"))
                .at("/properties/outputs")
                .asInt())
        .isEqualTo(text.length());
    HttpReply trigger =
        engine.send(
            "GET", engine.newest("w").at("/properties/trigger/outputsLink/uri").asText(), "");
    assertThat(Json.parse(trigger.body()).at("/body/t").textValue()).isEqualTo(text);
    assertThat(URI.create(copy.at("/outputsLink/uri").asText()).getPath())
        .endsWith("ActionOutputs");
  }

  @Test
  void aLargeFiringCanBeResubmitted() {
    engine.deploy(
        "w",
        Engine.REQUEST,
        "{\"A\":{\"type\":\"Compose\",\"inputs\":\"@length(triggerBody())\"}}");
    engine.send(
        "POST", engine.callbackUrl("w", "manual"), "y".repeat(SIZE), "content-type", "text/plain");
    JsonNode first = engine.ended("w");
    engine.clock.advance(java.time.Duration.ofSeconds(1));
    engine.action(
        Engine.workflowId("w")
            .child("triggers", "manual")
            .child("histories", first.path("name").asText()),
        "resubmit",
        Json.object());
    org.awaitility.Awaitility.await()
        .until(() -> engine.list(Engine.workflowId("w"), "runs").size() == 2);
    engine.ended("w");
    assertThat(engine.actionOf("w", "A").path("outputs").asInt()).isEqualTo(SIZE);
  }
}
