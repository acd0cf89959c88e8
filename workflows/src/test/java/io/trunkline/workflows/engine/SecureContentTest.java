package io.trunkline.workflows.engine;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.trunkline.net.codec.Json;
import io.trunkline.net.http.HttpReply;
import io.trunkline.resources.ResourceId;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What is secured shows nowhere: not in histories, repetitions, requests, errors or traces. */
class SecureContentTest {
  private static final String SECRET = "hunter2-é\"x";

  private final Engine engine = new Engine();

  @AfterEach
  void close() {
    engine.close();
  }

  /** Returns everything that the management API says of the newest run, as one text. */
  private String everything() {
    ResourceId workflow = Engine.workflowId("w");
    StringBuilder all = new StringBuilder();
    all.append(engine.list(workflow, "runs"));
    all.append(engine.list(workflow.child("triggers", "manual"), "histories"));
    ResourceId run = workflow.child("runs", engine.newest("w").path("name").asText());
    JsonNode actions = engine.list(run, "actions");
    all.append(actions);
    for (JsonNode one : actions) {
      ResourceId action = run.child("actions", one.path("name").asText());
      all.append(engine.action(action, "listExpressionTraces", MissingNode.getInstance()));
      for (String type : new String[] {"repetitions", "scopeRepetitions", "requestHistories"}) {
        all.append(engine.list(action, type));
      }
      for (JsonNode repetition : engine.list(action, "repetitions")) {
        ResourceId pass = action.child("repetitions", repetition.path("name").asText());
        all.append(engine.action(pass, "listExpressionTraces", MissingNode.getInstance()));
        all.append(engine.list(pass, "requestHistories"));
      }
      contents(one, all);
    }
    engine.spans.forEach(all::append);
    return all.toString();
  }

  /** Follows the links, which are doors of their own. */
  private void contents(JsonNode action, StringBuilder all) {
    for (String link : new String[] {"inputsLink", "outputsLink"}) {
      String uri = action.at("/properties/" + link + "/uri").asText("");
      if (!uri.isEmpty()) {
        all.append(engine.send("GET", uri, "").text());
      }
    }
  }

  private void deploy(String trigger, String actions, String outputs) {
    ObjectNode definition = Engine.definition("{\"manual\":%s}".formatted(trigger), actions);
    definition.set(
        "parameters", Json.parse("{\"key\":{\"type\":\"SecureString\",\"defaultValue\":\"\"}}"));
    definition.set("outputs", Json.parse(outputs));
    ObjectNode parameters = Json.object();
    parameters.putObject("key").put("value", SECRET);
    engine.deploy("w", definition, parameters.toString());
  }

  private static void assertHidden(String shown) {
    assertThat(shown).doesNotContain("hunter2").doesNotContain("aHVudGVyMi");
  }

