package io.trunkline.workflows.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.trunkline.net.codec.Json;
import io.trunkline.workflows.definition.Status;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Runs without a node: mocks answer, time jumps, the report says what happened. */
class LocalEngineTest {
  private static final String REQUEST =
      "\"triggers\":{\"manual\":{\"type\":\"Request\",\"kind\":\"Http\",\"inputs\":{}}}";

  private static List<RunReport> run(String definition, String mocks, String body) {
    LocalWorkflow workflow = LocalWorkflow.of("w", Json.parse(definition));
    LocalEngine.Options options =
        LocalEngine.Options.offline(Instant.parse("2026-03-01T08:00:00Z"));
    try (LocalEngine engine =
        new LocalEngine(options, new Mocks(Json.parse(mocks), false), workflow.appSettings())) {
      engine.deploy(workflow);
      return engine.run(workflow, TriggerInput.ofBody(Json.parse(body)));
    }
  }

  @Test
  void mocksAnswerRetriesCountAndTimeJumps() {
    RunReport run =
        run(
                """
                {%s,"actions":{
                  "Pause":{"type":"Wait","inputs":{"interval":{"count":3,"unit":"Day"}}},
                  "Call":{"type":"Http","inputs":{"method":"GET","uri":"http://shop.example/","retryPolicy":{"type":"fixed","count":2,"interval":"PT1M"}},"runAfter":{"Pause":["Succeeded"]}},
                  "Answer":{"type":"Response","inputs":{"statusCode":200,"body":{"left":"@body('Call')['left']","at":"@utcNow('yyyy-MM-dd')"}},"runAfter":{"Call":["Succeeded"]}}}}
                """
                    .formatted(REQUEST),
                "{\"Call\":[{\"statusCode\":503},{\"body\":{\"left\":\"@add(triggerBody()['n'],1)\"}}]}",
                "{\"n\":4}")
            .getFirst();
    assertThat(run.status()).isEqualTo(Status.FAILED); // nobody waits three days for an answer
    assertThat(run.duration()).isEqualTo(Duration.ofDays(3).plusMinutes(1));
    RunReport.Step call = run.action("Call").orElseThrow();
    assertThat(call.retries()).isEqualTo(1);
    assertThat(call.outputs().at("/body/left").asInt()).isEqualTo(5);
    assertThat(run.action("Answer").orElseThrow().code()).isEqualTo("ActionResponseTimedOut");
    assertThat(RunTree.of(run))
        .contains("w  Failed")
        .contains("├─ ✓ Pause (Wait)  3 d 0 h")
        .contains("├─ ✓ Call (Http)  1 min 0 s  after 1 retries")
        .contains("└─ ✗ Answer (Response)  Failed [ActionResponseTimedOut]");
  }

  @Test
  void anActionThatCallsOutsideNeedsAMock() {
    RunReport run =
        run(
                "{%s,\"actions\":{\"Call\":{\"type\":\"Http\",\"inputs\":{\"method\":\"GET\",\"uri\":\"http://a.example/\"}}}}"
                    .formatted(REQUEST),
                "{}",
                "{}")
            .getFirst();
    assertThat(run.action("Call").orElseThrow().code()).isEqualTo("NotMocked");
  }

  @Test
  void mocksEndActionsOfEveryTypeAndEveryStatus() {
    RunReport run =
        run(
                """
                {%s,"actions":{
                  "Ask":{"type":"Agent","inputs":{}},
                  "Late":{"type":"Http","inputs":{"method":"GET","uri":"http://a.example/"},"runAfter":{"Ask":["Succeeded"]}},
                  "Handle":{"type":"Compose","inputs":"@{body('Ask')} @{actions('Late')?['error']?['message']}","runAfter":{"Late":["TimedOut"]}}}}
                """
                    .formatted(REQUEST),
                """
                {"Ask":{"body":"yes"},"Late":{"status":"TimedOut","error":{"code":"ActionTimedOut","message":"too slow"}}}
                """,
                "{}")
            .getFirst();
    assertThat(run.status()).isEqualTo(Status.SUCCEEDED);
    assertThat(run.action("Handle").orElseThrow().outputs().asText()).isEqualTo("yes too slow");
  }

  @Test
  void loopsShowTheirPassesAndExpressionsTheirValues() {
    RunReport run =
        run(
                """
                {%s,"actions":{
                  "Init":{"type":"InitializeVariable","inputs":{"variables":[{"name":"sum","type":"integer","value":0}]}},
                  "Each":{"type":"Foreach","foreach":"@triggerBody()","operationOptions":"Sequential","runAfter":{"Init":["Succeeded"]},"actions":{
                    "Big":{"type":"If","expression":{"and":[{"greater":["@item()",1]}]},"actions":{
                      "Add":{"type":"IncrementVariable","inputs":{"name":"sum","value":"@items('Each')"}}},"else":{"actions":{}}}}},
                  "Tell":{"type":"Compose","inputs":{"text":"sum @{variables('sum')}","never":"@if(true,'a',body('Each'))"},"runAfter":{"Each":["Succeeded"]}}}}
                """
                    .formatted(REQUEST),
                "{}",
                "[1,2,3]")
            .getFirst();
    assertThat(run.status()).isEqualTo(Status.SUCCEEDED);
    assertThat(run.executions("Add"))
        .extracting(RunReport.Step::status)
        .containsExactly(Status.SKIPPED, Status.SUCCEEDED, Status.SUCCEEDED);
    String tree = RunTree.explained(run);
    assertThat(tree)
        .contains("Tell")
        .contains("inputs.text  sum @{variables('sum')} = \"sum 5\"")
        .contains("variables('sum') = 5")
        .contains("if(true, 'a', body('Each')) = \"a\"")
        .contains("foreach  @triggerBody() = [1,2,3]")
        .contains("├─ ✓ [0]")
        .contains("greater(item(), 1) = false");
    assertThat(tree).doesNotContain("body('Each') =");
  }

  @Test
  void aSplitTriggerGivesARunForEachItem() {
    List<RunReport> runs =
        run(
            """
            {"triggers":{"When":{"type":"ServiceProvider","splitOn":"@triggerOutputs()?['body']","inputs":{"parameters":{"queueName":"q"},"serviceProviderConfiguration":{"connectionName":"c","operationId":"receiveQueueMessages","serviceProviderId":"/serviceProviders/serviceBus"}}}},
             "actions":{"Take":{"type":"Compose","inputs":"@triggerBody()['contentData']"}}}
            """,
            "{}",
            "[{\"contentData\":\"a\"},{\"contentData\":\"b\"}]");
    assertThat(runs)
        .extracting(run -> run.action("Take").orElseThrow().outputs().asText())
        .containsExactlyInAnyOrder("a", "b");
  }

  @Test
  void whatIsWrongWithADefinitionIsListed() {
    JsonNode definition =
        Json.parse(
            "{%s,\"actions\":{\"A\":{\"type\":\"Compose\",\"inputs\":\"@nope()\"},\"B\":{\"type\":\"Compose\",\"inputs\":1,\"runAfter\":{\"C\":[\"Succeeded\"]}}}}"
                .formatted(REQUEST));
    assertThatThrownBy(() -> LocalWorkflow.of("w", definition).parse())
        .isInstanceOf(LocalException.class)
        .hasMessageContaining("nope")
        .hasMessageContaining("'C'");
  }
}
