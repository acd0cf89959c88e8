package io.trunkline.workflows.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.trunkline.net.codec.Json;
import io.trunkline.workflows.connector.ServiceBusPort.Settlement;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Service Bus through a managed connection with a managed identity, as templates deploy it. */
class ServiceBusTest {
  private static final String TRACE = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";

  private static final String HOST =
      "\"host\":{\"connection\":{\"name\":\"@parameters('$connections')['servicebus']['connectionId']\"}}";

  private final Engine engine = new Engine();

  @BeforeEach
  void connect() {
    engine.tree.put(
        Engine.GROUP.resource("Microsoft.Web/connections", "servicebus"),
        (ObjectNode)
            Json.parse(
                """
                {"location":"local","kind":"V1","properties":{"displayName":"orders",
                 "api":{"id":"/subscriptions/22222222-2222-2222-2222-222222222222/providers/Microsoft.Web/locations/local/managedApis/servicebus"},
                 "parameterValueSet":{"name":"managedIdentityAuth","values":{"namespaceEndpoint":{"value":"sb://orders-ns.servicebus.windows.net/"}}}}}
                """));
  }

  @AfterEach
  void close() {
    engine.close();
  }

  private void deploy(String triggers, String actions, String identity) {
    ObjectNode definition = Engine.definition(triggers, actions);
    definition.set(
        "parameters", Json.parse("{\"$connections\":{\"type\":\"Object\",\"defaultValue\":{}}}"));
    engine.deploy(
        "w",
        definition,
        """
        {"$connections":{"value":{"servicebus":{
          "connectionId":"%s","connectionName":"servicebus",
          "id":"/subscriptions/22222222-2222-2222-2222-222222222222/providers/Microsoft.Web/locations/local/managedApis/servicebus",
          "connectionProperties":{"authentication":{"type":"ManagedServiceIdentity","identity":"%s"}}}}}}
        """
            .formatted(Engine.GROUP.resource("Microsoft.Web/connections", "servicebus"), identity));
  }

  private static String identity(String name) {
    return Engine.GROUP
        .resource("Microsoft.ManagedIdentity/userAssignedIdentities", name)
        .toString();
  }

  @Test
  void sendsAsTheManagedIdentityWithTheTrace() {
    deploy(
        Engine.REQUEST,
        """
        {"Send":{"type":"ApiConnection","inputs":{%s,"method":"post",
          "path":"/@{encodeURIComponent(encodeURIComponent('orders'))}/messages","queries":{"systemProperties":"None"},
          "body":{"ContentData":"@{base64(string(triggerBody()))}","ContentType":"application/json","MessageId":"@{triggerBody()['id']}","Properties":{"region":"eu","amount":"@triggerBody()['amount']"}}}}}
        """
            .formatted(HOST),
        identity("sender"));
    JsonNode run = engine.runToEnd("w", "{\"id\":\"o1\",\"amount\":5}");
    assertThat(run.at("/properties/status").asText()).isEqualTo("Succeeded");
    FakeServiceBus.Sent sent = engine.bus.sent.getFirst();
    assertThat(sent.namespace()).isEqualTo("orders-ns.servicebus.windows.net");
    assertThat(sent.entity()).isEqualTo("orders");
    assertThat(sent.caller().label()).contains("oid-sender");
    assertThat(new String(sent.message().body(), StandardCharsets.UTF_8))
        .isEqualTo("{\"id\":\"o1\",\"amount\":5}");
    assertThat(sent.message().messageId()).contains("o1");
    assertThat(sent.message().properties())
        .containsEntry("amount", 5L)
        .containsKey("Diagnostic-Id");
    assertThat(sent.key()).isEqualTo(run.path("name").asText() + "/1/Send");
  }

