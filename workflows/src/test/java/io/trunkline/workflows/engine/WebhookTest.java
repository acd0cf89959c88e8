package io.trunkline.workflows.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.trunkline.net.codec.Json;
import io.trunkline.net.http.HttpReply;
import io.trunkline.net.http.OutgoingCall;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Webhook triggers and actions: subscribing, being called back, taking it back (§3.7, §4.3). */
class WebhookTest {
  private static final String HOOK =
      """
      {"Hook":{"type":"HttpWebhook",%s"inputs":{
         "subscribe":{"method":"POST","uri":"http://hub.example/subscriptions","body":{"callback":"@{listCallbackUrl()}"},
           "authentication":{"type":"Basic","username":"u","password":"secret"}},
         "unsubscribe":{"method":"DELETE","uri":"@{concat('http://hub.example',action().outputs.body.path)}","authentication":{"type":"Raw","value":"Key k"}}}}%s}
      """;
  private static final String AFTER =
      ",\"After\":{\"type\":\"Compose\",\"inputs\":\"@body('Hook')\",\"runAfter\":{\"Hook\":[\"Succeeded\"]}}";

  private final Engine engine = new Engine();

  @AfterEach
  void close() {
    engine.close();
  }

  private void answerWithPath() {
    engine.http.answers(call -> HttpReply.json(201, Json.object().put("path", "/subscriptions/7")));
  }

  private List<OutgoingCall> calls(String method) {
    return engine.http.calls().stream().filter(call -> call.method().equals(method)).toList();
  }

  private String callback(int index) {
    await().until(() -> calls("POST").size() > index);
    return Json.parse(calls("POST").get(index).body()).path("callback").asText();
  }

  private HttpReply callBack(String url, String json) {
    return engine.send("POST", url, json, "content-type", "application/json");
  }

  private void awaitWaiting() {
    // The subscription has been answered and committed.
    engine.reaches("w", "Hook", "Running");
    engine.kernel.settle();
  }

  @Test
  void anActionWaitsForItsCallbackAlsoThroughARestart() {
    answerWithPath();
    engine.deploy("w", Engine.REQUEST, HOOK.formatted("", AFTER));
    engine.post("w", "{}");
    String url = callback(0);
    awaitWaiting();
    engine.crash();
    assertThat(callBack(url.replace("sig=", "sig=x"), "{}").status()).isEqualTo(401);
    assertThat(callBack(url + "&extra=1", "{\"done\":true}").status()).isEqualTo(200);
    assertThat(engine.ended("w").at("/properties/status").asText()).isEqualTo("Succeeded");
    assertThat(engine.actionOf("w", "After").at("/outputs/done").asBoolean()).isTrue();
    JsonNode hook = engine.actionOf("w", "Hook");
    assertThat(hook.at("/outputs/queries/extra").asText()).isEqualTo("1");
    assertThat(hook.at("/outputs/statusCode").asInt()).isEqualTo(200);
    assertThat(hook.path("inputs").toString()).contains("*sanitized*").doesNotContain("secret");
    assertThat(callBack(url, "{}").status()).isEqualTo(404);
    assertThat(calls("DELETE")).isEmpty();
  }

  @Test
  void aCallbackMayComeBeforeTheSubscriptionIsAnswered() {
    engine.http.answers(
        call -> {
          callBack(Json.parse(call.body()).path("callback").asText(), "{\"early\":1}");
          return HttpReply.status(202);
        });
    engine.deploy("w", Engine.REQUEST, HOOK.formatted("", AFTER));
    engine.post("w", "{}");
    assertThat(engine.ended("w").at("/properties/status").asText()).isEqualTo("Succeeded");
    assertThat(engine.actionOf("w", "After").at("/outputs/early").asInt()).isEqualTo(1);
  }

  @Test
  void aTimeOutTakesTheSubscriptionBackAgainAndAgainUntilSomebodyAnswers() {
    answerWithPath();
    engine.deploy("w", Engine.REQUEST, HOOK.formatted("\"limit\":{\"timeout\":\"PT1H\"},", ""));
    engine.post("w", "{}");
    callback(0);
    awaitWaiting();
    engine.http.answers(call -> HttpReply.status(calls("DELETE").size() < 2 ? 503 : 204));
    engine.clock.advance(Duration.ofHours(2));
    assertThat(engine.ended("w").at("/properties/status").asText()).isEqualTo("Failed");
    assertThat(engine.actionOf("w", "Hook").path("code").asText()).isEqualTo("ActionTimedOut");
    await()
        .until(
            () -> {
              engine.clock.advance(Duration.ofSeconds(5));
              return calls("DELETE").size() == 2;
            });
    OutgoingCall taken = calls("DELETE").getLast();
    assertThat(taken.uri().toString()).isEqualTo("http://hub.example/subscriptions/7");
    assertThat(taken.headers().first("authorization")).contains("Key k");
  }

  @Test
  void aSubscriptionThatIsRefusedFailsTheAction() {
    engine.http.answers(call -> HttpReply.status(403));
    engine.deploy("w", Engine.REQUEST, HOOK.formatted("", ""));
    engine.runToEnd("w", "{}");
    assertThat(engine.actionOf("w", "Hook").path("code").asText()).isEqualTo("Forbidden");
  }

  @Test
  void aTriggerSubscribesWhenEnabledAndUnsubscribesWhenReplacedOrRemoved() {
    String trigger =
        """
        {"hook":{"type":"HttpWebhook","inputs":{
          "subscribe":{"method":"POST","uri":"http://hub.example/a","body":{"callback":"@{listCallbackUrl()}"}},
          "unsubscribe":{"method":"DELETE","uri":"http://hub.example/%s"}}}}
        """;
    engine.deploy(
        "w",
        trigger.formatted("one"),
        "{\"A\":{\"type\":\"Compose\",\"inputs\":\"@triggerBody()\"}}");
    String url = callback(0);
    engine.kernel.settle();
    engine.crash();
    assertThat(callBack(url, "{\"n\":1}").status()).isEqualTo(202);
    engine.ended("w");
    assertThat(engine.actionOf("w", "A").at("/outputs/n").asInt()).isEqualTo(1);

    engine.deploy("w", trigger.formatted("two"), "{\"A\":{\"type\":\"Compose\",\"inputs\":1}}");
    callback(1);
    engine.kernel.settle();
    await().until(() -> calls("DELETE").size() == 1);
    assertThat(calls("DELETE").getFirst().uri().getPath()).isEqualTo("/one");

    engine.tree.delete(Engine.workflowId("w"));
    await().until(() -> calls("DELETE").size() == 2);
    assertThat(calls("DELETE").getLast().uri().getPath()).isEqualTo("/two");
  }

  @Test
  void aTriggerThatCannotSubscribeSaysSoAndTriesAgain() {
    engine.http.answers(call -> HttpReply.status(engine.http.calls().size() < 2 ? 500 : 200));
    engine.deploy(
        "w",
        "{\"hook\":{\"type\":\"HttpWebhook\",\"inputs\":{\"subscribe\":{\"method\":\"POST\",\"uri\":\"http://hub.example/\"}}}}",
        "{}");
    await()
        .until(
            () ->
                !engine
                    .list(Engine.workflowId("w").child("triggers", "hook"), "histories")
                    .isEmpty());
    assertThat(
            engine
                .list(Engine.workflowId("w").child("triggers", "hook"), "histories")
                .at("/0/properties/status")
                .asText())
        .isEqualTo("Failed");
    engine.clock.advance(Duration.ofMinutes(1));
    await().until(() -> engine.http.calls().size() == 2);
  }
}
