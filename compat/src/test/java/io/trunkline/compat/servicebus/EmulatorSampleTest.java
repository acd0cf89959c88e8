package io.trunkline.compat.servicebus;

import static org.assertj.core.api.Assertions.assertThat;

import com.azure.messaging.servicebus.ServiceBusClientBuilder;
import com.azure.messaging.servicebus.ServiceBusMessage;
import com.azure.messaging.servicebus.ServiceBusReceivedMessage;
import com.azure.messaging.servicebus.ServiceBusReceiverClient;
import com.azure.messaging.servicebus.ServiceBusSenderClient;
import com.azure.messaging.servicebus.administration.ServiceBusAdministrationClient;
import com.azure.messaging.servicebus.administration.models.CreateQueueOptions;
import io.trunkline.compat.node.SharedNode;
import io.trunkline.compat.node.TestNode;
import io.trunkline.compat.parity.Client;
import io.trunkline.compat.parity.Parity;
import io.trunkline.compat.parity.Service;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What the Service Bus emulator's published sample does, and the entities that it comes with. */
@ExtendWith(SharedNode.class)
class EmulatorSampleTest {
  private final TestNode node;
  private final Messaging messaging;

  EmulatorSampleTest(TestNode node) {
    this.node = node;
    messaging = new Messaging(node);
  }

  @Test
  @Parity(
      service = Service.SERVICE_BUS,
      feature = "emulator: the published sample",
      client = Client.SERVICE_BUS_JAVA)
  void theSampleWaitsForHealthMakesAQueueSendsReceivesAndDeletesIt()
      throws IOException, InterruptedException {
    try (HttpClient http = HttpClient.newHttpClient()) {
      HttpResponse<String> health =
          http.send(
              HttpRequest.newBuilder(
                      URI.create("http://localhost:" + node.endpoints().admin() + "/health"))
                  .build(),
              HttpResponse.BodyHandlers.ofString());
      assertThat(health.statusCode()).isEqualTo(200);
    }
    ServiceBusAdministrationClient administration = messaging.administration();
    String queue = "queue-sample";
    administration.createQueue(
        queue, new CreateQueueOptions().setDefaultMessageTimeToLive(Duration.ofMinutes(5)));
    // As the sample does: default retries, and messages that complete themselves.
    ServiceBusClientBuilder builder =
        new ServiceBusClientBuilder().connectionString(node.connectionString());
    try (ServiceBusSenderClient sender = builder.sender().queueName(queue).buildClient();
        ServiceBusReceiverClient receiver = builder.receiver().queueName(queue).buildClient()) {
      sender.sendMessage(new ServiceBusMessage("Hello!"));
      ServiceBusReceivedMessage message = Messaging.next(receiver);
      assertThat(message.getBody()).hasToString("Hello!");
      receiver.complete(message);
    }
    administration.deleteQueue(queue);
    assertThat(administration.getQueueExists(queue)).isFalse();
  }

  @Test
  @Parity(
      service = Service.SERVICE_BUS,
      feature = "emulator: entities of the default Config.json",
      client = Client.SERVICE_BUS_JAVA)
  void theConfiguredTopicFiltersByItsRules() {
    ServiceBusMessage json = new ServiceBusMessage("json").setContentType("application/json");
    ServiceBusMessage property = new ServiceBusMessage("property");
    property.getApplicationProperties().put("prop1", "value1");
    ServiceBusMessage sql = new ServiceBusMessage("sql").setMessageId("123456");
    sql.getApplicationProperties().put("userProp1", "value1");
    try (ServiceBusSenderClient sender =
        messaging.clients().sender().topicName("topic.1").buildClient()) {
      sender.sendMessage(json);
      sender.sendMessage(property);
      sender.sendMessage(sql);
    }

    assertThat(only("subscription.1").getBody()).hasToString("json");
    assertThat(only("subscription.2").getBody()).hasToString("property");
    ServiceBusReceivedMessage changed = only("subscription.4");
    assertThat(changed.getBody()).hasToString("sql");
    assertThat(changed.getTo()).isEqualTo("Entity");
    try (ServiceBusReceiverClient all = subscription("subscription.3")) {
      for (String body : new String[] {"json", "property", "sql"}) {
        ServiceBusReceivedMessage message = Messaging.next(all);
        assertThat(message.getBody()).hasToString(body);
        all.complete(message);
      }
    }
  }

  private ServiceBusReceivedMessage only(String name) {
    try (ServiceBusReceiverClient receiver = subscription(name)) {
      ServiceBusReceivedMessage message = Messaging.next(receiver);
      receiver.complete(message);
      assertThat(receiver.peekMessage()).isNull();
      return message;
    }
  }

  private ServiceBusReceiverClient subscription(String name) {
    return messaging
        .clients()
        .receiver()
        .topicName("topic.1")
        .subscriptionName(name)
        .disableAutoComplete()
        .buildClient();
  }

  @Test
  @Parity(
      service = Service.SERVICE_BUS,
      feature = "emulator: queue.1",
      client = Client.SERVICE_BUS_JAVA)
  void theConfiguredQueueDeadLettersAfterThreeDeliveries() {
    try (ServiceBusSenderClient sender = messaging.sender("queue.1");
        ServiceBusReceiverClient receiver = messaging.receiver("queue.1")) {
      sender.sendMessage(new ServiceBusMessage("unwanted"));
      for (int i = 0; i < 3; i++) {
        receiver.abandon(Messaging.next(receiver));
      }
      assertThat(receiver.peekMessage()).isNull();
      assertThat(
              messaging
                  .administration()
                  .getQueueRuntimeProperties("queue.1")
                  .getDeadLetterMessageCount())
          .isEqualTo(1);
    }
  }
}
