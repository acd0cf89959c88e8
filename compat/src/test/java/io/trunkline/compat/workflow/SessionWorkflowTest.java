package io.trunkline.compat.workflow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.azure.messaging.servicebus.ServiceBusMessage;
import com.azure.messaging.servicebus.ServiceBusReceiverClient;
import com.azure.messaging.servicebus.ServiceBusSenderClient;
import com.azure.messaging.servicebus.ServiceBusSessionReceiverClient;
import io.trunkline.compat.node.SharedNode;
import io.trunkline.compat.node.TestNode;
import io.trunkline.compat.node.Webhook;
import io.trunkline.compat.parity.Client;
import io.trunkline.compat.parity.Parity;
import io.trunkline.compat.parity.Service;
import io.trunkline.compat.servicebus.Messaging;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * A sequential convoy: each run keeps one session, handles its messages in order, and closes it.
 */
@ExtendWith(SharedNode.class)
class SessionWorkflowTest {
  private static final Duration PATIENCE = Duration.ofSeconds(40);

  private final TestNode node;
  private final Messaging messaging;

  SessionWorkflowTest(TestNode node) {
    this.node = node;
    messaging = new Messaging(node);
  }

  @Test
  @Parity(
      service = Service.WORKFLOWS,
      feature = "Service Bus connector: sessions, received, renewed, settled and closed by a run",
      client = Client.SERVICE_BUS_JAVA)
  void aRunHandlesTheMessagesOfItsSessionInOrder() throws IOException {
    messaging.queue("carts", "{\"requiresSession\":true,\"lockDuration\":\"PT5M\"}");
    try (Webhook shop = new Webhook();
        ServiceBusSenderClient sender = messaging.sender("carts")) {
      for (String id : List.of("a/1", "b/1", "a/2", "a/3", "b/2")) {
        sender.sendMessage(new ServiceBusMessage(id).setSessionId(id.substring(0, 1)));
      }
      deploy(shop.address());
      await().atMost(PATIENCE).until(() -> shop.events().size() == 5);
      assertThat(shop.events())
          .extracting(event -> event.path("order").asText())
          .filteredOn(order -> order.startsWith("a"))
          .containsExactly("a/1", "a/2", "a/3");
    }
    // A closed session is free for anybody, although its lock would last five minutes.
    try (ServiceBusSessionReceiverClient sessions =
        messaging.clients().sessionReceiver().queueName("carts").buildClient()) {
      for (String session : List.of("a", "b")) {
        await()
            .atMost(PATIENCE)
            .ignoreExceptions()
            .untilAsserted(
                () -> {
                  try (ServiceBusReceiverClient receiver = sessions.acceptSession(session)) {
                    assertThat(receiver.peekMessage()).isNull();
                  }
                });
      }
    }
  }

  private void deploy(String shop) {
    Workflows workflows = new Workflows(node);
    workflows.connection(
        "servicebus",
        "servicebus",
        "{\"connectionString\":\"%s\"}".formatted(node.connectionString()));
    String complete =
        """
        {"type":"ApiConnection","inputs":{%s,"method":"delete","path":"/carts/messages/complete",
         "queries":{"lockToken":"@{%s?['LockToken']}","sessionId":"@{variables('session')}"}},"runAfter":{%s}}
        """;
    String host = Workflows.host("servicebus");
    workflows.deploy(
        "convoy",
        """
        {"When_a_session_is_free":{"type":"ApiConnection","recurrence":{"frequency":"Second","interval":1},
          "inputs":{%s,"method":"get","path":"/carts/messages/batch/head/peek",
            "queries":{"maxMessageCount":1,"queueType":"Main","sessionId":"Next Available"}},"splitOn":"@triggerBody()"}}
        """
            .formatted(host),
        """
        {"Session":{"type":"InitializeVariable","inputs":{"variables":[{"name":"session","type":"string","value":"@{triggerBody()?['SessionId']}"}]},"runAfter":{}},
         "More":{"type":"InitializeVariable","inputs":{"variables":[{"name":"more","type":"boolean","value":true}]},"runAfter":{"Session":["Succeeded"]}},
         "First":{"type":"Http","inputs":{"method":"POST","uri":"%2$s","body":{"order":"@{base64ToString(triggerBody()?['ContentData'])}"}},"runAfter":{"More":["Succeeded"]}},
         "Complete_first":%3$s,
         "Renew":{"type":"ApiConnection","inputs":{%1$s,"method":"post","path":"/carts/sessions/@{encodeURIComponent(variables('session'))}/renewlock"},"runAfter":{"Complete_first":["Succeeded"]}},
         "Until_empty":{"type":"Until","expression":"@not(variables('more'))","limit":{"count":20,"timeout":"PT5M"},"runAfter":{"Renew":["Succeeded"]},"actions":{
           "Get":{"type":"ApiConnection","inputs":{%1$s,"method":"get","path":"/carts/messages/batch/peek","queries":{"maxMessageCount":1,"sessionId":"@{variables('session')}"}}},
           "Note":{"type":"SetVariable","inputs":{"name":"more","value":"@not(empty(body('Get')))"},"runAfter":{"Get":["Succeeded"]}},
           "Each":{"type":"Foreach","foreach":"@body('Get')","operationOptions":"Sequential","runAfter":{"Note":["Succeeded"]},"actions":{
             "Next":{"type":"Http","inputs":{"method":"POST","uri":"%2$s","body":{"order":"@{base64ToString(item()?['ContentData'])}"}}},
             "Complete":%4$s}}}},
         "Close":{"type":"ApiConnection","inputs":{%1$s,"method":"delete","path":"/carts/sessions/@{encodeURIComponent(variables('session'))}/close"},"runAfter":{"Until_empty":["Succeeded"]}}}
        """
            .formatted(
                host,
                shop,
                complete.formatted(host, "triggerBody()", "\"First\":[\"Succeeded\"]"),
                complete.formatted(host, "item()", "\"Next\":[\"Succeeded\"]")),
        "servicebus");
  }
}
