package io.trunkline.compat.servicebus;

import static org.assertj.core.api.Assertions.assertThat;

import com.azure.messaging.servicebus.ServiceBusMessage;
import com.azure.messaging.servicebus.ServiceBusReceivedMessage;
import com.azure.messaging.servicebus.ServiceBusReceiverClient;
import com.azure.messaging.servicebus.ServiceBusSenderClient;
import com.azure.messaging.servicebus.administration.ServiceBusAdministrationClient;
import com.azure.messaging.servicebus.administration.models.CorrelationRuleFilter;
import com.azure.messaging.servicebus.administration.models.CreateQueueOptions;
import com.azure.messaging.servicebus.administration.models.CreateRuleOptions;
import com.azure.messaging.servicebus.administration.models.CreateSubscriptionOptions;
import com.azure.messaging.servicebus.administration.models.RuleProperties;
import com.azure.messaging.servicebus.administration.models.SqlRuleAction;
import com.azure.messaging.servicebus.administration.models.SqlRuleFilter;
import io.trunkline.compat.node.SharedNode;
import io.trunkline.compat.node.TestNode;
import io.trunkline.compat.parity.Client;
import io.trunkline.compat.parity.Parity;
import io.trunkline.compat.parity.Service;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Topics with filters, and the administration client that makes them. */
@ExtendWith(SharedNode.class)
class TopicTest {
  private final TestNode node;
  private final Messaging messaging;

  TopicTest(TestNode node) {
    this.node = node;
    messaging = new Messaging(node);
  }

  @Test
  @Parity(
      service = Service.SERVICE_BUS,
      feature = "topic: SQL and correlation filters, rule actions",
      client = Client.SERVICE_BUS_JAVA)
  void filtersDecideWhoGetsACopy() {
    ServiceBusAdministrationClient administration = messaging.administration();
    administration.createTopic("sales");
    administration.createSubscription("sales", "all");
    administration.createSubscription(
        "sales",
        "large",
        "$Default",
        new CreateSubscriptionOptions(),
        new CreateRuleOptions()
            .setFilter(new SqlRuleFilter("amount >= 100 AND region IN ('eu', 'us')"))
            .setAction(new SqlRuleAction("SET checked = 'yes'")));
    administration.createSubscription(
        "sales",
        "urgent",
        "$Default",
        new CreateSubscriptionOptions(),
        new CreateRuleOptions().setFilter(new CorrelationRuleFilter().setLabel("urgent")));
    try (ServiceBusSenderClient sender =
        messaging.clients().sender().topicName("sales").buildClient()) {
      sender.sendMessages(
          List.of(message("1", 50, "eu"), message("2", 200, "us"), message("3", 200, "apac")));
      sender.sendMessage(message("4", 10, "eu").setSubject("urgent"));
    }

    assertThat(bodies("all", 4)).containsExactly("1", "2", "3", "4");
    assertThat(bodies("large", 1)).containsExactly("2");
    assertThat(bodies("urgent", 1)).containsExactly("4");
  }

  @Test
  @Parity(
      service = Service.SERVICE_BUS,
      feature = "rules: parameters of a SQL action",
      client = Client.SERVICE_BUS_JAVA)
  void anActionHasParameters() {
    ServiceBusAdministrationClient administration = messaging.administration();
    administration.createTopic("parameters");
    SqlRuleAction action = new SqlRuleAction("SET checkedBy = @who; SET region = region + @more");
    action.getParameters().put("@who", "me");
    action.getParameters().put("@more", "-west"); // this client sends strings only
    administration.createSubscription(
        "parameters",
        "checked",
        "$Default",
        new CreateSubscriptionOptions(),
        new CreateRuleOptions().setFilter(new SqlRuleFilter("1=1")).setAction(action));
    SqlRuleAction stored =
        (SqlRuleAction) administration.getRule("parameters", "checked", "$Default").getAction();
    assertThat(stored.getParameters()).containsEntry("@who", "me").containsEntry("@more", "-west");
    try (ServiceBusSenderClient sender =
            messaging.clients().sender().topicName("parameters").buildClient();
        ServiceBusReceiverClient receiver =
            messaging
                .clients()
                .receiver()
                .topicName("parameters")
                .subscriptionName("checked")
                .buildClient()) {
      sender.sendMessage(message("1", 50, "eu"));
      ServiceBusReceivedMessage copy =
          receiver.receiveMessages(1, Messaging.WAIT).iterator().next();
      assertThat(copy.getApplicationProperties())
          .containsEntry("checkedBy", "me")
          .containsEntry("region", "eu-west");
      receiver.complete(copy);
    }
  }

  private static ServiceBusMessage message(String body, int amount, String region) {
    ServiceBusMessage message = new ServiceBusMessage(body);
    message.getApplicationProperties().put("amount", amount);
    message.getApplicationProperties().put("region", region);
    return message;
  }

  private List<String> bodies(String subscription, int count) {
    try (ServiceBusReceiverClient receiver =
        messaging
            .clients()
            .receiver()
            .topicName("sales")
            .subscriptionName(subscription)
            .disableAutoComplete()
            .buildClient()) {
      List<ServiceBusReceivedMessage> messages =
          IntStream.range(0, count).mapToObj(i -> Messaging.next(receiver)).toList();
      messages.forEach(receiver::complete);
      assertThat(receiver.peekMessage()).isNull();
      if (subscription.equals("large")) {
        assertThat(messages.getFirst().getApplicationProperties()).containsEntry("checked", "yes");
      }
      return messages.stream().map(message -> message.getBody().toString()).toList();
    }
  }

  @Test
  @Parity(
      service = Service.SERVICE_BUS,
      feature = "administration: queues, topics, subscriptions, rules",
      client = Client.SERVICE_BUS_JAVA)
  void entitiesAreAdministeredAndSeenByTheControlPlane() {
    ServiceBusAdministrationClient administration = messaging.administration();
    administration.createQueue(
        "administered", new CreateQueueOptions().setLockDuration(Duration.ofSeconds(30)));
    assertThat(administration.getQueue("administered").getLockDuration())
        .isEqualTo(Duration.ofSeconds(30));
    assertThat(
            node.get(messaging.namespace() + "/queues/administered", "2021-11-01")
                .at("/properties/lockDuration")
                .asText())
        .isEqualTo("PT30S");
    administration.createTopic("administered-topic");
    administration.createSubscription("administered-topic", "one");
    administration.createRule(
        "administered-topic",
        "two",
        "one",
        new CreateRuleOptions().setFilter(new SqlRuleFilter("a = 1")));
    assertThat(
            administration.listRules("administered-topic", "one").stream()
                .map(RuleProperties::getName))
        .containsExactlyInAnyOrder("$Default", "two");
    try (ServiceBusSenderClient sender = messaging.sender("administered")) {
      sender.sendMessage(new ServiceBusMessage("counted"));
    }
    assertThat(administration.getQueueRuntimeProperties("administered").getActiveMessageCount())
        .isEqualTo(1);
    administration.deleteQueue("administered");
    administration.deleteTopic("administered-topic");
    assertThat(administration.getQueueExists("administered")).isFalse();
  }
}
