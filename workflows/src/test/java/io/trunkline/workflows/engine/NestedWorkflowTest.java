package io.trunkline.workflows.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.trunkline.workflows.WorkflowRoom;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Workflows that call workflows, and a node that loses the lead and gets it back. */
class NestedWorkflowTest {
  private final Engine engine = new Engine();

  @AfterEach
  void close() {
    engine.close();
  }

  private void deployParent(String target, String more) {
    engine.deploy(
        "parent",
        Engine.REQUEST,
        """
        {"Call":{"type":"Workflow","inputs":{"host":{"workflow":{"id":"%s"},"triggerName":"manual"},"body":{"n":"@triggerBody()['n']"}}%s}}
        """
            .formatted(Engine.workflowId(target), more));
  }

  @Test
  void theResponseOfTheChildIsTheResultOfTheCall() {
    engine.deploy(
        "child",
        Engine.REQUEST,
        "{\"Answer\":{\"type\":\"Response\",\"inputs\":{\"statusCode\":201,\"body\":{\"n\":\"@add(triggerBody()['n'],1)\"}}}}");
    deployParent("child", "");
    JsonNode run = engine.runToEnd("parent", "{\"n\":1}");
    assertThat(run.at("/properties/status").asText()).isEqualTo("Succeeded");
    JsonNode call = engine.actionOf("parent", "Call");
    assertThat(call.path("code").asText()).isEqualTo("Created");
    assertThat(call.at("/outputs/body/n").asInt()).isEqualTo(2);
    assertThat(call.at("/outputs/headers/x-ms-workflow-run-id"))
        .isEqualTo(engine.newest("child").path("name"));
    assertThat(engine.newest("child").at("/properties/correlation/clientTrackingId"))
        .isEqualTo(run.at("/properties/correlation/clientTrackingId"));
  }

  @Test
  void aChildWithoutResponseFailsTheCallUnlessNobodyWaits() {
    engine.deploy("child", Engine.REQUEST, "{}");
    deployParent("child", "");
    engine.runToEnd("parent", "{\"n\":1}");
    assertThat(engine.actionOf("parent", "Call").path("code").asText()).isEqualTo("BadGateway");
    engine.clock.advance(Duration.ofSeconds(1));
    deployParent("child", ",\"operationOptions\":\"DisableAsyncPattern\"");
    engine.runToEnd("parent", "{\"n\":1}");
    assertThat(engine.actionOf("parent", "Call").path("code").asText()).isEqualTo("Accepted");
  }

  private void deploySlowChild(String wait, String options) {
    engine.deploy(
        "child",
        Engine.REQUEST,
        """
        {"Wait":{"type":"Wait","inputs":{"interval":%s}},
         "Answer":{"type":"Response"%s,"inputs":{"statusCode":200,"body":"@triggerOutputs()?['queries']"},
          "runAfter":{"Wait":["Succeeded"]}}}
        """
            .formatted(wait, options));
  }

  @Test
  void aCallThatIsRepeatedAfterACrashFindsTheRunThatItHasStarted() {
    deploySlowChild("{\"count\":1,\"unit\":\"Minute\"}", "");
    deployParent("child", "");
    engine.post("parent", "{\"n\":1}");
    engine.reaches("child", "Wait", "Running");
    engine.crash();
    engine.kernel.settle(); // the call is made again by now, or soon
    endsWhileTimePasses(Duration.ofSeconds(10));
    assertThat(engine.ended("parent").at("/properties/status").asText()).isEqualTo("Succeeded");
    assertThat(engine.list(Engine.workflowId("child"), "runs")).hasSize(1);
    assertThat(engine.actionOf("parent", "Call").at("/outputs/headers/x-ms-workflow-run-id"))
        .isEqualTo(engine.newest("child").path("name"));
  }

