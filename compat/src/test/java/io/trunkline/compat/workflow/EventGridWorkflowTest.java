package io.trunkline.compat.workflow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.azure.messaging.servicebus.ServiceBusMessage;
import com.azure.messaging.servicebus.ServiceBusSenderClient;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.trunkline.compat.node.SharedNode;
import io.trunkline.compat.node.TestNode;
import io.trunkline.compat.node.Webhook;
import io.trunkline.compat.parity.Client;
import io.trunkline.compat.parity.Parity;
import io.trunkline.compat.parity.Service;
import io.trunkline.compat.servicebus.Messaging;
import io.trunkline.net.codec.Json;
import java.io.IOException;
import java.time.Duration;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * The reference architecture's case: the trigger subscribes itself to the namespace's events, one
 * event stands for many messages, and the run drains the queue. No subscription is made by hand.
 */
@ExtendWith(SharedNode.class)
class EventGridWorkflowTest {
  private static final Duration PATIENCE = Duration.ofSeconds(40);
  private static final String CONTRIBUTOR = "428e0ff0-5e57-4d9c-a221-2c70d0e0a443";

  private final TestNode node;
  private final Messaging messaging;
  private final Workflows workflows;

  EventGridWorkflowTest(TestNode node) {
    this.node = node;
    messaging = new Messaging(node);
    workflows = new Workflows(node);
  }

  @Test
  @Parity(
      service = Service.WORKFLOWS,
      feature = "Event Grid trigger subscribes itself, drains the queue on one event, unsubscribes",
      client = Client.SERVICE_BUS_JAVA)
  void anEventForManyMessagesDrainsTheQueue() throws IOException {
    String namespace = messaging.namespace();
    messaging.queue("drained", "{}");
    try (Webhook shop = new Webhook()) {
      String id = deploy(namespace, shop.address());
      letSubscribe(workflows.get(id).at("/identity/principalId").asText(), namespace);
      toggle(id, "disable"); // so that the first attempt comes after the role
      toggle(id, "enable");
      await().atMost(PATIENCE).until(() -> subscriptions(namespace).size() == 1);
      try (ServiceBusSenderClient sender = messaging.sender("drained")) {
        for (int i = 0; i < 25; i++) {
          sender.sendMessage(new ServiceBusMessage("order " + i));
        }
      }
      await()
          .atMost(PATIENCE)
          .until(
              () -> shop.events().stream().map(one -> one.path("order")).distinct().count() == 25);
      JsonNode runs = workflows.get(id + "/runs").path("value");
      assertThat(runs.size()).isBetween(1, 24);
      toggle(id, "disable");
      await().atMost(PATIENCE).until(() -> subscriptions(namespace).isEmpty());
    }
  }

  private JsonNode subscriptions(String namespace) {
    return node.get(namespace + "/providers/Microsoft.EventGrid/eventSubscriptions", "2022-06-15")
        .path("value");
  }

  private void toggle(String id, String action) {
    node.administrator()
        .call("POST", id + "/" + action + "?api-version=2019-05-01", MissingNode.getInstance());
  }

  private void letSubscribe(String principal, String scope) {
    ObjectNode body = Json.object();
    body.putObject("properties")
        .put("principalId", principal)
        .put(
            "roleDefinitionId",
            "/subscriptions/%s/providers/Microsoft.Authorization/roleDefinitions/%s"
                .formatted(node.files().address().orElseThrow().subscriptionId(), CONTRIBUTOR));
    node.put(
        scope + "/providers/Microsoft.Authorization/roleAssignments/" + UUID.randomUUID(),
        "2022-04-01",
        body);
  }

  private String deploy(String namespace, String shop) {
    workflows.connection(
        "servicebus",
        "servicebus",
        "{\"connectionString\":\"%s\"}".formatted(node.connectionString()));
    workflows.connection("azureeventgrid", "azureeventgrid", "{}");
    String host = Workflows.host("servicebus");
    return workflows.deploy(
        "drain",
        """
        {"When_messages_are_there":{"type":"ApiConnectionWebhook","splitOn":"@triggerBody()","inputs":{%s,
          "body":{"properties":{"topic":"%s","destination":{"endpointType":"webhook","properties":{"endpointUrl":"@{listCallbackUrl()}"}},
            "filter":{"includedEventTypes":["Microsoft.ServiceBus.ActiveMessagesAvailableWithNoListeners"]}}},
          "path":"/subscriptions/@{encodeURIComponent('%s')}/providers/@{encodeURIComponent('Microsoft.ServiceBus.Namespaces')}/resource/eventSubscriptions",
          "queries":{"x-ms-api-version":"2017-09-15-preview"}}}}
        """
            .formatted(
                Workflows.host("azureeventgrid"),
                namespace,
                node.files().address().orElseThrow().subscriptionId()),
        """
        {"Is_ours":{"type":"If","expression":{"and":[{"equals":["@triggerBody()?['data']?['queueName']","drained"]}]},"runAfter":{"Empty":["Succeeded"]},"actions":{
          "Until_empty":{"type":"Until","expression":"@variables('empty')","limit":{"count":50,"timeout":"PT5M"},"actions":{
            "Get":{"type":"ApiConnection","inputs":{%1$s,"method":"get","path":"/drained/messages/batch/peek","queries":{"maxMessageCount":10}}},
            "Note":{"type":"SetVariable","inputs":{"name":"empty","value":"@empty(body('Get'))"},"runAfter":{"Get":["Succeeded"]}},
            "Each":{"type":"Foreach","foreach":"@body('Get')","runAfter":{"Note":["Succeeded"]},"actions":{
              "Call":{"type":"Http","inputs":{"method":"POST","uri":"%2$s","body":{"order":"@{base64ToString(item()?['ContentData'])}"}}},
              "Complete":{"type":"ApiConnection","inputs":{%1$s,"method":"delete","path":"/drained/messages/complete","queries":{"lockToken":"@{item()?['LockToken']}"}},"runAfter":{"Call":["Succeeded"]}}}}}}}},
         "Empty":{"type":"InitializeVariable","inputs":{"variables":[{"name":"empty","type":"boolean","value":false}]},"runAfter":{}}}
        """
            .formatted(host, shop),
        "servicebus",
        "azureeventgrid");
  }
}
