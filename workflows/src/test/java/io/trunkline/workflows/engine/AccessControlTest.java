package io.trunkline.workflows.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.trunkline.net.codec.Json;
import io.trunkline.net.http.HttpReply;
import io.trunkline.resources.ResourceException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** From which addresses a workflow may be called; the calls come from 127.0.0.1. */
class AccessControlTest {
  private static final String NOTHING = "{\"N\":{\"type\":\"Compose\",\"inputs\":1}}";
  private final Engine engine = new Engine();

  @AfterEach
  void close() {
    engine.close();
  }

  private void deploy(String name, String actions, String accessControl) {
    ObjectNode body = Json.object().put("location", "local");
    ObjectNode properties = body.putObject("properties");
    properties.set("definition", Engine.definition(Engine.REQUEST, actions));
    properties.set("accessControl", Json.parse(accessControl));
    engine.tree.put(Engine.workflowId(name), body);
  }

  private static String allowed(String scope, String... ranges) {
    ObjectNode access = Json.object();
    var list = access.putObject(scope).putArray("allowedCallerIpAddresses");
    for (String range : ranges) {
      list.addObject().put("addressRange", range);
    }
    return Json.text(access);
  }

  @ParameterizedTest
  @CsvSource({
    "127.0.0.1, 202",
    "127.0.0.0/8, 202",
    "127.0.0.1/32, 202",
    "0.0.0.0/0, 202",
    "126.255.255.255-127.0.0.1, 202",
    "127.0.0.2-127.255.255.255, 403",
    "128.0.0.0/1, 403",
    "10.0.0.0/8, 403",
    "::1, 403",
    "::/0, 403"
  })
  void aTriggerIsCalledFromAllowedAddressesOnly(String range, int status) {
    deploy("w", NOTHING, allowed("triggers", range));
    HttpReply reply = engine.post("w", "{}");
    assertThat(reply.status()).isEqualTo(status);
    if (status == 403) {
      assertThat(Json.parse(reply.body()).at("/error/code").asText()).isEqualTo("Forbidden");
      assertThat(Json.parse(reply.body()).at("/error/message").asText()).contains("'127.0.0.1'");
    }
  }

  @Test
  void anEmptyListLeavesOtherWorkflows() {
    deploy(
        "child",
        "{\"Answer\":{\"type\":\"Response\",\"inputs\":{\"statusCode\":200}}}",
        allowed("triggers"));
    assertThat(engine.post("child", "{}").status()).isEqualTo(403);
    engine.deploy(
        "parent",
        Engine.REQUEST,
        """
        {"Call":{"type":"Workflow","inputs":{"host":{"workflow":{"id":"%s"},"triggerName":"manual"}}}}
        """
            .formatted(Engine.workflowId("child")));
    assertThat(engine.runToEnd("parent", "{}").at("/properties/status").asText())
        .isEqualTo("Succeeded");
  }

  @Test
  void contentsHaveAListOfTheirOwn() {
    deploy("w", NOTHING, allowed("contents", "10.0.0.0/8"));
    engine.runToEnd("w", "{\"a\":1}");
    String link = engine.newest("w").at("/properties/trigger/outputsLink/uri").asText();
    assertThat(engine.send("GET", link, "").status()).isEqualTo(403);
    deploy("w", NOTHING, allowed("contents", "127.0.0.0/8"));
    assertThat(engine.send("GET", link, "").status()).isEqualTo(200);
  }

  @Test
  void webhookActionsHaveAListOfTheirOwn() {
    deploy(
        "w",
        "{\"Hook\":{\"type\":\"HttpWebhook\",\"inputs\":{\"subscribe\":{\"method\":\"POST\",\"uri\":\"http://x/\",\"body\":{\"url\":\"@listCallbackUrl()\"}}}}}",
        allowed("actions", "10.0.0.0/8"));
    engine.http.answers(call -> HttpReply.status(200));
    engine.post("w", "{}");
    await().until(() -> !engine.http.calls().isEmpty());
    String url = Json.parse(engine.http.calls().getFirst().body()).path("url").asText();
    assertThat(engine.send("POST", url, "{}").status()).isEqualTo(403);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{'triggers':{'allowedCallerIpAddresses':[{'addressRange':'10.0.0.0/33'}]}}",
        "{'triggers':{'allowedCallerIpAddresses':[{'addressRange':'10.0.0.9-10.0.0.1'}]}}",
        "{'triggers':{'allowedCallerIpAddresses':[{'addressRange':'example.com'}]}}",
        "{'triggers':{'openAuthenticationPolicies':{'policies':{}}}}",
        "{'workflowManagement':{'allowedCallerIpAddresses':[]}}"
      })
  void whatIsWrongOrNotSupportedIsRefusedByName(String accessControl) {
    assertThatThrownBy(() -> deploy("w", NOTHING, accessControl.replace('\'', '"')))
        .isInstanceOf(ResourceException.class)
        .hasMessageContaining("accessControl.");
  }
}
