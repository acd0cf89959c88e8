package io.trunkline.workflows.engine;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.trunkline.net.codec.Json;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Every kind of action that needs no neighbour, run from a Request trigger. */
class ActionsTest {
  private final Engine engine = new Engine();

  @AfterEach
  void close() {
    engine.close();
  }

  private JsonNode run(String actions) {
    engine.deploy("w", Engine.REQUEST, actions);
    return engine.runToEnd("w", "{\"n\":2,\"items\":[1,2,3]}");
  }

  private void assertOutputs(String action, String json) {
    assertThat(engine.actionOf("w", action).path("outputs")).isEqualTo(Json.parse(json));
  }

  @Test
  void composesFromTheTriggerAndEarlierActions() {
    JsonNode run =
        run(
            """
            {"A":{"type":"Compose","inputs":{"n":"@triggerBody()?['n']","r":"@appsetting('region')"}},
             "B":{"type":"compose","inputs":"@{outputs('A')['n']}!","runAfter":{"A":["SUCCEEDED"]}}}
            """);
    assertThat(run.at("/properties/status").asText()).isEqualTo("Succeeded");
    assertOutputs("A", "{\"n\":2,\"r\":\"eu\"}");
    assertOutputs("B", "\"2!\"");
    assertThat(engine.actionOf("w", "B").path("code").asText()).isEqualTo("OK");
  }

  @Test
  void computesData() {
    run(
        """
        {"Parse":{"type":"ParseJson","inputs":{"content":"{\\"a\\":1}","schema":{"type":"object","required":["a"]}}},
         "Query":{"type":"Query","inputs":{"from":"@triggerBody()['items']","where":"@greater(item(),1)"}},
         "Select":{"type":"Select","inputs":{"from":"@triggerBody()['items']","select":{"v":"@item()"}}},
         "Join":{"type":"Join","inputs":{"from":"@triggerBody()['items']","joinWith":"-"}},
         "Table":{"type":"Table","inputs":{"from":[{"a":"x,y"}],"format":"CSV"}}}
        """);
    assertOutputs("Parse", "{\"body\":{\"a\":1}}");
    assertOutputs("Query", "{\"body\":[2,3]}");
    assertOutputs("Select", "{\"body\":[{\"v\":1},{\"v\":2},{\"v\":3}]}");
    assertOutputs("Join", "{\"body\":\"1-2-3\"}");
    assertOutputs("Table", "{\"body\":\"a\\r\\n\\\"x,y\\\"\\r\\n\"}");
  }

  @Test
  void refusesContentThatDoesNotMatchTheSchema() {
    JsonNode run =
        run(
            """
            {"Parse":{"type":"ParseJson","inputs":{"content":{"a":"x"},"schema":{"type":"object","properties":{"a":{"type":"integer"}}}}}}
            """);
    assertThat(run.at("/properties/status").asText()).isEqualTo("Failed");
    assertThat(run.at("/properties/error/message").asText())
        .isEqualTo("An action failed. No dependent actions succeeded.");
    assertThat(engine.actionOf("w", "Parse").at("/error/code").asText())
        .isEqualTo("ValidationFailed");
  }

  @Test
  void changesVariablesAlsoInParallelPasses() {
    run(
        """
        {"Init":{"type":"InitializeVariable","inputs":{"variables":[{"name":"n","type":"integer","value":1},{"name":"s","type":"string"},{"name":"a","type":"array"}]}},
         "Each":{"type":"Foreach","foreach":"@range(1,30)","runAfter":{"Init":["Succeeded"]},"actions":{
           "Inc":{"type":"IncrementVariable","inputs":{"name":"N","value":2}},
           "Add":{"type":"AppendToArrayVariable","inputs":{"name":"a","value":"@item()"}}}},
         "Dec":{"type":"DecrementVariable","inputs":{"name":"n"},"runAfter":{"Each":["Succeeded"]}},
         "Text":{"type":"AppendToStringVariable","inputs":{"name":"s","value":"x"},"runAfter":{"Dec":["Succeeded"]}},
         "Set":{"type":"SetVariable","inputs":{"name":"s","value":"@{length(variables('a'))}"},"runAfter":{"Text":["Succeeded"]}}}
        """);
    assertOutputs("Dec", "{\"body\":{\"name\":\"n\",\"value\":60}}");
    assertOutputs("Set", "{\"body\":{\"name\":\"s\",\"value\":\"30\"}}");
    assertThat(engine.actionOf("w", "Each").path("repetitionCount").asInt()).isEqualTo(30);
  }

