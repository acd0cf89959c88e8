package io.trunkline.broker.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.azure.core.exception.HttpResponseException;
import com.azure.core.exception.ResourceExistsException;
import com.azure.core.exception.ResourceNotFoundException;
import com.azure.messaging.servicebus.ServiceBusClientBuilder;
import com.azure.messaging.servicebus.ServiceBusMessage;
import com.azure.messaging.servicebus.ServiceBusReceivedMessage;
import com.azure.messaging.servicebus.ServiceBusReceiverClient;
import com.azure.messaging.servicebus.ServiceBusRuleManagerClient;
import com.azure.messaging.servicebus.ServiceBusSenderClient;
import com.azure.messaging.servicebus.administration.ServiceBusAdministrationClient;
import com.azure.messaging.servicebus.administration.models.AccessRights;
import com.azure.messaging.servicebus.administration.models.CorrelationRuleFilter;
import com.azure.messaging.servicebus.administration.models.CreateQueueOptions;
import com.azure.messaging.servicebus.administration.models.CreateRuleOptions;
import com.azure.messaging.servicebus.administration.models.CreateSubscriptionOptions;
import com.azure.messaging.servicebus.administration.models.FalseRuleFilter;
import com.azure.messaging.servicebus.administration.models.QueueProperties;
import com.azure.messaging.servicebus.administration.models.RuleProperties;
import com.azure.messaging.servicebus.administration.models.SharedAccessAuthorizationRule;
import com.azure.messaging.servicebus.administration.models.SqlRuleAction;
import com.azure.messaging.servicebus.administration.models.SqlRuleFilter;
import com.azure.messaging.servicebus.administration.models.SubscriptionProperties;
import io.trunkline.broker.EntityPath;
import io.trunkline.broker.service.BrokerHarness;
import io.trunkline.broker.service.MessageSink;
import io.trunkline.broker.service.Waiting;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The Java SDK's administration client and rule manager, unmodified. */
class AdministrationClientTest {
  private static final Duration WAIT = Duration.ofSeconds(10);
  private static TestBroker broker;
  private static WireServer server;
  private static int port;
  private static ServiceBusAdministrationClient client;

  @BeforeAll
  static void start() {
    broker = new TestBroker();
    server = new WireServer(broker.service());
    port = server.listenForAdministration(broker);
    client = AdministrationClients.of(port, TestBroker.KEY);
  }

  @AfterAll
  static void stop() {
    server.close();
    broker.close();
  }

  @Test
  void administersQueues() {
    QueueProperties created =
        client.createQueue(
            "orders",
            new CreateQueueOptions()
                .setLockDuration(Duration.ofSeconds(30))
                .setMaxDeliveryCount(5)
                .setSessionRequired(true)
                .setUserMetadata("for orders")
                .setDefaultMessageTimeToLive(Duration.ofDays(2)));
    assertThat(created.getName()).isEqualTo("orders");
    QueueProperties read = client.getQueue("orders");
    assertThat(read.getLockDuration()).isEqualTo(Duration.ofSeconds(30));
    assertThat(read.getMaxDeliveryCount()).isEqualTo(5);
    assertThat(read.isSessionRequired()).isTrue();
    assertThat(read.getUserMetadata()).isEqualTo("for orders");
    assertThat(read.getDefaultMessageTimeToLive()).isEqualTo(Duration.ofDays(2));

    assertThatThrownBy(() -> client.createQueue("orders"))
        .isInstanceOf(ResourceExistsException.class);
    QueueProperties updated = client.updateQueue(read.setMaxDeliveryCount(7));
    assertThat(updated.getMaxDeliveryCount()).isEqualTo(7);
    assertThat(client.getQueueRuntimeProperties("orders").getTotalMessageCount()).isZero();
    assertThat(client.getQueueExists("orders")).isTrue();
    client.deleteQueue("orders");
    assertThat(client.getQueueExists("orders")).isFalse();
    assertThatThrownBy(() -> client.getQueue("orders"))
        .isInstanceOf(ResourceNotFoundException.class);
  }

  @Test
  void forwardsToAnotherQueue() {
    client.createQueue("target");
    QueueProperties source =
        client.createQueue("source", new CreateQueueOptions().setForwardTo("target"));
    assertThat(source.getForwardTo()).endsWith("/target");
    assertThatThrownBy(
            () -> client.createQueue("lost", new CreateQueueOptions().setForwardTo("nowhere")))
        .isInstanceOf(HttpResponseException.class);
  }

