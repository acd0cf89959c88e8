package io.trunkline.broker.service;

import static io.trunkline.broker.service.BrokerHarness.message;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trunkline.broker.BrokerError;
import io.trunkline.broker.BrokerException;
import io.trunkline.broker.BrokerMessage;
import io.trunkline.broker.Delivery;
import io.trunkline.broker.EntityPath;
import io.trunkline.broker.MessageProperties;
import io.trunkline.broker.RuleDescription;
import io.trunkline.broker.RuleFilter;
import io.trunkline.broker.Settlement;
import io.trunkline.broker.SubQueue;
import io.trunkline.broker.state.BrokerCommand;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class TopicTest {
  private final BrokerHarness broker = new BrokerHarness();
  private final EntityPath topic = broker.topic("order-events");
  private final EntityPath billing = broker.subscription("order-events", "billing", s -> s);
  private final EntityPath shipping = broker.subscription("order-events", "shipping", s -> s);

  @AfterEach
  void close() {
    broker.close();
  }

  private static BrokerMessage order(String body, int amount) {
    return message(body, MessageProperties.NONE, Map.of("amount", amount));
  }

  @Test
  void everySubscriptionWithAMatchingRuleGetsOneCopy() {
    broker.rule(billing, "all", "1=1", null);
    broker.rule(billing, "also", "amount > 1", null);
    broker.rule(shipping, "large", "amount >= 100", null);
    broker.send(topic, order("small", 10), order("large", 100));
    assertThat(broker.drain(billing)).containsExactly("small", "large");
    List<Delivery> shipped = broker.lock(shipping, 10);
    assertThat(shipped).extracting(BrokerHarness::body).containsExactly("large");
    assertThat(shipped.getFirst().message().sequenceNumber()).isEqualTo(1);
    assertThat(shipped.getFirst().message().enqueuedSequenceNumber()).isEqualTo(2);
  }

  @Test
  void aCopyIsReadableUntilTheLastOneIsGoneAndAfterARestart() {
    broker.rule(billing, "all", "1=1", null);
    broker.rule(shipping, "all", "1=1", null);
    broker.send(topic, "a", "b");
    assertThat(broker.drain(billing)).containsExactly("a", "b");
    broker.restart();
    broker.settle(
        shipping,
        broker.lock(shipping, 1).getFirst(),
        new Settlement.DeadLetter("r", null, Map.of()));
    assertThat(broker.drain(shipping)).containsExactly("b");
    assertThat(broker.drain(shipping.with(SubQueue.DEAD_LETTER))).containsExactly("a");
    assertThat(Waiting.on(broker.namespace().runtime(topic)).sizeInBytes()).isZero();
  }

  @Test
  void rulesWithActionsMakeTheirOwnCopies() {
    broker.rule(billing, "plain", "amount > 1", null);
    broker.rule(billing, "gold", "amount > 50", "SET level = 'gold'; SET sys.Label = 'vip'");
    broker.rule(billing, "huge", "amount > 1000", "SET level = 'huge'");
    broker.send(topic, order("x", 100));
    List<Delivery> copies = broker.lock(billing, 10);
    assertThat(copies).hasSize(2);
    BrokerMessage gold =
        copies.stream()
            .map(copy -> copy.message().message())
            .filter(copy -> copy.applicationProperties().containsKey("RuleName"))
            .findFirst()
            .orElseThrow();
    assertThat(gold.applicationProperties())
        .containsEntry("RuleName", "gold")
        .containsEntry("level", "gold");
    assertThat(gold.properties().subject()).isEqualTo("vip");
    assertThat(gold.propertiesChanged()).isTrue();
  }

  @Test
  void aFailingRuleDeadLettersOrIsSkipped() {
    EntityPath lenient =
        broker.subscription("order-events", "lenient", Settings::dropOnFilterError);
    broker.rule(billing, "broken", "sys.Nonsense = 1", null);
    broker.rule(lenient, "broken", "sys.Nonsense = 1", null);
    broker.rule(lenient, "good", "1=1", null);
    broker.send(topic, "a");
    assertThat(broker.drain(billing)).isEmpty();
    Delivery letter = broker.lock(billing.with(SubQueue.DEAD_LETTER), 1).getFirst();
    assertThat(letter.message().message().applicationProperties())
        .containsEntry("DeadLetterReason", "FilterException");
    assertThat(broker.drain(lenient)).containsExactly("a");
  }

  @Test
  void aMessageThatNobodyWantsIsDropped() {
    broker.rule(billing, "none", "1=0", null);
    assertThat(broker.send(topic, "a")).containsExactly(1L);
    assertThat(broker.drain(billing)).isEmpty();
    assertThat(Waiting.on(broker.namespace().runtime(topic)).sizeInBytes()).isZero();
  }

  @Test
  void rulesAreManagedThroughTheService() {
    SubscriptionRules rules = broker.namespace().rules(BrokerHarness.SYSTEM, billing);
    RuleDescription rule =
        new RuleDescription(
            "euro",
            new RuleFilter.Correlation(null, null, null, null, "eur", null, null, null, Map.of()),
            null,
            0);
    Waiting.on(rules.add(rule));
    assertThat(BrokerHarness.failureOf(rules.add(rule)).error())
        .isEqualTo(BrokerError.ENTITY_ALREADY_EXISTS);
    assertThat(
            BrokerHarness.failureOf(
                    rules.add(new RuleDescription("bad", new RuleFilter.Sql("a = "), null, 0)))
                .error())
        .isEqualTo(BrokerError.ARGUMENT_ERROR);
    assertThat(Waiting.on(rules.list())).extracting(RuleDescription::name).containsExactly("euro");
    broker.restart();
    rules = broker.namespace().rules(BrokerHarness.SYSTEM, billing);
    broker.send(
        topic,
        message("eur", MessageProperties.builder().subject("eur").build(), Map.of()),
        message("usd", MessageProperties.builder().subject("usd").build(), Map.of()));
    assertThat(broker.drain(billing)).containsExactly("eur");
    Waiting.on(rules.remove("EURO"));
    assertThat(BrokerHarness.failureOf(rules.remove("euro")).error())
        .isEqualTo(BrokerError.RULE_NOT_FOUND);
    assertThat(Waiting.on(rules.list())).isEmpty();
  }

  @Test
  void scheduledMessagesFanOutWhenDue() {
    broker.rule(billing, "all", "1=1", null);
    long due = broker.clock.instant().plusSeconds(60).toEpochMilli();
    MessageProperties later = MessageProperties.builder().scheduledEnqueueTime(due).build();
    List<Long> numbers =
        broker.send(topic, message("x", later, Map.of()), message("y", later, Map.of()));
    Waiting.on(
        broker
            .namespace()
            .sink(BrokerHarness.SYSTEM, topic)
            .cancelScheduled(numbers.subList(1, 2)));
    assertThat(broker.drain(billing)).isEmpty();
    assertThat(Waiting.on(broker.namespace().runtime(topic)).scheduled()).isEqualTo(1);
    broker.restart();
    broker.advance(Duration.ofSeconds(61));
    assertThat(broker.drain(billing)).containsExactly("x");
  }

  @Test
  void sendingToASubscriptionAndReceivingFromATopicAreRefused() {
    assertThat(refusal(() -> broker.namespace().sink(BrokerHarness.SYSTEM, billing)))
        .isEqualTo(BrokerError.NOT_ALLOWED);
    assertThat(refusal(() -> broker.source(topic))).isEqualTo(BrokerError.NOT_ALLOWED);
    assertThat(refusal(() -> broker.source(EntityPath.of("nowhere"))))
        .isEqualTo(BrokerError.ENTITY_NOT_FOUND);
  }

  private static BrokerError refusal(Runnable call) {
    try {
      call.run();
    } catch (BrokerException e) {
      return e.error();
    }
    throw new AssertionError("nothing was refused");
  }

  @Test
  void removingATopicTakesItsSubscriptionsAlong() {
    broker.rule(billing, "all", "1=1", null);
    broker.send(topic, "a");
    broker.remove(topic);
    assertThat(broker.namespace().describe(billing)).isEmpty();
    broker.restart();
    assertThat(broker.namespace().list(Optional.empty())).isEmpty();
  }

  @Test
  void filtersOfTheTwoKindsHaveLimitsOfTheirOwn() {
    broker.topic("full");
    EntityPath subscription = broker.subscription("full", "s", s -> s);
    for (int i = 0; i < broker.limits.maxSqlFilters(); i++) {
      broker.rule(subscription, "sql-" + i, "a = 1", null);
    }
    RuleFilter label =
        new RuleFilter.Correlation(null, null, null, null, "x", null, null, null, Map.of());
    define(subscription, "label", label);
    assertThatThrownBy(() -> broker.rule(subscription, "sql", "a = 3", null))
        .hasMessageContaining("2000 SQL filters and 100000 correlation filters");
    assertThatThrownBy(() -> broker.rule(subscription, "label", "a = 3", null))
        .as("a rule of the other kind in its place")
        .hasMessageContaining("2000 SQL filters");
    broker.rule(subscription, "sql-2", "a = 22", null);
  }

  private void define(EntityPath subscription, String name, RuleFilter filter) {
    broker
        .namespace()
        .define(
            new BrokerCommand.PutRule(subscription, new RuleDescription(name, filter, null, 0)));
  }
}
