package io.trunkline.broker.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.azure.core.exception.HttpResponseException;
import com.azure.messaging.servicebus.administration.ServiceBusAdministrationClient;
import com.azure.messaging.servicebus.administration.models.AccessRights;
import com.azure.messaging.servicebus.administration.models.AuthorizationRule;
import com.azure.messaging.servicebus.administration.models.CreateQueueOptions;
import com.azure.messaging.servicebus.administration.models.CreateSubscriptionOptions;
import com.azure.messaging.servicebus.administration.models.CreateTopicOptions;
import com.azure.messaging.servicebus.administration.models.EntityStatus;
import com.azure.messaging.servicebus.administration.models.QueueProperties;
import com.azure.messaging.servicebus.administration.models.SharedAccessAuthorizationRule;
import com.azure.messaging.servicebus.administration.models.SubscriptionProperties;
import com.azure.messaging.servicebus.administration.models.TopicProperties;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Every property of the administration client comes back as it was set. */
class EntityPropertiesRoundTripTest {
  private static TestBroker broker;
  private static WireServer server;
  private static ServiceBusAdministrationClient client;

  @BeforeAll
  static void start() {
    broker = new TestBroker();
    server = new WireServer(broker.service());
    client = AdministrationClients.of(server.listenForAdministration(broker), TestBroker.KEY);
    client.createQueue("target");
  }

  @AfterAll
  static void stop() {
    server.close();
    broker.close();
  }

  @Test
  void ofQueues() {
    CreateQueueOptions options =
        new CreateQueueOptions()
            .setAutoDeleteOnIdle(Duration.ofHours(1))
            .setDefaultMessageTimeToLive(Duration.ofDays(2))
            .setDeadLetteringOnMessageExpiration(true)
            .setDuplicateDetectionRequired(true)
            .setDuplicateDetectionHistoryTimeWindow(Duration.ofMinutes(2))
            .setBatchedOperationsEnabled(false)
            .setForwardDeadLetteredMessagesTo("target")
            .setLockDuration(Duration.ofSeconds(45))
            .setMaxDeliveryCount(4)
            .setMaxSizeInMegabytes(2_048)
            .setMaxMessageSizeInKilobytes(256)
            .setPartitioningEnabled(false)
            .setSessionRequired(true)
            .setStatus(EntityStatus.RECEIVE_DISABLED)
            .setUserMetadata("for <orders> & more");
    client.createQueue("orders", options);
    QueueProperties read = client.getQueue("orders");
    assertThat(read.getAutoDeleteOnIdle()).isEqualTo(options.getAutoDeleteOnIdle());
    assertThat(read.getDefaultMessageTimeToLive()).isEqualTo(options.getDefaultMessageTimeToLive());
    assertThat(read.isDeadLetteringOnMessageExpiration()).isTrue();
    assertThat(read.isDuplicateDetectionRequired()).isTrue();
    assertThat(read.getDuplicateDetectionHistoryTimeWindow()).isEqualTo(Duration.ofMinutes(2));
    assertThat(read.isBatchedOperationsEnabled()).isFalse();
    assertThat(read.getForwardDeadLetteredMessagesTo()).endsWith("/target");
    assertThat(read.getLockDuration()).isEqualTo(Duration.ofSeconds(45));
    assertThat(read.getMaxDeliveryCount()).isEqualTo(4);
    assertThat(read.getMaxSizeInMegabytes()).isEqualTo(2_048);
    assertThat(read.getMaxMessageSizeInKilobytes()).isEqualTo(256);
    assertThat(read.isSessionRequired()).isTrue();
    assertThat(read.getStatus()).isEqualTo(EntityStatus.RECEIVE_DISABLED);
    assertThat(read.getUserMetadata()).isEqualTo("for <orders> & more");
    assertThat(client.updateQueue(read.setStatus(EntityStatus.ACTIVE)).getStatus())
        .isEqualTo(EntityStatus.ACTIVE);
  }

  @Test
  void ofTopics() {
    client.createTopic(
        "events",
        new CreateTopicOptions()
            .setAutoDeleteOnIdle(Duration.ofHours(2))
            .setDefaultMessageTimeToLive(Duration.ofDays(3))
            .setDuplicateDetectionRequired(true)
            .setDuplicateDetectionHistoryTimeWindow(Duration.ofMinutes(3))
            .setBatchedOperationsEnabled(false)
            .setMaxSizeInMegabytes(3_072)
            .setMaxMessageSizeInKilobytes(256)
            .setOrderingSupported(true)
            .setStatus(EntityStatus.SEND_DISABLED)
            .setUserMetadata("events"));
    TopicProperties read = client.getTopic("events");
    assertThat(read.getAutoDeleteOnIdle()).isEqualTo(Duration.ofHours(2));
    assertThat(read.getDefaultMessageTimeToLive()).isEqualTo(Duration.ofDays(3));
    assertThat(read.isDuplicateDetectionRequired()).isTrue();
    assertThat(read.getDuplicateDetectionHistoryTimeWindow()).isEqualTo(Duration.ofMinutes(3));
    assertThat(read.isBatchedOperationsEnabled()).isFalse();
    assertThat(read.getMaxSizeInMegabytes()).isEqualTo(3_072);
    assertThat(read.getMaxMessageSizeInKilobytes()).isEqualTo(256);
    assertThat(read.isOrderingSupported()).isTrue();
    assertThat(read.getStatus()).isEqualTo(EntityStatus.SEND_DISABLED);
    assertThat(read.getUserMetadata()).isEqualTo("events");
    assertThat(client.updateTopic(read.setUserMetadata("changed")).getUserMetadata())
        .isEqualTo("changed");
  }

