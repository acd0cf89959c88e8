package io.trunkline.broker.service;

import static org.assertj.core.api.Assertions.assertThat;

import io.trunkline.broker.BrokerException;
import io.trunkline.broker.Delivery;
import io.trunkline.broker.EntityPath;
import io.trunkline.broker.ReceiveMode;
import io.trunkline.broker.Settlement;
import io.trunkline.broker.SubQueue;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.From;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.Tuple;
import net.jqwik.api.constraints.Size;

/**
 * Random sends, receives, settlements, lock expiries and crashes against a model that is simple
 * enough to be seen to be right: nothing acknowledged is lost or comes twice, nothing is locked by
 * two, order and delivery counts are as documented.
 */
class QueueModelTest {
  private static final Duration LOCK = Duration.ofSeconds(30);
  private static final int MAX_DELIVERIES = 3;

  private enum Place {
    READY,
    LOCKED,
    DEFERRED,
    DEFERRED_LOCKED,
    DEAD
  }

  private static final class Modelled {
    Place place = Place.READY;
    int failures;
    long lockedUntil;
  }

  /** What a step does; {@code pick} chooses among what there is. */
  private record Action(Kind kind, int pick) {
    enum Kind {
      SEND,
      LOCK,
      LOCK_DEFERRED,
      COMPLETE,
      ABANDON,
      RELEASE,
      DEFER,
      DEAD_LETTER,
      RENEW,
      WAIT,
      CRASH
    }
  }

  @Provide
  Arbitrary<Action> actions() {
    return Arbitraries.frequencyOf(
            Tuple.of(6, Arbitraries.of(Action.Kind.SEND, Action.Kind.LOCK)),
            Tuple.of(5, Arbitraries.of(Action.Kind.values())))
        .flatMap(
            kind -> Arbitraries.integers().between(0, 1_000).map(pick -> new Action(kind, pick)));
  }

  @Property(tries = 60, shrinking = ShrinkingMode.BOUNDED)
  void theQueueDoesWhatTheModelDoes(@ForAll @Size(max = 60) List<@From("actions") Action> script) {
    try (Run run = new Run()) {
      script.forEach(run::step);
      run.finish();
    }
  }

  private static final class Run implements AutoCloseable {
    private final BrokerHarness broker = new BrokerHarness();
    private final EntityPath queue =
        broker.queue("q", s -> s.lock(LOCK).maxDeliveryCount(MAX_DELIVERIES));
    private final TreeMap<Long, Modelled> model = new TreeMap<>();
    private final List<Delivery> held = new ArrayList<>();

    void step(Action action) {
      expireLocks();
      switch (action.kind()) {
        case SEND -> {
          long number = broker.send(queue, "m").getFirst();
          assertThat(model.put(number, new Modelled())).isNull();
          assertThat(model.lastKey()).isEqualTo(number);
        }
        case LOCK -> lock(action.pick() % 4 + 1);
        case LOCK_DEFERRED -> lockDeferred(action.pick());
        case WAIT -> broker.advance(Duration.ofSeconds(action.pick() % 20));
        case CRASH -> crash();
        case COMPLETE, ABANDON, RELEASE, DEFER, DEAD_LETTER, RENEW -> {
          if (!held.isEmpty()) {
            settle(held.get(action.pick() % held.size()), action.kind());
          }
        }
      }
      check();
    }

    private void expireLocks() {
      long now = broker.clock.millis();
      for (Modelled message : model.values()) {
        boolean locked = message.place == Place.LOCKED || message.place == Place.DEFERRED_LOCKED;
        if (locked && message.lockedUntil <= now) {
          failed(message);
        }
      }
    }

    private static void failed(Modelled message) {
      message.failures++;
      if (message.failures >= MAX_DELIVERIES) {
        message.place = Place.DEAD;
      } else {
        unlocked(message);
      }
    }

    private static void unlocked(Modelled message) {
      message.place = message.place == Place.LOCKED ? Place.READY : Place.DEFERRED;
    }

    private List<Long> in(Place place) {
      return model.entrySet().stream()
          .filter(entry -> entry.getValue().place == place)
          .map(Map.Entry::getKey)
          .toList();
    }

    private void lock(int max) {
      List<Long> expected = in(Place.READY).stream().limit(max).toList();
      List<Delivery> got = broker.lock(queue, max);
      assertThat(got)
          .extracting(delivery -> delivery.message().sequenceNumber())
          .containsExactlyElementsOf(expected);
      got.forEach(delivery -> locked(delivery, Place.LOCKED));
    }

