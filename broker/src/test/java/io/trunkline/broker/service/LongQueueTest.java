package io.trunkline.broker.service;

import static org.assertj.core.api.Assertions.assertThat;

import io.trunkline.broker.BrokerMessage;
import io.trunkline.broker.EntityPath;
import io.trunkline.broker.StoredMessage;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Walks along queues that are longer than what one turn looks at. */
class LongQueueTest {
  private static final int LENGTH = 3 * QueueBrowser.SLICE + 1;
  private final BrokerHarness broker = new BrokerHarness();

  @AfterEach
  void stop() {
    broker.close();
  }

  private void fill(EntityPath queue) {
    for (int first = 0; first < LENGTH; first += 100) {
      broker.send(
          queue,
          IntStream.range(first, Math.min(first + 100, LENGTH))
              .mapToObj(i -> BrokerHarness.inSession("m" + i, i % 4 == 0 ? "a" : "b"))
              .toArray(BrokerMessage[]::new));
    }
  }

  @Test
  void aBrowserFindsWhatStandsAtTheEnd() {
    EntityPath queue = broker.queue("long", s -> s.sessions());
    fill(queue);
    List<StoredMessage> all = Waiting.on(broker.source(queue).peek(0, 1_000, null));
    assertThat(all).hasSize(1_000);
    long last = all.getFirst().sequenceNumber() + LENGTH - 1;
    assertThat(Waiting.on(broker.source(queue).browse(0, 10, "JMSXGroupID = 'none'"))).isEmpty();
    assertThat(Waiting.on(broker.source(queue).browse(0, LENGTH, "JMSXGroupID = 'a'")))
        .hasSize((LENGTH + 3) / 4)
        .allSatisfy(
            message -> assertThat(message.message().properties().sessionId()).isEqualTo("a"));
    assertThat(Waiting.on(broker.source(queue).peek(last, 10, null)))
        .extracting(StoredMessage::sequenceNumber)
        .containsExactly(last);
    assertThat(Waiting.on(broker.source(queue).peek(last + 1, 10, null))).isEmpty();
  }

  @Test
  void messagesOfASessionAreDeletedAllAlongTheQueue() {
    EntityPath queue = broker.queue("deleted", s -> s.sessions());
    fill(queue);
    Instant later = broker.clock.instant().plusSeconds(60);
    int ofTheSession = (LENGTH + 3) / 4;
    assertThat(Waiting.on(broker.source(queue).delete(10, later, "a"))).isEqualTo(10);
    assertThat(Waiting.on(broker.source(queue).delete(4_000, later, "a")))
        .isEqualTo(ofTheSession - 10);
    assertThat(Waiting.on(broker.source(queue).delete(4_000, later, "a"))).isZero();
    assertThat(Waiting.on(broker.source(queue).peek(0, 1_000, "a"))).isEmpty();
    assertThat(Waiting.on(broker.source(queue).delete(4_000, later, null)))
        .isEqualTo(LENGTH - ofTheSession);
    assertThat(Waiting.on(broker.source(queue).peek(0, 1_000, null))).isEmpty();
  }
}
