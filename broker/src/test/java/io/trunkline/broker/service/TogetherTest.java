package io.trunkline.broker.service;

import static io.trunkline.broker.service.BrokerHarness.message;
import static org.assertj.core.api.Assertions.assertThat;

import io.trunkline.broker.BrokerError;
import io.trunkline.broker.BrokerException;
import io.trunkline.broker.BrokerMessage;
import io.trunkline.broker.Delivery;
import io.trunkline.broker.EntityPath;
import io.trunkline.broker.MessageProperties;
import io.trunkline.broker.ReceiveMode;
import io.trunkline.broker.state.SendOutcome;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Messages that share a command and have nothing else in common. */
class TogetherTest {
  private final BrokerHarness broker = new BrokerHarness();
  private final EntityPath queue = broker.queue("orders", settings -> settings.maxSize(10));

  @AfterEach
  void close() {
    broker.close();
  }

  private List<SendOutcome> send(EntityPath path, BrokerMessage... messages) {
    return Waiting.on(
        broker.namespace().sink(BrokerHarness.SYSTEM, path).sendEach(List.of(messages)));
  }

  private static BrokerError error(SendOutcome outcome) {
    return outcome.refusal() == null ? null : outcome.refusal().error();
  }

  @Test
  void oneThatIsRefusedDoesNotKeepTheOthersOut() {
    MessageProperties wrong = MessageProperties.builder().messageId("x".repeat(200)).build();
    List<SendOutcome> outcomes =
        send(
            queue,
            message("first"),
            message("wrong", wrong, Map.of()),
            message("too large"),
            message("last"));
    assertThat(outcomes.stream().map(TogetherTest::error).toList())
        .containsExactly(null, BrokerError.ARGUMENT_OUT_OF_RANGE, BrokerError.QUOTA_EXCEEDED, null);
    assertThat(outcomes.stream().map(SendOutcome::sequenceNumber).toList())
        .containsExactly(1L, 0L, 0L, 2L);
    broker.restart();
    assertThat(broker.drain(queue)).containsExactly("first", "last");
  }

  @Test
  void oneWhoseLockIsLostDoesNotKeepTheOthersIn() {
    broker.send(queue, "a", "b", "c");
    List<Delivery> locked = broker.lock(queue, 3);
    UUID unknown = new UUID(1, 2);
    Map<UUID, BrokerException> refused =
        Waiting.on(
            broker
                .source(queue)
                .complete(List.of(locked.get(0).lockToken(), unknown, locked.get(2).lockToken())));
    assertThat(refused).containsOnlyKeys(unknown);
    assertThat(refused.get(unknown).error()).isEqualTo(BrokerError.MESSAGE_LOCK_LOST);
    broker.restart();
    assertThat(broker.drain(queue)).containsExactly("b");
  }

  @Test
  void subscriptionsShareAPayloadAfterARestart() {
    EntityPath topic = broker.topic("events");
    EntityPath billing = broker.subscription("events", "billing", settings -> settings);
    EntityPath shipping = broker.subscription("events", "shipping", settings -> settings);
    broker.rule(billing, "all", "1 = 1", null);
    broker.rule(shipping, "all", "1 = 1", null);
    broker.send(topic, "a", "b");
    broker.restart();
    assertThat(broker.drain(billing)).containsExactly("a", "b");
    assertThat(broker.drain(shipping)).containsExactly("a", "b");
  }

  @Test
  void whatExpiresInGreatNumbersIsRemovedPieceByPiece() {
    EntityPath brief =
        broker.queue("brief", settings -> settings.timeToLive(Duration.ofSeconds(1)));
    broker.send(brief, Collections.nCopies(1_200, "x").toArray(String[]::new));
    Deliveries deliveries = new Deliveries();
    MessageReceiver receiver =
        Waiting.on(broker.source(brief).receiver(ReceiveMode.PEEK_LOCK, deliveries));
    broker.clock.advance(Duration.ofSeconds(2));
    broker.send(brief, "alive");
    receiver.allow(10);
    broker.settle();
    assertThat(deliveries.bodies()).containsExactly("alive");
  }
}