  @Test
  void securedOutputsStayHiddenInWhateverIsMadeOfThem() {
    AtomicInteger calls = new AtomicInteger();
    engine.http.answers(
        call ->
            calls.getAndIncrement() == 0
                ? HttpReply.json(
                    200, Json.object().put("token", SECRET).set("list", Json.array().add(SECRET)))
                : HttpReply.json(500, Json.object()));
    deploy(
        "{\"type\":\"Request\",\"kind\":\"Http\",\"inputs\":{}}",
        """
        {"Init":{"type":"InitializeVariable","inputs":{"variables":[{"name":"v","type":"string"}]}},
         "Login":{"type":"Http","inputs":{"method":"POST","uri":"http://x.example/","body":"b"},"runtimeConfiguration":{"secureData":{"properties":["outputs"]}},"trackedProperties":{"t":"@action()['outputs']['body']['token']"},"runAfter":{"Init":["Succeeded"]}},
         "Copy":{"type":"Compose","inputs":{"t":"@body('Login')['token']"},"trackedProperties":{"t":"@action()['inputs']['t']"},"runAfter":{"Login":["Succeeded"]}},
         "Again":{"type":"Compose","inputs":"@outputs('Copy')['t']","runAfter":{"Copy":["Succeeded"]}},
         "Bad":{"type":"Compose","inputs":"@int(outputs('Again'))","runAfter":{"Again":["Succeeded"]}},
         "Store":{"type":"SetVariable","inputs":{"name":"v","value":"@{outputs('Again')}"},"runAfter":{"Again":["Succeeded"]}},
         "Read":{"type":"Compose","inputs":"@variables('v')","runAfter":{"Store":["Succeeded"]}},
         "Each":{"type":"Foreach","foreach":"@body('Login')['list']","runAfter":{"Login":["Succeeded"]},"actions":{
           "Item":{"type":"Compose","inputs":"@item()"},
           "BadItem":{"type":"Compose","inputs":"@int(item())"}}},
         "Use":{"type":"Http","inputs":{"method":"GET","uri":"http://x.example/@{body('Login')['token']}","headers":{"X-Key":"@body('Login')['token']"},"retryPolicy":{"type":"none"}},"runAfter":{"Copy":["Succeeded"]}},
         "Catch":{"type":"Scope","runAfter":{"Bad":["Failed"],"Each":["Failed"],"Use":["Failed"],"Read":["Succeeded"]},"actions":{
           "Results":{"type":"Compose","inputs":"@result('Each')"}}},
         "End":{"type":"Terminate","inputs":{"runStatus":"Failed","runError":{"code":"C","message":"@{outputs('Again')}"}},"runAfter":{"Catch":["Succeeded"]}}}
        """,
        "{\"o\":{\"type\":\"String\",\"value\":\"@outputs('Again')\"}}");
    engine.runToEnd("w", "{}");
    assertThat(engine.actionOf("w", "Catch").path("status").asText()).isEqualTo("Succeeded");
    assertHidden(everything());
    assertThat(engine.actionOf("w", "Copy").at("/trackedProperties/t").asText())
        .isEqualTo("*sanitized*");
    assertThat(engine.actionOf("w", "Bad").path("code").asText()).isEqualTo("InvalidTemplate");
  }

  @Test
  void aSecuredTriggerHidesWhatIsReadOfIt() {
    deploy(
        "{\"type\":\"Request\",\"kind\":\"Http\",\"inputs\":{},\"runtimeConfiguration\":{\"secureData\":{\"properties\":[\"outputs\"]}}}",
        """
        {"A":{"type":"Compose","inputs":"@triggerBody()['k']"},
         "B":{"type":"Compose","inputs":{"same":"@outputs('A')"},"runAfter":{"A":["Succeeded"]}},
         "Open":{"type":"Compose","inputs":"visible"}}
        """,
        "{\"o\":{\"type\":\"Object\",\"value\":\"@triggerBody()\"}}");
    ObjectNode body = Json.object().put("k", SECRET);
    engine.runToEnd("w", body.toString());
    String shown = everything();
    assertHidden(shown);
    assertThat(shown).contains("visible");
  }

  @Test
  void secureParametersAreMaskedInErrorsAddressesAndTexts() {
    engine.http.answers(call -> HttpReply.json(404, Json.object()));
    deploy(
        "{\"type\":\"Request\",\"kind\":\"Http\",\"inputs\":{}}",
        """
        {"Bad":{"type":"Compose","inputs":"@int(parameters('key'))"},
         "Json":{"type":"Compose","inputs":"@{createArray(parameters('key'))}"},
         "Call":{"type":"Http","inputs":{"method":"GET","uri":"http://x.example/?k=@{encodeUriComponent(parameters('key'))}"}}}
        """,
        "{\"o\":{\"type\":\"String\",\"value\":\"@parameters('key')\"}}");
    engine.runToEnd("w", "{}");
    assertHidden(everything());
    assertThat(engine.http.calls().getFirst().uri().toString()).contains("hunter2");
  }

  @Test
  void contentBehindALinkOfSomethingSecuredDoesNotExist() {
    deploy(
        "{\"type\":\"Request\",\"kind\":\"Http\",\"inputs\":{}}",
        """
        {"A":{"type":"Compose","inputs":"@parameters('key')","runtimeConfiguration":{"secureData":{"properties":["inputs"]}}}}
        """,
        "{}");
    engine.runToEnd("w", "{}");
    JsonNode action = engine.actionOf("w", "A");
    assertThat(action.at("/inputsLink/secureData/properties/0").asText()).isEqualTo("inputs");
    // What is computed of secured inputs alone is secured, too.
    assertThat(action.at("/outputsLink/secureData/properties/0").asText()).isEqualTo("outputs");
    assertThat(action.toString()).doesNotContain("\"uri\"");
    assertThat(everything()).doesNotContain("hunter2");
  }
}
