package io.trunkline.workflows.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.trunkline.net.codec.Json;
import io.trunkline.net.http.HttpReply;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The trigger of the Event Grid connector: handshake and events at its callback URL. */
class EventGridTriggerTest {
  private static final String TRIGGER =
      """
      {"When_events_arrive":{"type":"ApiConnectionWebhook","splitOn":"@triggerBody()","inputs":{
        "body":{"properties":{"topic":"/subscriptions/s/resourceGroups/g/providers/Microsoft.ServiceBus/namespaces/orders-ns",
          "destination":{"endpointType":"webhook","properties":{"endpointUrl":"@{listCallbackUrl()}"}},
          "filter":{"includedEventTypes":["Microsoft.ServiceBus.ActiveMessagesAvailableWithNoListeners"]}}},
        "host":{"connection":{"name":"@parameters('$connections')['azureeventgrid']['connectionId']"}},
        "path":"/subscriptions/@{encodeURIComponent('s')}/providers/@{encodeURIComponent('Microsoft.ServiceBus.Namespaces')}/resource/eventSubscriptions",
        "queries":{"x-ms-api-version":"2017-09-15-preview"}}}}
      """;

  private final Engine engine = new Engine();
  private String url;

  @AfterEach
  void close() {
    engine.close();
  }

  private void deploy() {
    ObjectNode definition =
        Engine.definition(
            TRIGGER,
            "{\"Queue\":{\"type\":\"Compose\",\"inputs\":\"@triggerBody()?['data']?['queueName']\"}}");
    definition.set(
        "parameters", Json.parse("{\"$connections\":{\"type\":\"Object\",\"defaultValue\":{}}}"));
    engine.deploy("w", definition, "{}");
    url = engine.callbackUrl("w", "When_events_arrive");
  }

  private HttpReply post(String type, String body) {
    return engine.send(
        "POST", url, body, "aeg-event-type", type, "content-type", "application/json");
  }

  @Test
  void answersTheValidationHandshakeItself() {
    deploy();
    HttpReply reply =
        post(
            "SubscriptionValidation",
            "[{\"id\":\"1\",\"eventType\":\"Microsoft.EventGrid.SubscriptionValidationEvent\",\"data\":{\"validationCode\":\"c0de\"}}]");
    assertThat(reply.status()).isEqualTo(200);
    assertThat(Json.parse(reply.body())).isEqualTo(Json.parse("{\"validationResponse\":\"c0de\"}"));
    HttpReply options = engine.send("OPTIONS", url, "", "webhook-request-origin", "eventgrid");
    assertThat(options.status()).isEqualTo(200);
    assertThat(options.headers())
        .anySatisfy(
            header -> {
              assertThat(header.getKey()).isEqualTo("WebHook-Allowed-Origin");
              assertThat(header.getValue()).isEqualTo("eventgrid");
            });
    assertThat(engine.list(Engine.workflowId("w"), "runs")).isEmpty();
  }

  @Test
  void everyEventIsARunOfItsOwn() {
    deploy();
    HttpReply reply =
        post(
            "Notification",
            "[{\"id\":\"1\",\"data\":{\"queueName\":\"a\"}},{\"id\":\"2\",\"data\":{\"queueName\":\"b\"}}]");
    assertThat(reply.status()).isEqualTo(202);
    await()
        .until(
            () ->
                engine
                        .list(Engine.workflowId("w"), "runs", "$filter", "status eq 'Succeeded'")
                        .size()
                    == 2);
    JsonNode history =
        engine
            .list(Engine.workflowId("w").child("triggers", "When_events_arrive"), "histories")
            .path(0);
    for (JsonNode run : engine.list(Engine.workflowId("w"), "runs")) {
      assertThat(run.at("/properties/trigger/originHistoryName")).isEqualTo(history.path("name"));
    }
  }

  @Test
  void eventsThatAreNoArrayStartNothing() {
    deploy();
    assertThat(post("Notification", "{\"id\":\"1\"}").status()).isEqualTo(400);
    assertThat(
            engine
                .list(Engine.workflowId("w").child("triggers", "When_events_arrive"), "histories")
                .at("/0/properties/status")
                .asText())
        .isEqualTo("Failed");
  }
}
