package io.trunkline.workflows.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.trunkline.net.codec.Json;
import io.trunkline.net.http.HttpReply;
import io.trunkline.resources.Resource;
import io.trunkline.resources.ResourceId;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The trigger of the Event Grid connector: its subscription, the handshake, and events. */
class EventGridTriggerTest {
  private static final String NAMESPACE =
      "/subscriptions/s/resourceGroups/g/providers/Microsoft.ServiceBus/namespaces/orders-ns";
  private static final String API =
      "/subscriptions/s/providers/Microsoft.Web/locations/local/managedApis/azureeventgrid";
  private static final ResourceId CONNECTION =
      Engine.GROUP.resource("Microsoft.Web/connections", "azureeventgrid");

  private static final String TRIGGER =
      """
      {"When_events_arrive":{"type":"ApiConnectionWebhook","splitOn":"@triggerBody()","inputs":{
        "body":{"properties":{"topic":"%s",
          "destination":{"endpointType":"webhook","properties":{"endpointUrl":"@{listCallbackUrl()}"}},
          "filter":{"includedEventTypes":["Microsoft.ServiceBus.ActiveMessagesAvailableWithNoListeners"]}}},
        "host":{"connection":{"name":"@parameters('$connections')['azureeventgrid']['connectionId']"}},
        "path":"/subscriptions/@{encodeURIComponent('s')}/providers/@{encodeURIComponent('Microsoft.ServiceBus.Namespaces')}/resource/eventSubscriptions",
        "queries":{"x-ms-api-version":"2017-09-15-preview"}}}}
      """
          .formatted(NAMESPACE);

  private final Engine engine = new Engine();
  private String url;

  @BeforeEach
  void connect() {
    engine.tree.serve(List.of(new EventSubscriptions()));
    engine.tree.put(
        CONNECTION,
        (ObjectNode)
            Json.parse(
                "{\"location\":\"local\",\"properties\":{\"api\":{\"id\":\"%s\"}}}"
                    .formatted(API)));
  }

  @AfterEach
  void close() {
    engine.close();
  }

  private void deploy(String identity, String trigger) {
    ObjectNode definition =
        Engine.definition(
            trigger,
            "{\"Queue\":{\"type\":\"Compose\",\"inputs\":\"@triggerBody()?['data']?['queueName']\"}}");
    definition.set(
        "parameters", Json.parse("{\"$connections\":{\"type\":\"Object\",\"defaultValue\":{}}}"));
    engine.deploy(
        "w",
        definition,
        """
        {"$connections":{"value":{"azureeventgrid":{"connectionId":"%s","id":"%s",
          "connectionProperties":{"authentication":{"type":"ManagedServiceIdentity","identity":"/identities/%s"}}}}}}
        """
            .formatted(CONNECTION, API, identity));
    url = engine.callbackUrl("w", "When_events_arrive");
  }

  private void deploy() {
    deploy("subscriber", TRIGGER);
    await().until(() -> subscriptions().size() == 1);
  }

  private List<Resource> subscriptions() {
    return engine.tree.list("Microsoft.EventGrid/eventSubscriptions", Engine.GROUP);
  }

  private HttpReply post(String type, String body) {
    return engine.send(
        "POST", url, body, "aeg-event-type", type, "content-type", "application/json");
  }

  private JsonNode newestHistory() {
    return engine
        .list(Engine.workflowId("w").child("triggers", "When_events_arrive"), "histories")
        .path(0);
  }

  @Test
  void subscribesItselfAndTakesTheSubscriptionBackWithTheWorkflow() {
    deploy();
    Resource subscription = subscriptions().getFirst();
    assertThat(subscription.id().toString())
        .startsWith(NAMESPACE + "/providers/Microsoft.EventGrid/eventSubscriptions/workflow-");
    assertThat(subscription.properties().has("topic")).isFalse();
    assertThat(subscription.properties().at("/filter/includedEventTypes/0").asText())
        .isEqualTo("Microsoft.ServiceBus.ActiveMessagesAvailableWithNoListeners");
    String endpoint = subscription.properties().at("/destination/properties/endpointUrl").asText();
    assertThat(engine.send("OPTIONS", endpoint, "").status()).isEqualTo(200);

    engine.tree.delete(Engine.workflowId("w"));
    await().until(() -> subscriptions().isEmpty());
  }

  @Test
  void aDisabledWorkflowHasNoSubscriptionAndAnEnabledOneHasItAgain() {
    deploy();
    engine.tree.action(Engine.workflowId("w"), "disable", Json.object());
    await().until(() -> subscriptions().isEmpty());
    engine.tree.action(Engine.workflowId("w"), "enable", Json.object());
    await().until(() -> subscriptions().size() == 1);
  }

  @Test
  void aChangedTriggerChangesItsSubscriptionEvenUnderTheSameName() {
    String named =
        TRIGGER.replace("\"queries\":{", "\"queries\":{\"subscriptionName\":\"orders\",");
    deploy("subscriber", named);
    await().until(() -> subscriptions().size() == 1);
    deploy("subscriber", named.replace("ActiveMessages", "DeadletterMessages"));
    await()
        .until(
            () ->
                subscriptions().getFirst().properties().at("/filter/includedEventTypes/0").asText(),
            "Microsoft.ServiceBus.DeadletterMessagesAvailableWithNoListeners"::equals);
    engine.clock.advance(Duration.ofMinutes(5));
    assertThat(subscriptions())
        .singleElement()
        .extracting(one -> one.id().name())
        .isEqualTo("orders");
  }

  @Test
  void aSubscriptionThatAnEarlierAttemptLeftIsReplaced() {
    deploy();
    ResourceId left =
        ResourceId.parse(NAMESPACE + "/providers/Microsoft.EventGrid/eventSubscriptions/left");
    ObjectNode body = Json.object();
    String label = subscriptions().getFirst().properties().at("/labels/0").asText();
    body.putObject("properties").putArray("labels").add(label.replaceAll("/[^/]*$", "/0"));
    engine.tree.put(left, body);
    engine.tree.action(Engine.workflowId("w"), "disable", Json.object());
    await().until(() -> subscriptions().size() == 1);
    engine.tree.action(Engine.workflowId("w"), "enable", Json.object());
    await()
        .until(
            () ->
                subscriptions().size() == 1
                    && !subscriptions().getFirst().id().name().equals("left"));
  }

  @Test
  void whoMayNotSubscribeIsToldInTheHistory() {
    deploy("nobody", TRIGGER);
    await().until(() -> newestHistory().at("/properties/code").asText(), "Forbidden"::equals);
    assertThat(newestHistory().at("/properties/error/message").asText())
        .contains("Microsoft.EventGrid/eventSubscriptions/write", NAMESPACE);
    assertThat(subscriptions()).isEmpty();
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
    for (JsonNode run : engine.list(Engine.workflowId("w"), "runs")) {
      assertThat(run.at("/properties/trigger/originHistoryName"))
          .isEqualTo(newestHistory().path("name"));
    }
  }

  @Test
  void eventsThatAreNoArrayStartNothing() {
    deploy();
    assertThat(post("Notification", "{\"id\":\"1\"}").status()).isEqualTo(400);
    assertThat(newestHistory().at("/properties/status").asText()).isEqualTo("Failed");
  }
}