  @Test
  void ofSubscriptions() {
    client.createTopic("subscribed");
    client.createSubscription(
        "subscribed",
        "billing",
        new CreateSubscriptionOptions()
            .setAutoDeleteOnIdle(Duration.ofHours(3))
            .setDefaultMessageTimeToLive(Duration.ofDays(4))
            .setDeadLetteringOnMessageExpiration(true)
            .setEnableDeadLetteringOnFilterEvaluationExceptions(false)
            .setBatchedOperationsEnabled(false)
            .setForwardTo("target")
            .setForwardDeadLetteredMessagesTo("target")
            .setLockDuration(Duration.ofSeconds(5))
            .setMaxDeliveryCount(2)
            .setStatus(EntityStatus.DISABLED)
            .setUserMetadata("bills"));
    SubscriptionProperties read = client.getSubscription("subscribed", "billing");
    assertThat(read.getAutoDeleteOnIdle()).isEqualTo(Duration.ofHours(3));
    assertThat(read.getDefaultMessageTimeToLive()).isEqualTo(Duration.ofDays(4));
    assertThat(read.isDeadLetteringOnMessageExpiration()).isTrue();
    assertThat(read.isDeadLetteringOnFilterEvaluationExceptions()).isFalse();
    assertThat(read.isBatchedOperationsEnabled()).isFalse();
    assertThat(read.getForwardTo()).endsWith("/target");
    assertThat(read.getForwardDeadLetteredMessagesTo()).endsWith("/target");
    assertThat(read.getLockDuration()).isEqualTo(Duration.ofSeconds(5));
    assertThat(read.getMaxDeliveryCount()).isEqualTo(2);
    assertThat(read.isSessionRequired()).isFalse();
    assertThat(read.getStatus()).isEqualTo(EntityStatus.DISABLED);
    assertThat(read.getUserMetadata()).isEqualTo("bills");
  }

  @Test
  void authorizationRulesStandInTheDescription() {
    CreateQueueOptions options = new CreateQueueOptions();
    options
        .getAuthorizationRules()
        .add(
            new SharedAccessAuthorizationRule(
                "reader", "first", "second", List.of(AccessRights.LISTEN)));
    client.createQueue("keyed", options);
    QueueProperties read = client.getQueue("keyed");
    AuthorizationRule rule = read.getAuthorizationRules().getFirst();
    assertThat(rule.getKeyName()).isEqualTo("reader");
    assertThat(rule.getPrimaryKey()).isEqualTo("first");
    assertThat(rule.getSecondaryKey()).isEqualTo("second");
    assertThat(rule.getAccessRights()).containsExactly(AccessRights.LISTEN);
    read.getAuthorizationRules().clear();
    read.getAuthorizationRules()
        .add(
            new SharedAccessAuthorizationRule(
                "writer",
                "third",
                "fourth",
                List.of(AccessRights.MANAGE, AccessRights.SEND, AccessRights.LISTEN)));
    assertThat(client.updateQueue(read).getAuthorizationRules())
        .singleElement()
        .satisfies(changed -> assertThat(changed.getKeyName()).isEqualTo("writer"));

    CreateQueueOptions wrong = new CreateQueueOptions();
    wrong
        .getAuthorizationRules()
        .add(new SharedAccessAuthorizationRule("lone", List.of(AccessRights.MANAGE)));
    assertThatThrownBy(() -> client.createQueue("unkeyed", wrong))
        .isInstanceOf(HttpResponseException.class)
        .hasMessageContaining("Manage needs Send and Listen");
    assertThat(client.getQueueExists("unkeyed")).isFalse();
  }

  @Test
  void aNameMayHaveATildeOrASlash() {
    for (String name : List.of("tenant~orders", "tenant/orders")) {
      assertThat(client.createQueue(name).getName()).isEqualTo(name);
      assertThat(client.getQueue(name).getName()).isEqualTo(name);
    }
    client.deleteQueue("tenant~orders");
    assertThat(client.getQueueExists("tenant/orders")).isTrue();
  }

  @Test
  void anErrorSaysItsSubCodeOnceAndHowItCanBeFound() {
    assertThatThrownBy(
            () ->
                client.createQueue(
                    "slow", new CreateQueueOptions().setLockDuration(Duration.ofMinutes(6))))
        .isInstanceOfSatisfying(
            HttpResponseException.class,
            refused -> {
              assertThat(refused.getResponse().getStatusCode()).isEqualTo(400);
              assertThat(refused.getMessage())
                  .containsOnlyOnce("SubCode=40000")
                  .contains("lockDuration")
                  .containsPattern(
                      "TrackingId:[0-9a-f-]{36}, SystemTracker:localhost:/slow, Timestamp:\\d{4}-");
            });
  }
}
