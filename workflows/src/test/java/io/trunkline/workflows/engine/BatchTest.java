package io.trunkline.workflows.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Batch triggers and the SendToBatch action (reference/workflows.md §3.10, §4.5). */
class BatchTest {
  private final Engine engine = new Engine();

  @AfterEach
  void close() {
    engine.close();
  }

  private void deploy(String criteria, String extra) {
    engine.deploy(
        "receiver",
        "{\"batch\":{\"type\":\"Batch\"%s,\"inputs\":{\"mode\":\"Inline\",\"configurations\":{\"orders\":{\"releaseCriteria\":%s}}}}}"
            .formatted(extra, criteria),
        "{\"A\":{\"type\":\"Compose\",\"inputs\":\"@triggerBody()\"}}");
    engine.deploy(
        "sender",
        Engine.REQUEST,
        """
        {"Send":{"type":"SendToBatch","inputs":{"batchName":"orders","content":"@triggerBody()?['n']","partitionName":"@triggerBody()?['p']","messageId":"@{triggerBody()?['n']}",
           "host":{"triggerName":"batch","workflow":{"id":"%s"}}}}}
        """
            .formatted(Engine.workflowId("receiver")));
  }

  private void send(String partition, int n) {
    engine.clock.advance(Duration.ofMillis(1));
    engine.post("sender", "{\"p\":\"" + partition + "\",\"n\":" + n + "}");
    assertThat(engine.ended("sender").at("/properties/status").asText()).isEqualTo("Succeeded");
  }

  private List<JsonNode> released() {
    List<JsonNode> bodies = new ArrayList<>();
    for (JsonNode run : engine.list(Engine.workflowId("receiver"), "runs")) {
      if (run.at("/properties/endTime").isTextual()) {
        bodies.add(
            engine
                .get(
                    Engine.workflowId("receiver")
                        .child("runs", run.path("name").asText())
                        .child("actions", "A"))
                .at("/properties/outputs"));
      }
    }
    return bodies;
  }

  @Test
  void aPartitionIsReleasedWhenItHasMessagesEnoughAlsoAfterARestart() {
    deploy("{\"messageCount\":3}", "");
    send("a", 1);
    send("b", 2);
    send("a", 3);
    engine.crash();
    assertThat(released()).isEmpty();
    send("a", 4);
    await().until(() -> released().size() == 1);
    JsonNode body = released().getFirst();
    assertThat(body.path("batchName").asText()).isEqualTo("orders");
    assertThat(body.path("partitionName").asText()).isEqualTo("a");
    assertThat(body.path("items")).hasSize(3);
    assertThat(body.at("/items/1/content").asInt()).isEqualTo(3);
    assertThat(body.at("/items/1/messageId").asText()).isEqualTo("3");
    JsonNode sent = engine.actionOf("sender", "Send");
    assertThat(sent.path("code").asText()).isEqualTo("Accepted");
    assertThat(sent.at("/outputs/body/partitionName").asText()).isEqualTo("a");
  }

  @Test
  void bytesAndTimeReleaseToo() {
    deploy("{\"batchSize\":4}", "");
    send("a", 1);
    await().until(() -> released().size() == 1);
    engine.tree.delete(Engine.workflowId("receiver"));
    deploy("{\"messageCount\":100,\"recurrence\":{\"frequency\":\"Minute\",\"interval\":5}}", "");
    send("a", 1);
    send("b", 2);
    engine.kernel.settle();
    assertThat(released()).isEmpty();
    engine.clock.advance(Duration.ofMinutes(5));
    await().until(() -> released().size() == 2);
    engine.kernel.settle();
    engine.clock.advance(Duration.ofMinutes(5));
    engine.kernel.settle();
    assertThat(released()).hasSize(2);
  }

  @Test
  void aBatchMaySplitIntoOneRunForEachMessage() {
    deploy("{\"messageCount\":2}", ",\"splitOn\":\"@triggerBody()['items']\"");
    send("a", 1);
    send("a", 2);
    await().until(() -> released().size() == 2);
    assertThat(released()).allMatch(body -> body.path("content").isInt());
  }

  @Test
  void whatIsMissingIsRefusedByName() {
    assertThatThrownBy(() -> deploy("{}", "")).hasMessageContaining("MissingBatchReleaseCriteria");
    deploy("{\"messageCount\":2}", "");
    engine.tree.action(
        Engine.workflowId("receiver"), "disable", io.trunkline.net.codec.Json.object());
    engine.post("sender", "{\"p\":\"a\",\"n\":1}");
    engine.ended("sender");
    assertThat(engine.actionOf("sender", "Send").at("/error/code").asText())
        .isEqualTo("WorkflowTriggerIsNotEnabled");
  }
}