  @Test
  void whoForwardsNeedsTheRightToSendThere() {
    CreateQueueOptions options = new CreateQueueOptions();
    options
        .getAuthorizationRules()
        .add(
            new SharedAccessAuthorizationRule(
                "owner",
                "owners-key",
                "other",
                List.of(AccessRights.MANAGE, AccessRights.SEND, AccessRights.LISTEN)));
    client.createQueue("owned", options);
    client.createQueue("others");
    ServiceBusAdministrationClient owner = AdministrationClients.of(port, "owner", "owners-key");
    QueueProperties owned = owner.getQueue("owned");
    assertThatThrownBy(() -> owner.updateQueue(owned.setForwardTo("others")))
        .isInstanceOfSatisfying(
            HttpResponseException.class,
            e -> assertThat(e.getResponse().getStatusCode()).isEqualTo(401));
    assertThat(owner.updateQueue(owned.setForwardTo(null).setMaxDeliveryCount(3)).getForwardTo())
        .isNull();
  }

  @Test
  void listsInPages() {
    IntStream.range(0, 105).forEach(i -> client.createTopic("page-%03d".formatted(i)));
    List<String> names =
        client.listTopics().stream()
            .map(topic -> topic.getName())
            .filter(name -> name.startsWith("page-"))
            .toList();
    assertThat(names).hasSize(105).isSorted().startsWith("page-000").endsWith("page-104");
    assertThat(client.getNamespaceProperties().getName()).isEqualTo("sbemulatorns");
  }

  @Test
  void administersSubscriptionsAndRules() {
    client.createTopic("events");
    SubscriptionProperties subscription =
        client.createSubscription(
            "events", "billing", new CreateSubscriptionOptions().setMaxDeliveryCount(4));
    assertThat(subscription.getTopicName()).isEqualTo("events");
    assertThat(client.getSubscription("events", "billing").getMaxDeliveryCount()).isEqualTo(4);
    assertThat(client.listRules("events", "billing").stream().map(RuleProperties::getName))
        .containsExactly("$Default");
    client.deleteRule("events", "billing", "$Default");
    client.createRule(
        "events",
        "large",
        "billing",
        new CreateRuleOptions()
            .setFilter(new SqlRuleFilter("amount > 100"))
            .setAction(new SqlRuleAction("SET sys.Label = 'large'")));
    RuleProperties rule = client.getRule("events", "billing", "large");
    assertThat(((SqlRuleFilter) rule.getFilter()).getSqlExpression()).isEqualTo("amount > 100");
    rule.setFilter(new CorrelationRuleFilter().setLabel("order"));
    client.updateRule("events", "billing", rule);
    assertThat(
            ((CorrelationRuleFilter) client.getRule("events", "billing", "large").getFilter())
                .getLabel())
        .isEqualTo("order");
    assertThatThrownBy(
            () ->
                client.createRule(
                    "events",
                    "broken",
                    "billing",
                    new CreateRuleOptions().setFilter(new SqlRuleFilter("amount >"))))
        .isInstanceOf(HttpResponseException.class);
    assertThat(client.getTopicRuntimeProperties("events").getSubscriptionCount()).isEqualTo(1);
    client.deleteSubscription("events", "billing");
    assertThat(client.getSubscriptionExists("events", "billing")).isFalse();
  }

  @Test
  void noMessageGoesByWhileARuleIsUpdated() throws Exception {
    client.createTopic("steady");
    client.createSubscription("steady", "all");
    RuleProperties rule = client.getRule("steady", "all", "$Default");
    AtomicBoolean over = new AtomicBoolean();
    CompletableFuture<Integer> sending =
        CompletableFuture.supplyAsync(() -> sendUntil(over, "steady"));
    for (int i = 0; i < 60; i++) {
      rule.setAction(new SqlRuleAction("SET round = " + i));
      client.updateRule("steady", "all", rule);
    }
    over.set(true);
    int sent = sending.get();
    assertThat(sent).isPositive();
    assertThat(client.getSubscriptionRuntimeProperties("steady", "all").getActiveMessageCount())
        .isEqualTo(sent);
    assertThatThrownBy(
            () -> client.updateRule("steady", "all", rule.setFilter(new SqlRuleFilter("a >"))))
        .isInstanceOf(HttpResponseException.class);
    SqlRuleAction kept = (SqlRuleAction) client.getRule("steady", "all", "$Default").getAction();
    assertThat(kept.getSqlExpression()).as("the one before stays").isEqualTo("SET round = 59");
  }