    private void lockDeferred(int pick) {
      List<Long> deferred = in(Place.DEFERRED);
      if (!deferred.isEmpty()) {
        long number = deferred.get(pick % deferred.size());
        locked(
            Waiting.on(
                    broker
                        .source(queue)
                        .receiveDeferred(List.of(number), ReceiveMode.PEEK_LOCK, null))
                .getFirst(),
            Place.DEFERRED_LOCKED);
      }
    }

    private void locked(Delivery delivery, Place place) {
      Modelled message = model.get(delivery.message().sequenceNumber());
      assertThat(delivery.message().deliveryCount()).isEqualTo(message.failures);
      message.place = place;
      message.lockedUntil = broker.clock.millis() + LOCK.toMillis();
      assertThat(delivery.lockedUntil()).isEqualTo(message.lockedUntil);
      held.add(delivery);
    }

    private void settle(Delivery delivery, Action.Kind kind) {
      long number = delivery.message().sequenceNumber();
      Modelled message = model.get(number);
      boolean valid = isCurrent(delivery);
      if (kind != Action.Kind.RENEW) {
        held.remove(delivery);
      }
      try {
        if (kind == Action.Kind.RENEW) {
          Waiting.on(broker.source(queue).renew(delivery.lockToken()));
          message.lockedUntil = broker.clock.millis() + LOCK.toMillis();
        } else {
          broker.settle(queue, delivery, settlement(kind));
          settled(number, message, kind);
        }
        assertThat(valid).as("the lock of %s", number).isTrue();
      } catch (BrokerException e) {
        assertThat(valid).as("%s of %d: %s", kind, number, e.getMessage()).isFalse();
        held.remove(delivery);
      }
    }

    /** The newest delivery of a message is the one whose lock counts, while it lasts. */
    @SuppressWarnings("ReferenceEquality") // the very delivery
    private boolean isCurrent(Delivery delivery) {
      Modelled message = model.get(delivery.message().sequenceNumber());
      boolean locked =
          message != null
              && (message.place == Place.LOCKED || message.place == Place.DEFERRED_LOCKED);
      Delivery newest = null;
      for (Delivery other : held) {
        if (other.message().sequenceNumber() == delivery.message().sequenceNumber()) {
          newest = other;
        }
      }
      return locked && newest == delivery;
    }

    private static Settlement settlement(Action.Kind kind) {
      return switch (kind) {
        case COMPLETE -> new Settlement.Complete();
        case ABANDON -> new Settlement.Abandon(Map.of());
        case RELEASE -> new Settlement.Release();
        case DEFER -> new Settlement.Defer(Map.of());
        case DEAD_LETTER -> new Settlement.DeadLetter("test", null, Map.of());
        default -> throw new IllegalArgumentException(kind.toString());
      };
    }

    private void settled(long number, Modelled message, Action.Kind kind) {
      switch (kind) {
        case COMPLETE -> model.remove(number);
        case ABANDON -> failed(message);
        case RELEASE -> unlocked(message);
        case DEFER -> message.place = Place.DEFERRED;
        default -> message.place = Place.DEAD;
      }
    }

    private void crash() {
      broker.restart();
      for (Modelled message : model.values()) {
        if (message.place == Place.LOCKED || message.place == Place.DEFERRED_LOCKED) {
          unlocked(message);
        }
      }
      held.clear();
    }

    private void check() {
      broker.settle();
      expireLocks();
      var runtime = Waiting.on(broker.namespace().runtime(queue));
      int dead = in(Place.DEAD).size();
      assertThat(runtime.deadLetter()).isEqualTo(dead);
      assertThat(runtime.active()).isEqualTo(model.size() - dead);
      assertThat(runtime.sizeInBytes()).isEqualTo(model.size());
    }

    /** Everything is still there, once. */
    void finish() {
      crash();
      lock(1_000);
      for (long number : in(Place.DEFERRED)) {
        Waiting.on(
            broker
                .source(queue)
                .receiveDeferred(List.of(number), ReceiveMode.RECEIVE_AND_DELETE, null));
      }
      assertThat(broker.drain(queue.with(SubQueue.DEAD_LETTER))).hasSize(in(Place.DEAD).size());
    }

    @Override
    public void close() {
      broker.close();
    }
  }
}