  @Test
  void anIdentityWithoutARoleIsForbidden() {
    deploy(
        Engine.REQUEST,
        "{\"Send\":{\"type\":\"ApiConnection\",\"inputs\":{%s,\"method\":\"post\",\"path\":\"/orders/messages\",\"body\":{\"ContentData\":\"\"}}}}"
            .formatted(HOST),
        identity("nobody"));
    engine.runToEnd("w", "{}");
    JsonNode action = engine.actionOf("w", "Send");
    assertThat(action.path("code").asText()).isEqualTo("Forbidden");
    assertThat(action.at("/error/message").asText()).contains("may not send");
  }

  @Test
  void drainsAQueueAndSettlesEachMessageInItsOwnTrace() {
    engine.bus.arrive("orders", "{\"id\":1}", Map.of("Diagnostic-Id", TRACE));
    engine.bus.arrive("orders", "{\"bad\":true}", Map.of());
    deploy(
        Engine.REQUEST,
        """
        {"Init":{"type":"InitializeVariable","inputs":{"variables":[{"name":"empty","type":"boolean","value":false}]}},
         "Drain":{"type":"Until","expression":"@variables('empty')","limit":{"count":100,"timeout":"PT1H"},"runAfter":{"Init":["Succeeded"]},"actions":{
          "Receive":{"type":"ApiConnection","inputs":{%1$s,"method":"get","path":"/@{encodeURIComponent(encodeURIComponent('orders'))}/messages/batch/peek","queries":{"maxMessageCount":10,"queueType":"Main","sessionId":"None"}}},
          "Note":{"type":"SetVariable","inputs":{"name":"empty","value":"@empty(body('Receive'))"},"runAfter":{"Receive":["Succeeded"]}},
          "Each":{"type":"Foreach","foreach":"@body('Receive')","runAfter":{"Note":["Succeeded"]},"actions":{
            "Order":{"type":"ParseJson","inputs":{"content":"@base64ToString(item()?['ContentData'])","schema":{"type":"object","required":["id"]}}},
            "Call":{"type":"Http","inputs":{"method":"GET","uri":"http://shop.example/"},"runAfter":{"Order":["Succeeded"]}},
            "Complete":{"type":"ApiConnection","runAfter":{"Call":["Succeeded"]},"inputs":{%1$s,"method":"delete","path":"/orders/messages/complete","queries":{"lockToken":"@item()?['LockToken']","queueType":"Main","sessionId":""}}},
            "Dead_letter":{"type":"ApiConnection","runAfter":{"Order":["Failed"]},"inputs":{%1$s,"method":"post","path":"/orders/messages/deadletter","queries":{"lockToken":"@item()?['LockToken']","sessionId":"","deadLetterReason":"InvalidOrder","deadLetterErrorDescription":"@actions('Order')?['error']?['message']"}}}}}}}}
        """
            .formatted(HOST),
        identity("worker"));
    JsonNode run = engine.runToEnd("w", "{}");
    assertThat(run.at("/properties/status").asText()).isEqualTo("Succeeded");
    assertThat(engine.bus.settled)
        .extracting(FakeServiceBus.Settled::lockToken)
        .containsExactlyInAnyOrder("lock-1", "lock-2");
    Settlement dead =
        engine.bus.settled.stream()
            .filter(one -> one.lockToken().equals("lock-2"))
            .findFirst()
            .orElseThrow()
            .settlement();
    assertThat(dead)
        .isInstanceOfSatisfying(
            Settlement.DeadLetter.class,
            letter -> {
              assertThat(letter.reason()).isEqualTo(Optional.of("InvalidOrder"));
              assertThat(letter.description().orElse("")).contains("id");
            });
    assertThat(engine.http.calls().getFirst().trace().traceId())
        .isEqualTo("0af7651916cd43dd8448eb211c80319c");
  }