  @Test
  void aChildThatTheNodeDoesNotListYetIsAskedForAgain() {
    deploySlowChild("{\"count\":1,\"unit\":\"Minute\"}", "");
    deployParent("child", "");
    engine.post("parent", "{\"n\":1}");
    engine.reaches("child", "Wait", "Running");
    engine.kernel = engine.kernel.crash();
    engine.room = engine.openUnlisted();
    engine.kernel.settle(); // the call has been made
    engine.list(engine.room);
    endsWhileTimePasses(Duration.ofSeconds(10));
    assertThat(engine.ended("parent").at("/properties/status").asText()).isEqualTo("Succeeded");
    assertThat(engine.list(Engine.workflowId("child"), "runs")).hasSize(1);
  }

  @Test
  void aChildMayTakeLongerThanACallerOverHttpWaits() {
    deploySlowChild("{\"count\":1,\"unit\":\"Hour\"}", "");
    deployParent("child", "");
    engine.post("parent", "{\"n\":1}");
    engine.reaches("child", "Wait", "Running");
    endsWhileTimePasses(Duration.ofMinutes(10));
    assertThat(engine.ended("parent").at("/properties/status").asText()).isEqualTo("Succeeded");
    assertThat(engine.actionOf("parent", "Call").path("code").asText()).isEqualTo("OK");
  }

  private void endsWhileTimePasses(Duration step) {
    await()
        .atMost(Duration.ofSeconds(60))
        .until(
            () -> {
              engine.clock.advance(step);
              return engine.newest("parent").at("/properties/endTime").isTextual();
            });
  }

  @Test
  void anAsynchronousResponseAndQueriesReachTheOtherSide() {
    deploySlowChild("{\"count\":1,\"unit\":\"Second\"}", ",\"operationOptions\":\"Asynchronous\"");
    engine.deploy(
        "parent",
        Engine.REQUEST,
        """
        {"Call":{"type":"Workflow","inputs":{"host":{"workflow":{"id":"%s"},"triggerName":"manual"},
         "queries":{"q":"@concat('a','b')"}}}}
        """
            .formatted(Engine.workflowId("child")));
    engine.post("parent", "{}");
    endsWhileTimePasses(Duration.ofSeconds(1));
    assertThat(engine.actionOf("parent", "Call").at("/outputs/body/q").asText()).isEqualTo("ab");
  }

  @Test
  void aChildThatSplitsWhatItGetsHasNoAnswer() {
    engine.deploy(
        "child",
        "{\"manual\":{\"type\":\"Request\",\"kind\":\"Http\",\"inputs\":{},\"splitOn\":\"@triggerBody()\"}}",
        "{}");
    deployParent("child", "");
    engine.runToEnd("parent", "{\"n\":1}");
    assertThat(engine.actionOf("parent", "Call").path("code").asText())
        .isEqualTo("NestedWorkflowContainsSplitOnTrigger");
  }

  @Test
  void aWorkflowThatIsNotThereIsNamed() {
    deployParent("nowhere", "");
    engine.runToEnd("parent", "{\"n\":1}");
    assertThat(engine.actionOf("parent", "Call").path("code").asText())
        .isEqualTo("NestedWorkflowNotFound");
  }

  @Test
  void aRunGoesOnWhenTheLeadComesBack() {
    engine.deploy(
        "parent",
        Engine.REQUEST,
        """
        {"Wait":{"type":"Wait","inputs":{"interval":{"count":1,"unit":"Minute"}}},
         "After":{"type":"Compose","inputs":1,"runAfter":{"Wait":["Succeeded"]}}}
        """);
    engine.post("parent", "{}");
    engine.reaches("parent", "Wait", "Running");
    engine.kernel.log(WorkflowRoom.SHARD).depose();
    engine.kernel.log(WorkflowRoom.SHARD).elect();
    engine.clock.advance(Duration.ofMinutes(1));
    assertThat(engine.ended("parent").at("/properties/status").asText()).isEqualTo("Succeeded");
  }
}
