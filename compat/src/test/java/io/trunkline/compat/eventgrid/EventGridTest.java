package io.trunkline.compat.eventgrid;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.azure.core.credential.AzureKeyCredential;
import com.azure.core.exception.HttpResponseException;
import com.azure.core.models.CloudEvent;
import com.azure.core.models.CloudEventDataFormat;
import com.azure.core.util.BinaryData;
import com.azure.messaging.eventgrid.EventGridEvent;
import com.azure.messaging.eventgrid.EventGridPublisherClientBuilder;
import com.azure.messaging.servicebus.ServiceBusReceivedMessage;
import com.azure.messaging.servicebus.ServiceBusReceiverClient;
import com.fasterxml.jackson.databind.JsonNode;
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
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Custom topics: published to with the client, delivered to a webhook and to a queue. */
@ExtendWith(SharedNode.class)
class EventGridTest {
  private static final String API_VERSION = "2022-06-15";
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private final TestNode node;
  private final Messaging messaging;

  EventGridTest(TestNode node) {
    this.node = node;
    messaging = new Messaging(node);
  }

  @Test
  @Parity(
      service = Service.EVENT_GRID,
      feature = "custom topic, Event Grid schema, to a webhook after its handshake",
      client = Client.EVENT_GRID_JAVA)
  void anEventReachesAWebhookThatWantsIt() throws IOException {
    JsonNode topic = topic("notices", "EventGridSchema");
    try (Webhook webhook = new Webhook()) {
      subscribe(
          topic,
          "webhook",
          """
          {"destination":{"endpointType":"WebHook","properties":{"endpointUrl":"%s"}},
           "filter":{"subjectBeginsWith":"orders/","includedEventTypes":["Placed"]}}
          """
              .formatted(webhook.address()));
      publish(topic, event("orders/1", "Placed"), event("orders/2", "Lost"));
      publish(topic, event("other/3", "Placed"), event("orders/4", "Placed"));
      await().atMost(PATIENCE).until(() -> webhook.events().size() >= 2);
      assertThat(webhook.events())
          .extracting(event -> event.path("subject").asText())
          .containsExactlyInAnyOrder("orders/1", "orders/4");
      JsonNode event = webhook.events().getFirst();
      assertThat(event.path("topic").asText()).isEqualToIgnoringCase(topic.path("id").asText());
      assertThat(event.at("/data/amount").asInt()).isEqualTo(250);
    }
  }

  @Test
  @Parity(
      service = Service.EVENT_GRID,
      feature = "custom topic, CloudEvents schema, to a Service Bus queue",
      client = Client.EVENT_GRID_JAVA)
  void aCloudEventReachesAQueue() {
    String queue = messaging.queue("events", "{}");
    JsonNode topic = topic("cloud", "CloudEventSchemaV1_0");
    subscribe(
        topic,
        "queue",
        """
        {"destination":{"endpointType":"ServiceBusQueue","properties":{"resourceId":"%s"}},
         "eventDeliverySchema":"CloudEventSchemaV1_0"}
        """
            .formatted(queue));
    new EventGridPublisherClientBuilder()
        .endpoint(endpoint(topic))
        .credential(new AzureKeyCredential(key(topic)))
        .buildCloudEventPublisherClient()
        .sendEvent(
            new CloudEvent(
                    "/shop",
                    "Placed",
                    BinaryData.fromObject(Map.of("amount", 7)),
                    CloudEventDataFormat.JSON,
                    "application/json")
                .setSubject("orders/7"));
    try (ServiceBusReceiverClient receiver = messaging.receiver("events")) {
      ServiceBusReceivedMessage message = Messaging.next(receiver);
      JsonNode event = Json.parse(message.getBody().toBytes());
      assertThat(event.path("specversion").asText()).isEqualTo("1.0");
      assertThat(event.path("subject").asText()).isEqualTo("orders/7");
      assertThat(event.at("/data/amount").asInt()).isEqualTo(7);
      receiver.complete(message);
    }
  }

  @Test
  @Parity(
      service = Service.EVENT_GRID,
      feature = "a wrong key is refused with 401",
      client = Client.EVENT_GRID_JAVA)
  void aWrongKeyIsRefused() {
    JsonNode topic = topic("locked", "EventGridSchema");
    var client =
        new EventGridPublisherClientBuilder()
            .endpoint(endpoint(topic))
            .credential(new AzureKeyCredential("bm90IHRoZSBrZXk="))
            .buildEventGridEventPublisherClient();
    assertThatThrownBy(() -> client.sendEvent(event("orders/1", "Placed")))
        .isInstanceOfSatisfying(
            HttpResponseException.class,
            e -> assertThat(e.getResponse().getStatusCode()).isEqualTo(401));
  }

  @Test
  @Parity(
      service = Service.EVENT_GRID,
      feature = "a webhook that does not prove itself is no destination",
      client = Client.HTTP)
  void aWebhookThatDoesNotProveItselfIsRefused() {
    JsonNode topic = topic("unproven", "EventGridSchema");
    String nobody =
        "{\"destination\":{\"endpointType\":\"WebHook\",\"properties\":{\"endpointUrl\":\"http://localhost:1/\"}}}";
    assertThatThrownBy(() -> subscribe(topic, "nobody", nobody)).hasMessageContaining("alidation");
  }

  private JsonNode topic(String name, String schema) {
    String id = node.id("Microsoft.EventGrid/topics/" + name);
    ObjectNode body = Json.object().put("location", "local");
    body.putObject("properties").put("inputSchema", schema);
    node.put(id, API_VERSION, body);
    await().atMost(PATIENCE).until(() -> succeeded(id));
    return node.get(id, API_VERSION);
  }

  private void subscribe(JsonNode topic, String name, String properties) {
    String id =
        topic.path("id").asText() + "/providers/Microsoft.EventGrid/eventSubscriptions/" + name;
    ObjectNode body = Json.object();
    body.set("properties", Json.parse(properties));
    node.put(id, API_VERSION, body);
    await().atMost(PATIENCE).until(() -> succeeded(id));
  }

  private boolean succeeded(String id) {
    return node.get(id, API_VERSION)
        .at("/properties/provisioningState")
        .asText()
        .equals("Succeeded");
  }

  private void publish(JsonNode topic, EventGridEvent... events) {
    new EventGridPublisherClientBuilder()
        .endpoint(endpoint(topic))
        .credential(new AzureKeyCredential(key(topic)))
        .buildEventGridEventPublisherClient()
        .sendEvents(List.of(events));
  }

  private static EventGridEvent event(String subject, String type) {
    return new EventGridEvent(subject, type, BinaryData.fromObject(Map.of("amount", 250)), "1.0");
  }

  private static String endpoint(JsonNode topic) {
    return topic.at("/properties/endpoint").asText();
  }

  private String key(JsonNode topic) {
    return node.post(topic.path("id").asText() + "/listKeys", API_VERSION).path("key1").asText();
  }
}