  @Test
  void aPollingTriggerStartsARunPerMessageAndCompletesThem() {
    engine.bus.arrive("orders", "{\"id\":1}", Map.of("traceparent", TRACE));
    engine.bus.arrive("orders", "{\"id\":2}", Map.of());
    deploy(
        """
        {"When":{"type":"ApiConnection","recurrence":{"frequency":"Minute","interval":1},"splitOn":"@triggerBody()",
          "inputs":{%s,"method":"get","path":"/orders/messages/batch/head","queries":{"maxMessageCount":20,"queueType":"Main"}}}}
        """
            .formatted(HOST),
        "{\"Order\":{\"type\":\"Compose\",\"inputs\":\"@json(base64ToString(triggerBody()?['ContentData']))\"}}",
        identity("worker"));
    await().until(() -> engine.bus.settled.size() == 2);
    await()
        .until(
            () ->
                engine
                        .list(Engine.workflowId("w"), "runs", "$filter", "status eq 'Succeeded'")
                        .size()
                    == 2);
    assertThat(engine.bus.settled)
        .allSatisfy(one -> assertThat(one.settlement()).isEqualTo(new Settlement.Complete()));
    assertThat(engine.spans)
        .anySatisfy(
            span ->
                assertThat(span.context().traceId()).isEqualTo("0af7651916cd43dd8448eb211c80319c"));
  }

  /** More than one log entry holds: nothing is completed before its run exists. */
  @Test
  void manyLargeMessagesOfOnePollAllGetRuns() {
    for (int i = 0; i < 10; i++) {
      engine.bus.arrive("orders", "{\"id\":\"" + "x".repeat(200_000) + "\"}", Map.of());
    }
    deploy(
        """
        {"When":{"type":"ApiConnection","recurrence":{"frequency":"Minute","interval":1},"splitOn":"@triggerBody()",
          "inputs":{%s,"method":"get","path":"/orders/messages/batch/head","queries":{"maxMessageCount":20,"queueType":"Main"}}}}
        """
            .formatted(HOST),
        "{}",
        identity("worker"));
    await().until(() -> engine.bus.settled.size() == 10);
    assertThat(engine.bus.settled)
        .allSatisfy(one -> assertThat(one.settlement()).isEqualTo(new Settlement.Complete()));
    assertThat(engine.list(Engine.workflowId("w"), "runs", "$top", "50")).hasSize(10);
  }

  @Test
  void theBuiltInProviderSpeaksCamelCase() {
    engine.bus.arrive("t/Subscriptions/s", "{\"id\":1}", Map.of());
    String configuration =
        "\"serviceProviderConfiguration\":{\"connectionName\":\"servicebus\",\"operationId\":\"%s\",\"serviceProviderId\":\"/serviceProviders/serviceBus\"}";
    deploy(
        Engine.REQUEST,
        """
        {"Get":{"type":"ServiceProvider","inputs":{"parameters":{"topicName":"t","subscriptionName":"s","maxMessages":5},%s}},
         "Defer":{"type":"ServiceProvider","runAfter":{"Get":["Succeeded"]},"inputs":{"parameters":{"topicName":"t","subscriptionName":"s","lockToken":"@body('Get')[0]['lockToken']"},%s}},
         "Lost":{"type":"ServiceProvider","runAfter":{"Defer":["Succeeded"]},"inputs":{"parameters":{"topicName":"t","subscriptionName":"s","lockToken":"@body('Get')[0]['lockToken']"},%s}}}
        """
            .formatted(
                configuration.formatted("getMessagesFromTopicV2"),
                configuration.formatted("deferTopicMessageV2"),
                configuration.formatted("completeTopicMessageV2")),
        identity("worker"));
    engine.runToEnd("w", "{}");
    assertThat(engine.actionOf("w", "Get").at("/outputs/body/0/contentData/id").asInt())
        .isEqualTo(1);
    assertThat(engine.bus.settled.getFirst().settlement()).isEqualTo(new Settlement.Defer());
    assertThat(engine.actionOf("w", "Lost").path("code").asText()).isEqualTo("NotFound");
  }