  @Test
  void branchesAndSkipsTheOtherBranch() {
    run(
        """
        {"If":{"type":"If","expression":{"and":[{"greater":["@triggerBody()?['n']",1]}]},
           "actions":{"Yes":{"type":"Compose","inputs":"y"}},
           "else":{"actions":{"No":{"type":"Compose","inputs":"n"},"Inner":{"type":"Scope","actions":{"Deep":{"type":"Compose","inputs":1}}}}}},
         "Switch":{"type":"Switch","expression":"@triggerBody()?['n']","cases":{
           "two":{"case":2,"actions":{"Two":{"type":"Compose","inputs":2}}},
           "three":{"case":3,"actions":{"Three":{"type":"Compose","inputs":3}}}},"default":{"actions":{}}}}
        """);
    assertThat(engine.actionOf("w", "If").at("/inputs/expressionResult").asBoolean()).isTrue();
    assertOutputs("Yes", "\"y\"");
    assertThat(engine.actionOf("w", "No").at("/error/code").asText())
        .isEqualTo("ActionBranchingConditionNotSatisfied");
    assertThat(engine.actionOf("w", "Deep").at("/error/code").asText())
        .isEqualTo("ActionDependencyFailed");
    assertOutputs("Two", "2");
    assertThat(engine.actionOf("w", "Three").path("status").asText()).isEqualTo("Skipped");
  }

  @Test
  void loopsUntilAConditionHoldsOrALimitIsReached() {
    run(
        """
        {"Init":{"type":"InitializeVariable","inputs":{"variables":[{"name":"n","type":"integer"}]}},
         "Until":{"type":"Until","expression":"@equals(variables('n'),3)","limit":{"count":10,"timeout":"PT1H"},"runAfter":{"Init":["Succeeded"]},
           "actions":{"Inc":{"type":"IncrementVariable","inputs":{"name":"n"}}}},
         "Never":{"type":"Until","expression":"@equals(1,2)","limit":{"count":2},"runAfter":{"Until":["Succeeded"]},
           "actions":{"Index":{"type":"Compose","inputs":"@iterationIndexes('Never')"}}},
         "Fails":{"type":"Until","expression":"@equals(1,2)","limit":{"count":1},"operationOptions":"FailWhenLimitsReached","runAfter":{"Never":["Succeeded"]},
           "actions":{"Nothing":{"type":"Compose","inputs":1}}}}
        """);
    assertThat(engine.actionOf("w", "Inc").path("repetitionCount").asInt()).isEqualTo(3);
    assertThat(engine.actionOf("w", "Never").path("code").asText()).isEqualTo("CountLimitReached");
    assertThat(engine.actionOf("w", "Never").path("status").asText()).isEqualTo("Succeeded");
    assertOutputs("Index", "1");
    assertThat(engine.actionOf("w", "Fails").path("status").asText()).isEqualTo("Failed");
  }

  @Test
  void collectsResultsOfScopesAndLoops() {
    run(
        """
        {"Try":{"type":"Scope","actions":{"Bad":{"type":"Compose","inputs":"@int('x')"},"Next":{"type":"Compose","inputs":1,"runAfter":{"Bad":["Succeeded"]}}}},
         "Each":{"type":"Foreach","foreach":["a","b"],"operationOptions":"Sequential","actions":{"Item":{"type":"Compose","inputs":"@items('Each')"}}},
         "Catch":{"type":"Scope","runAfter":{"Try":["Failed","TimedOut","Skipped"],"Each":["Succeeded"]},"actions":{
           "Failed":{"type":"Query","inputs":{"from":"@result('Try')","where":"@equals(item()?['status'],'Failed')"}},
           "All":{"type":"Compose","inputs":"@result('Each')[0]['outputs'][1]['outputs']"}}}}
        """);
    assertThat(engine.newest("w").at("/properties/status").asText()).isEqualTo("Succeeded");
    JsonNode failed = engine.actionOf("w", "Failed").at("/outputs/body");
    assertThat(failed).hasSize(1);
    assertThat(failed.at("/0/name").asText()).isEqualTo("Bad");
    assertThat(failed.at("/0/code").asText()).isEqualTo("InvalidTemplate");
    assertOutputs("All", "\"b\"");
  }

