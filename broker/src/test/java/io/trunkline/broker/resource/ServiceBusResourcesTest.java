package io.trunkline.broker.resource;

import static io.trunkline.broker.resource.ControlPlane.NAMESPACE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.trunkline.broker.BrokerMessage;
import io.trunkline.broker.EntityPath;
import io.trunkline.broker.MessageProperties;
import io.trunkline.broker.ReceiveMode;
import io.trunkline.broker.RuleAction;
import io.trunkline.broker.RuleDescription;
import io.trunkline.broker.RuleFilter;
import io.trunkline.broker.service.BrokerOptions;
import io.trunkline.broker.service.MessagingNamespace;
import io.trunkline.broker.service.SharedKey;
import io.trunkline.broker.service.Waiting;
import io.trunkline.identity.Caller;
import io.trunkline.identity.InvalidCredentialException;
import io.trunkline.net.codec.Json;
import io.trunkline.resources.ResourceException;
import io.trunkline.resources.ResourceId;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ServiceBusResourcesTest {
  private static final Caller SYSTEM = new Caller.SystemCaller("test");
  private static final ResourceId QUEUE = NAMESPACE.child("queues", "orders");
  private static final ResourceId TOPIC = NAMESPACE.child("topics", "events");
  private static final ResourceId BILLING = TOPIC.child("subscriptions", "billing");
  private static final ResourceId ROOT_RULE = NAMESPACE.child("AuthorizationRules", SharedKey.ROOT);

  private final ControlPlane plane = new ControlPlane(null);

  @AfterEach
  void close() {
    plane.close();
  }

  private static ObjectNode body(String properties) {
    ObjectNode body = Json.object();
    body.set("properties", Json.parse(properties.replace('\'', '"')));
    return body;
  }

  private JsonNode put(ResourceId id, String properties) {
    return plane.tree().view(plane.tree().put(id, body(properties))).path("properties");
  }

  private MessagingNamespace namespace() {
    return plane.broker().namespace("orders-ns").orElseThrow();
  }

  private static BrokerMessage message(int amount) {
    return BrokerMessage.sent(
        MessageProperties.NONE, Map.of("amount", amount), new byte[] {(byte) amount}, 1);
  }

  @Test
  void aQueueGetsItsDefaultsAndCounts() {
    JsonNode queue = put(QUEUE, "{}");
    assertThat(queue.path("lockDuration").asText()).isEqualTo("PT1M");
    assertThat(queue.path("maxDeliveryCount").asInt()).isEqualTo(10);
    assertThat(queue.path("maxSizeInMegabytes").asInt()).isEqualTo(1_024);
    assertThat(queue.path("defaultMessageTimeToLive").asText())
        .isEqualTo("P10675199DT2H48M5.4775807S");
    assertThat(queue.path("status").asText()).isEqualTo("Active");
    assertThat(queue.path("provisioningState").asText()).isEqualTo("Succeeded");
    Waiting.on(namespace().sink(SYSTEM, EntityPath.of("ORDERS")).send(List.of(message(1))));
    JsonNode after = plane.tree().view(plane.tree().get(QUEUE).orElseThrow()).path("properties");
    assertThat(after.at("/countDetails/activeMessageCount").asInt()).isEqualTo(1);
    assertThat(after.path("messageCount").asInt()).isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{'lockDuration':'PT6M'}",
        "{'lockDuration':'PT4S'}",
        "{'lockDuration':'a minute'}",
        "{'maxSizeInMegabytes':1}",
        "{'maxSizeInMegabytes':10240}",
        "{'maxSizeInMegabytes':16384}",
        "{'maxMessageSizeInKilobytes':1024}",
        "{'maxDeliveryCount':2.5}",
        "{'duplicateDetectionHistoryTimeWindow':'PT19S'}",
        "{'defaultMessageTimeToLive':'PT0.5S'}",
        "{'maxDeliveryCount':0}",
        "{'requiresSession':'yes'}",
        "{'status':'Sleeping'}",
        "{'duplicateDetectionHistoryTimeWindow':'P8D'}",
        "{'autoDeleteOnIdle':'PT1M'}",
        "{'forwardTo':'nowhere'}",
        "{'forwardTo':'orders'}"
      })
  void wrongPropertiesAreRefused(String properties) {
    assertThatThrownBy(() -> put(QUEUE, properties))
        .isInstanceOfSatisfying(
            ResourceException.class,
            e -> {
              assertThat(e.status()).isEqualTo(400);
              assertThat(e.getMessage()).contains("SubCode=40000");
            });
    assertThat(plane.tree().get(QUEUE)).isEmpty();
  }

  @Test
  void whatCannotBeChangedIsRefusedAndKept() {
    put(QUEUE, "{'requiresSession':true}");
    assertThatThrownBy(() -> put(QUEUE, "{'requiresSession':false}"))
        .hasMessageContaining("requiresSession");
    assertThat(put(QUEUE, "{'maxDeliveryCount':5}").path("requiresSession").asBoolean()).isTrue();
    assertThatThrownBy(() -> put(NAMESPACE.child("topics", "orders"), "{}"))
        .isInstanceOfSatisfying(
            ResourceException.class, e -> assertThat(e.status()).isEqualTo(409));
  }

  @Test
  void aSubscriptionStartsWithItsDefaultRuleOnlyOnce() {
    put(TOPIC, "{}");
    put(BILLING, "{}");
    ResourceId rule = BILLING.child("rules", RuleDescription.DEFAULT_NAME);
    assertThat(plane.tree().get(rule)).isPresent();
    plane.tree().delete(rule);
    put(BILLING.child("rules", "large"), "{'sqlFilter':{'sqlExpression':'amount > 10'}}");
    plane.restart();
    assertThat(plane.tree().get(rule)).isEmpty();
    EntityPath topic = EntityPath.of("events");
    Waiting.on(namespace().sink(SYSTEM, topic).send(List.of(message(1), message(11))));
    assertThat(
            Waiting.on(
                namespace()
                    .source(SYSTEM, EntityPath.subscription("events", "billing"))
                    .receive(10, Duration.ZERO, ReceiveMode.PEEK_LOCK)))
        .extracting(delivery -> (int) delivery.message().message().payload()[0])
        .containsExactly(11);
  }

  @Test
  void aSubscriptionMayBringItsFirstRule() {
    put(TOPIC, "{}");
    JsonNode view =
        put(
            BILLING,
            "{'defaultRuleDescription':{'name':'first','correlationFilter':{'label':'x'}}}");
    assertThat(view.has("defaultRuleDescription")).isFalse();
    assertThat(
            Waiting.on(
                namespace().rules(SYSTEM, EntityPath.subscription("events", "billing")).list()))
        .singleElement()
        .satisfies(
            rule -> {
              assertThat(rule.name()).isEqualTo("first");
              assertThat(rule.filter()).isInstanceOf(RuleFilter.Correlation.class);
            });
  }

  @Test
  void rulesOverMessagingStandInTheTree() {
    put(TOPIC, "{}");
    put(BILLING, "{}");
    var rules = namespace().rules(SYSTEM, EntityPath.subscription("events", "billing"));
    Waiting.on(
        rules.add(
            new RuleDescription(
                "mine", new RuleFilter.Sql("amount = 1"), new RuleAction("SET a = 1"), 0)));
    JsonNode stored = plane.tree().get(BILLING.child("rules", "mine")).orElseThrow().properties();
    assertThat(stored.at("/sqlFilter/sqlExpression").asText()).isEqualTo("amount = 1");
    assertThat(stored.at("/action/sqlExpression").asText()).isEqualTo("SET a = 1");
    Waiting.on(rules.remove("mine"));
    assertThat(plane.tree().get(BILLING.child("rules", "mine"))).isEmpty();
    assertThatThrownBy(
            () -> put(BILLING.child("rules", "bad"), "{'sqlFilter':{'sqlExpression':'a ='}}"))
        .hasMessageContaining("1:4");
  }

  @Test
  void theRootKeyIsGeneratedListedAndRegenerated() {
    JsonNode view = plane.tree().view(plane.tree().get(ROOT_RULE).orElseThrow());
    assertThat(view.toString()).doesNotContain("Key\":");
    JsonNode keys = plane.tree().action(ROOT_RULE, "listKeys", Json.object());
    String key = keys.path("primaryKey").asText();
    assertThat(key).hasSize(44);
    assertThat(keys.path("primaryConnectionString").asText())
        .isEqualTo(
            "Endpoint=sb://localhost/;SharedAccessKeyName=RootManageSharedAccessKey;SharedAccessKey="
                + key);
    assertThat(namespace().verifyKey(SharedKey.ROOT, key)).isNotNull();
    plane.tree().action(ROOT_RULE, "regenerateKeys", Json.object().put("keyType", "PrimaryKey"));
    assertThatThrownBy(() -> namespace().verifyKey(SharedKey.ROOT, key))
        .isInstanceOf(InvalidCredentialException.class);
    String secondary = keys.path("secondaryKey").asText();
    plane.restart();
    assertThat(namespace().verifyKey(SharedKey.ROOT, secondary)).isNotNull();
  }

  @Test
  void theEmulatorsKeyIsAcceptedOnlyForDevelopment() {
    assertThatThrownBy(() -> namespace().verifyKey(SharedKey.ROOT, BrokerOptions.EMULATOR_KEY))
        .isInstanceOf(InvalidCredentialException.class);
    try (ControlPlane development = new ControlPlane(BrokerOptions.EMULATOR_KEY)) {
      assertThat(
              development
                  .broker()
                  .namespace("orders-ns")
                  .orElseThrow()
                  .verifyKey(SharedKey.ROOT, BrokerOptions.EMULATOR_KEY))
          .isNotNull();
    }
  }

  @Test
  void rulesOfEntitiesNeedCompleteRights() {
    put(QUEUE, "{}");
    ResourceId rule = QUEUE.child("authorizationRules", "worker");
    assertThatThrownBy(() -> put(rule, "{'rights':['Manage']}")).hasMessageContaining("Manage");
    assertThatThrownBy(() -> put(rule, "{'rights':['Fly']}")).hasMessageContaining("Fly");
    put(rule, "{'rights':['Listen']}");
    assertThat(
            plane
                .tree()
                .action(rule, "listKeys", Json.object())
                .path("primaryConnectionString")
                .asText())
        .endsWith(";EntityPath=orders");
  }

  @Test
  void messagesAndDefinitionsSurviveARestartAndGoWithTheNamespace() {
    put(QUEUE, "{}");
    Waiting.on(namespace().sink(SYSTEM, EntityPath.of("orders")).send(List.of(message(1))));
    plane.restart();
    assertThat(Waiting.on(namespace().runtime(EntityPath.of("orders"))).active()).isEqualTo(1);
    plane.tree().delete(NAMESPACE);
    assertThat(plane.broker().namespaces()).isEmpty();
    plane.tree().put(NAMESPACE, Json.object().put("location", "westeurope"));
    assertThat(namespace().list(Optional.empty())).isEmpty();
  }

  @Test
  void networkRulesDecideWhoReachesTheNamespace() {
    ResourceId rules = NAMESPACE.child("networkRuleSets", "default");
    assertThat(put(rules, "{}").path("defaultAction").asText()).isEqualTo("Allow");
    namespace().requireAdmitted("192.0.2.1");
    put(rules, "{'defaultAction':'Deny','ipRules':[{'ipMask':'10.0.0.0/8'}]}");
    namespace().requireAdmitted("10.1.2.3:5671");
    assertThatThrownBy(() -> namespace().requireAdmitted("192.0.2.1"))
        .hasMessageContaining("prevented");
    plane.restart();
    assertThatThrownBy(() -> namespace().requireAdmitted("192.0.2.1"))
        .hasMessageContaining("prevented");
    plane.tree().delete(rules);
    namespace().requireAdmitted("192.0.2.1");
    for (String broken :
        List.of(
            "{'ipRules':[{'ipMask':'nowhere'}]}",
            "{'ipRules':[{'ipMask':'10.0.0.1','action':'Deny'}]}",
            "{'virtualNetworkRules':[{'subnet':{'id':'x'}}]}")) {
      assertThatThrownBy(() -> put(rules, broken)).as(broken).hasMessageContaining("ules'");
    }
  }
}