  @Test
  void aSessionTriggerGivesTheRunItsSessionToKeepUntilItIsClosed() {
    engine.bus.arrive("carts", "cart-7", "{\"id\":1}", Map.of());
    engine.bus.arrive("carts", "cart-7", "{\"id\":2}", Map.of());
    deploy(
        """
        {"When":{"type":"ApiConnection","recurrence":{"frequency":"Minute","interval":1},
          "inputs":{%s,"method":"get","path":"/carts/messages/head/peek","queries":{"queueType":"Main","sessionId":"Next Available"}}}}
        """
            .formatted(HOST),
        """
        {"Complete":{"type":"ApiConnection","inputs":{%1$s,"method":"delete","path":"/carts/messages/complete","queries":{"lockToken":"@triggerBody()?['LockToken']","sessionId":"@triggerBody()?['SessionId']"}}},
         "More":{"type":"ApiConnection","runAfter":{"Complete":["Succeeded"]},"inputs":{%1$s,"method":"get","path":"/carts/messages/batch/peek","queries":{"sessionId":"@triggerBody()?['SessionId']"}}},
         "Renew":{"type":"ApiConnection","runAfter":{"More":["Succeeded"]},"inputs":{%1$s,"method":"post","path":"/carts/sessions/@{encodeURIComponent(triggerBody()?['SessionId'])}/renewlock"}},
         "Close":{"type":"ApiConnection","runAfter":{"Renew":["Succeeded"]},"inputs":{%1$s,"method":"delete","path":"/carts/sessions/@{encodeURIComponent(triggerBody()?['SessionId'])}/close"}}}
        """
            .formatted(HOST),
        identity("worker"));
    await().until(() -> engine.bus.sessions.contains("close cart-7"));
    assertThat(engine.bus.sessions).contains("receive next", "renew cart-7");
    assertThat(engine.bus.settled.getFirst().lockToken()).isEqualTo("lock-1");
  }

  @Test
  void theBuiltInProviderSettlesInASessionByMessageId() {
    engine.bus.arrive("carts", "cart-7", "{\"id\":1}", Map.of());
    String configuration =
        "\"serviceProviderConfiguration\":{\"connectionName\":\"servicebus\",\"operationId\":\"%s\",\"serviceProviderId\":\"/serviceProviders/serviceBus\"}";
    deploy(
        Engine.REQUEST,
        """
        {"Get":{"type":"ServiceProvider","inputs":{"parameters":{"queueName":"carts","sessionId":"cart-7","maxMessages":5},%s}},
         "Dead":{"type":"ServiceProvider","runAfter":{"Get":["Succeeded"]},"inputs":{"parameters":{"messageId":"@body('Get')[0]['messageId']","deadLetterReason":"no"},%s}},
         "Close":{"type":"ServiceProvider","runAfter":{"Dead":["Succeeded"]},"inputs":{"parameters":{"queueName":"carts","sessionId":"cart-7"},%s}}}
        """
            .formatted(
                configuration.formatted("getMessagesFromQueueSession"),
                configuration.formatted("deadLetterMessageInSession"),
                configuration.formatted("closeQueueSession")),
        identity("worker"));
    engine.runToEnd("w", "{}");
    assertThat(engine.bus.settled.getFirst().settlement())
        .isEqualTo(new Settlement.DeadLetter(Optional.of("no"), Optional.empty()));
    assertThat(engine.bus.sessions).containsExactly("receive cart-7", "close cart-7");
  }

  @Test
  void anAutoCompletingSessionTriggerFreesTheSession() {
    engine.bus.arrive("carts", "cart-7", "{\"id\":1}", Map.of());
    deploy(
        """
        {"When":{"type":"ServiceProvider","splitOn":"@triggerOutputs()?['body']","inputs":{"parameters":{"queueName":"carts","isSessionsEnabled":true},
          "serviceProviderConfiguration":{"connectionName":"servicebus","operationId":"receiveQueueMessages","serviceProviderId":"/serviceProviders/serviceBus"}}}}
        """,
        "{\"Order\":{\"type\":\"Compose\",\"inputs\":\"@triggerBody()?['contentData']\"}}",
        identity("worker"));
    await().until(() -> engine.bus.sessions.contains("close cart-7"));
    assertThat(engine.bus.settled.getFirst().settlement()).isEqualTo(new Settlement.Complete());
  }
}
