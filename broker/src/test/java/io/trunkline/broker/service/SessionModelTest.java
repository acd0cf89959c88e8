package io.trunkline.broker.service;

import static io.trunkline.broker.service.BrokerHarness.inSession;
import static org.assertj.core.api.Assertions.assertThat;

import io.trunkline.broker.BrokerException;
import io.trunkline.broker.Delivery;
import io.trunkline.broker.EntityPath;
import io.trunkline.broker.ReceiveMode;
import io.trunkline.broker.Settlement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.TreeSet;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

/** Whatever happens to sessions, one receiver has one, in order, and nothing is lost. */
class SessionModelTest {
  private static final int SESSIONS = 3;

  private record Held(SessionReceiver receiver, Deliveries deliveries) {}

  @Property(tries = 40)
  void sessionsAreExclusiveAndOrdered(
      @ForAll @Size(max = 50) List<@IntRange(max = 99) Integer> script) {
    try (BrokerHarness broker = new BrokerHarness()) {
      EntityPath queue = broker.queue("q", s -> s.sessions().maxDeliveryCount(1_000));
      Map<String, NavigableSet<Long>> open = new HashMap<>();
      Map<String, Held> held = new HashMap<>();
      for (int step : script) {
        String session = "s" + step % SESSIONS;
        switch (step / 10) {
          case 0, 1, 2 -> {
            long number = broker.send(queue, inSession("m", session)).getFirst();
            open.computeIfAbsent(session, _ -> new TreeSet<>()).add(number);
          }
          case 3, 4 -> accept(broker, queue, session, held);
          case 5, 6 -> complete(broker, queue, session, held, open);
          case 7 -> {
            Held old = held.remove(session);
            if (old != null) {
              old.receiver().close();
            }
          }
          case 8 -> {
            broker.advance(Duration.ofSeconds(61));
            held.values().forEach(old -> assertThat(old.deliveries().end()).isNotNull());
            held.clear();
          }
          default -> {
            broker.restart();
            held.clear();
          }
        }
        broker.settle();
        checkOrder(held, open);
      }
      broker.restart();
      assertThat(Waiting.on(broker.namespace().runtime(queue)).active())
          .isEqualTo(open.values().stream().mapToInt(NavigableSet::size).sum());
    }
  }

  private static void accept(
      BrokerHarness broker, EntityPath queue, String session, Map<String, Held> held) {
    Deliveries deliveries = new Deliveries();
    try {
      SessionReceiver receiver =
          Waiting.on(
              broker
                  .source(queue)
                  .session(session, Duration.ZERO, ReceiveMode.PEEK_LOCK, deliveries));
      assertThat(held).doesNotContainKey(session);
      receiver.allow(1_000);
      held.put(session, new Held(receiver, deliveries));
    } catch (BrokerException e) {
      assertThat(held).as(e.getMessage()).containsKey(session);
    }
  }

  private static void complete(
      BrokerHarness broker,
      EntityPath queue,
      String session,
      Map<String, Held> held,
      Map<String, NavigableSet<Long>> open) {
    Held holder = held.get(session);
    if (holder == null || open.getOrDefault(session, new TreeSet<>()).isEmpty()) {
      return;
    }
    long first = open.get(session).first();
    Delivery delivery =
        holder.deliveries().all().stream()
            .filter(candidate -> candidate.message().sequenceNumber() == first)
            .findFirst()
            .orElseThrow();
    broker.settle(queue, delivery, new Settlement.Complete());
    open.get(session).remove(first);
  }

  /** A holder has got every open message of its session, in order. */
  private static void checkOrder(Map<String, Held> held, Map<String, NavigableSet<Long>> open) {
    held.forEach(
        (session, holder) -> {
          List<Long> got = new ArrayList<>();
          holder.deliveries().all().forEach(it -> got.add(it.message().sequenceNumber()));
          assertThat(got).isSorted().doesNotHaveDuplicates();
          assertThat(got).containsAll(open.getOrDefault(session, new TreeSet<>()));
        });
  }
}