  @Test
  void terminateEndsTheRunAndWhatRunsInIt() {
    JsonNode run =
        run(
            """
            {"Long":{"type":"Wait","inputs":{"interval":{"count":1,"unit":"Hour"}}},
             "After":{"type":"Compose","inputs":1,"runAfter":{"Long":["Succeeded"]}},
             "First":{"type":"Compose","inputs":1},
             "End":{"type":"Terminate","inputs":{"runStatus":"Failed","runError":{"code":"Mine","message":"because"}},"runAfter":{"First":["Succeeded"]}}}
            """);
    assertThat(run.at("/properties/status").asText()).isEqualTo("Failed");
    assertThat(run.at("/properties/error/code").asText()).isEqualTo("Mine");
    assertThat(engine.actionOf("w", "Long").path("status").asText()).isEqualTo("Cancelled");
    assertThat(engine.actionOf("w", "After").path("code").asText()).isEqualTo("Terminated");
  }

  @Test
  void waitsByTheClockAndTimesOut() {
    engine.deploy(
        "w",
        Engine.REQUEST,
        """
        {"Wait":{"type":"Wait","inputs":{"interval":{"count":90,"unit":"Second"}}},
         "Late":{"type":"Wait","inputs":{"interval":{"count":1,"unit":"Day"}},"limit":{"timeout":"PT60S"}},
         "Caught":{"type":"Compose","inputs":"@actions('Late')['code']","runAfter":{"Late":["TimedOut"]}},
         "Past":{"type":"Wait","inputs":{"until":{"timestamp":"2001-01-01T00:00:00Z"}}}}
        """);
    engine.post("w", "{}");
    engine.reaches("w", "Late", "Running");
    engine.reaches("w", "Past", "Succeeded");
    engine.clock.advance(Duration.ofSeconds(61));
    engine.reaches("w", "Caught", "Succeeded");
    assertThat(engine.actionOf("w", "Wait").path("status").asText()).isEqualTo("Running");
    engine.clock.advance(Duration.ofSeconds(30));
    assertThat(engine.ended("w").at("/properties/status").asText()).isEqualTo("Succeeded");
    assertOutputs("Caught", "\"ActionTimedOut\"");
  }

  @Test
  void cancelsARun() {
    engine.deploy(
        "w",
        Engine.REQUEST,
        """
        {"Each":{"type":"Foreach","foreach":[1,2],"actions":{"Wait":{"type":"Wait","inputs":{"interval":{"count":1,"unit":"Day"}}}}},
         "After":{"type":"Compose","inputs":1,"runAfter":{"Each":["Succeeded"]}}}
        """);
    engine.post("w", "{}");
    engine.reaches("w", "Wait", "Running");
    engine.action(
        Engine.workflowId("w").child("runs", engine.newest("w").path("name").asText()),
        "cancel",
        Json.object());
    assertThat(engine.ended("w").at("/properties/status").asText()).isEqualTo("Cancelled");
    assertThat(engine.actionOf("w", "Wait").path("code").asText()).isEqualTo("ActionCancelled");
    assertThat(engine.actionOf("w", "After").path("status").asText()).isEqualTo("Skipped");
  }

  @Test
  void hidesSecuredContentAndSecureParameters() {
    ObjectNode definition =
        Engine.definition(
            Engine.REQUEST,
            """
            {"Open":{"type":"Compose","inputs":"key @{parameters('key')}","trackedProperties":{"code":"@action()['code']"}},
             "Hidden":{"type":"Compose","inputs":1,"runtimeConfiguration":{"secureData":{"properties":["outputs"]}}}}
            """);
    definition.set("parameters", Json.parse("{\"key\":{\"type\":\"SecureString\"}}"));
    engine.deploy("w", definition, "{\"key\":{\"value\":\"hunter2\"}}");
    engine.runToEnd("w", "{}");
    assertOutputs("Open", "\"key *sanitized*\"");
    assertThat(engine.actionOf("w", "Open").at("/trackedProperties/code").asText()).isEqualTo("OK");
    assertThat(engine.actionOf("w", "Hidden").has("outputs")).isFalse();
    assertThat(engine.actionOf("w", "Hidden").at("/outputsLink/secureData").isObject()).isTrue();
    assertThat(engine.tree.view(engine.tree.get(Engine.workflowId("w")).orElseThrow()).toString())
        .doesNotContain("hunter2")
        .doesNotContain("accessKeys");
  }

  @Test
  void failsTypesThatAreNotSupportedOnlyWhenTheyRun() {
    JsonNode run =
        run(
            """
            {"Decode":{"type":"Hl7Decode","inputs":{"content":{}}},
             "Rescue":{"type":"Compose","inputs":"@actions('Decode')['code']","runAfter":{"Decode":["Failed"]}}}
            """);
    assertThat(run.at("/properties/status").asText()).isEqualTo("Succeeded");
    assertOutputs("Rescue", "\"WorkflowRunActionTypeUnsupported\"");
  }
}