  @Test
  void aSubscriptionIsThereWithItsFirstRuleOrNotAtAll() throws Exception {
    client.createTopic("choosy");
    AtomicBoolean over = new AtomicBoolean();
    CompletableFuture<Integer> sending =
        CompletableFuture.supplyAsync(() -> sendUntil(over, "choosy"));
    for (int i = 0; i < 40; i++) {
      client.createSubscription(
          "choosy",
          "nothing-" + i,
          "never",
          new CreateSubscriptionOptions(),
          new CreateRuleOptions().setFilter(new FalseRuleFilter()));
    }
    over.set(true);
    assertThat(sending.get()).isPositive();
    for (int i = 0; i < 40; i++) {
      assertThat(
              client
                  .getSubscriptionRuntimeProperties("choosy", "nothing-" + i)
                  .getActiveMessageCount())
          .isZero();
    }
    assertThat(client.listRules("choosy", "nothing-0").stream().map(RuleProperties::getName))
        .containsExactly("never");
    assertThatThrownBy(
            () ->
                client.createSubscription(
                    "choosy",
                    "wrong",
                    "wrong",
                    new CreateSubscriptionOptions(),
                    new CreateRuleOptions().setFilter(new SqlRuleFilter("a >"))))
        .isInstanceOf(HttpResponseException.class);
    assertThat(client.getSubscriptionExists("choosy", "wrong")).isFalse();
  }

  private static int sendUntil(AtomicBoolean over, String topic) {
    MessageSink sink =
        broker
            .service()
            .namespace("sbemulatorns")
            .orElseThrow()
            .sink(BrokerHarness.SYSTEM, EntityPath.of(topic));
    int sent = 0;
    while (!over.get()) {
      Waiting.on(sink.send(List.of(BrokerHarness.message(String.valueOf(sent)))));
      sent++;
    }
    return sent;
  }

  @Test
  void routesByRulesThatTheRuleManagerMade() {
    broker.topic("news");
    broker.subscription("news", "sport");
    ServiceBusClientBuilder builder =
        new ServiceBusClientBuilder().connectionString(server.connectionString());
    try (ServiceBusRuleManagerClient rules =
            builder.ruleManager().topicName("news").subscriptionName("sport").buildClient();
        ServiceBusSenderClient sender = builder.sender().topicName("news").buildClient();
        ServiceBusReceiverClient receiver =
            builder
                .receiver()
                .topicName("news")
                .subscriptionName("sport")
                .disableAutoComplete()
                .buildClient()) {
      rules.deleteRule("$Default");
      rules.createRule(
          "sport",
          new CreateRuleOptions()
              .setFilter(new SqlRuleFilter("section = 'sport'"))
              .setAction(new SqlRuleAction("SET sys.Label = 'seen'; SET mark = 1")));
      assertThat(rules.listRules().stream().map(RuleProperties::getName)).containsExactly("sport");
      ServiceBusMessage politics = new ServiceBusMessage("no");
      politics.getApplicationProperties().put("section", "politics");
      ServiceBusMessage sport = new ServiceBusMessage("yes").setSubject("unseen");
      sport.getApplicationProperties().put("section", "sport");
      sender.sendMessages(List.of(politics, sport));

      ServiceBusReceivedMessage received = receiver.receiveMessages(1, WAIT).iterator().next();
      assertThat(received.getBody()).hasToString("yes");
      assertThat(received.getSubject()).isEqualTo("seen");
      assertThat(received.getApplicationProperties()).containsKey("mark");
      receiver.complete(received);
      assertThat(receiver.peekMessage()).isNull();
    }
  }

  @Test
  void refusesAWrongKey() {
    assertThatThrownBy(() -> AdministrationClients.of(port, "wrong").createQueue("stolen"))
        .isInstanceOfSatisfying(
            HttpResponseException.class,
            e -> assertThat(e.getResponse().getStatusCode()).isEqualTo(401));
  }

  @Test
  void saysThatItIsHealthy() throws Exception {
    try (HttpClient http = HttpClient.newHttpClient()) {
      HttpResponse<String> reply =
          http.send(
              HttpRequest.newBuilder(URI.create("http://localhost:" + port + "/health")).build(),
              HttpResponse.BodyHandlers.ofString());
      assertThat(reply.statusCode()).isEqualTo(200);
      assertThat(reply.body()).contains("\"status\":\"healthy\"");
    }
  }
}
