package io.trunkline.broker.service;

import static io.trunkline.broker.service.BrokerHarness.SYSTEM;
import static io.trunkline.broker.service.BrokerHarness.failureOf;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.trunkline.broker.BrokerError;
import io.trunkline.broker.BrokerMessage;
import io.trunkline.broker.Delivery;
import io.trunkline.broker.EntityKind;
import io.trunkline.broker.EntityPath;
import io.trunkline.broker.LargeBody;
import io.trunkline.broker.MessageProperties;
import io.trunkline.broker.ReceiveMode;
import io.trunkline.broker.Settlement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Messages whose bodies stand in the store in pieces, from the first piece to the last trace. */
class LargeMessageTest {
  private final BrokerHarness broker = new BrokerHarness();
  private final EntityPath queue = broker.queue("q", s -> s.maxMessage(1_000));

  @AfterEach
  void stop() {
    broker.close();
  }

  private LargeBody upload(EntityPath path, String... pieces) {
    BodyUpload upload = broker.namespace().sink(SYSTEM, path).upload();
    for (String piece : pieces) {
      Waiting.on(upload.add(piece.getBytes(UTF_8)));
    }
    return upload.finish();
  }

  private static BrokerMessage message(LargeBody body) {
    return new BrokerMessage(
        MessageProperties.builder().messageId("1").build(),
        false,
        Map.of(),
        "head:".getBytes(UTF_8),
        body,
        5 + (int) body.bytes());
  }

  private boolean isStored(LargeBody body) {
    return Waiting.on(broker.source(queue).piece(body, 0)).isPresent();
  }

  @Test
  void isReceivedWholeByThoseWhoDoNotStreamAndGoneOnceItIsCompleted() {
    LargeBody body = upload(queue, "one", "two");
    broker.send(queue, message(body));
    broker.restart();
    assertThat(Waiting.on(broker.source(queue).peek(0, 10, null)))
        .extracting(found -> found.message().body())
        .containsExactly(body);
    Delivery delivery = broker.lock(queue, 1).getFirst();
    assertThat(BrokerHarness.body(delivery)).isEqualTo("head:onetwo");
    assertThat(Waiting.on(broker.namespace().runtime(queue)).sizeInBytes()).isEqualTo(11);

    broker.settle(queue, delivery, new Settlement.Complete());
    assertThat(isStored(body)).isFalse();
  }

  @Test
  void receiversGetTheBodyPieceByPiece() {
    LargeBody body = upload(queue, "one", "two");
    broker.send(queue, "small");
    broker.send(queue, message(body));
    broker.send(queue, "last");
    Deliveries deliveries = broker.receive(queue, ReceiveMode.RECEIVE_AND_DELETE, 10);
    assertThat(deliveries.bodies()).containsExactly("small", "head:", "last");
    Delivery large = deliveries.all().get(1);
    assertThat(large.message().message().body()).isEqualTo(body);
    assertThat(large.isLocked()).isTrue();
    assertThat(Waiting.on(broker.source(queue).piece(body, 1)).orElseThrow())
        .isEqualTo("two".getBytes(UTF_8));
    broker.settle(queue, large, new Settlement.Complete());
    assertThat(isStored(body)).isFalse();
  }

  @Test
  void isLockedUntilADeferredOneThatIsDeletedHasBeenRead() {
    LargeBody body = upload(queue, "one", "two");
    broker.send(queue, message(body));
    Delivery delivery = broker.lock(queue, 1).getFirst();
    broker.settle(queue, delivery, new Settlement.Defer(Map.of()));
    List<Long> numbers = List.of(delivery.message().sequenceNumber());
    Delivery deferred =
        Waiting.on(
                broker.source(queue).receiveDeferred(numbers, ReceiveMode.RECEIVE_AND_DELETE, null))
            .getFirst();
    assertThat(deferred.isLocked()).isTrue();
    assertThat(Waiting.on(broker.source(queue).whole(List.of(deferred))))
        .extracting(BrokerHarness::body)
        .containsExactly("head:onetwo");
    broker.settle(queue, deferred, new Settlement.Complete());
    assertThat(isStored(body)).isFalse();
  }

  @Test
  void isReceivedAndDeletedByThoseWhoPull() {
    LargeBody body = upload(queue, "one", "two");
    broker.send(queue, message(body));
    assertThat(broker.drain(queue)).containsExactly("head:onetwo");
    assertThat(isStored(body)).isFalse();
  }

  @Test
  void isStoredOnceForAllSubscriptions() {
    EntityPath topic = broker.put(EntityPath.of("t"), EntityKind.TOPIC, s -> s.maxMessage(99));
    EntityPath a = broker.subscription("t", "a", s -> s);
    EntityPath b = broker.subscription("t", "b", s -> s);
    LargeBody unwanted = upload(topic, "nobody");
    broker.send(topic, message(unwanted));
    assertThat(isStored(unwanted)).isFalse();

    broker.rule(a, "all", "1=1", null);
    broker.rule(b, "all", "1=1", null);
    LargeBody body = upload(topic, "both");
    broker.send(topic, message(body));
    assertThat(broker.drain(a)).containsExactly("head:both");
    assertThat(isStored(body)).isTrue();
    broker.remove(b);
    assertThat(isStored(body)).isFalse();
  }

  @Test
  void aDuplicateLeavesNothing() {
    EntityPath unique = broker.queue("u", s -> s.duplicates(Duration.ofMinutes(1)).maxMessage(99));
    LargeBody first = upload(unique, "first");
    LargeBody second = upload(unique, "second");
    broker.send(unique, message(first));
    broker.send(unique, message(second));
    assertThat(isStored(first)).isTrue();
    assertThat(isStored(second)).isFalse();
  }

  @Test
  void aBodyWhoseMessageDoesNotComeIsRemoved() {
    LargeBody abandoned = upload(queue, "abandoned");
    broker.advance(Duration.ofMinutes(9));
    LargeBody young = upload(queue, "young");
    broker.advance(Duration.ofMinutes(2));
    assertThat(isStored(abandoned)).isFalse();
    assertThat(isStored(young)).isTrue();
    assertThat(
            failureOf(broker.namespace().sink(SYSTEM, queue).send(List.of(message(abandoned))))
                .error())
        .isEqualTo(BrokerError.TIMEOUT);

    BodyUpload dropped = broker.namespace().sink(SYSTEM, queue).upload();
    Waiting.on(dropped.add(new byte[1]));
    dropped.drop();
    broker.settle();
    assertThat(isStored(dropped.finish())).isFalse();
    broker.advance(Duration.ofMinutes(9));
    assertThat(isStored(young)).isFalse();
  }

  @Test
  void aMessageThatCameKeepsItsBody() {
    LargeBody body = upload(queue, "kept");
    broker.send(queue, message(body));
    broker.advance(Duration.ofHours(1));
    assertThat(broker.drain(queue)).containsExactly("head:kept");
  }

  @Test
  void neitherAMessageNorAQueueGrowsBeyondItsLimit() {
    EntityPath small = broker.queue("small", s -> s.maxSize(6).maxMessage(10));
    BodyUpload upload = broker.namespace().sink(SYSTEM, small).upload();
    Waiting.on(upload.add(new byte[4]));
    assertThat(failureOf(upload.add(new byte[4])).error()).isEqualTo(BrokerError.QUOTA_EXCEEDED);
    assertThat(failureOf(upload.add(new byte[4])).error()).isEqualTo(BrokerError.ARGUMENT_ERROR);
  }
}
