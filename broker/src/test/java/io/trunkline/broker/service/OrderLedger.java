package io.trunkline.broker.service;

import io.trunkline.broker.Delivery;
import io.trunkline.broker.ReceiveMode;
import io.trunkline.broker.Settlement;
import io.trunkline.kernel.simulation.Simulation;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** What the clients of the queue {@code orders} know: what was sent, locked and settled. */
final class OrderLedger {
  private enum Fate {
    COMPLETED,
    DEAD_LETTERED
  }

  private record Lock(SimulatedBroker broker, int leadership, int skips, long until) {}

  private final Simulation simulation;
  private final Set<String> sent = new HashSet<>();
  private final Map<String, Long> numbers = new HashMap<>();
  private final Map<Long, Lock> locks = new HashMap<>();
  private final Map<Long, Fate> fates = new HashMap<>();
  private final Map<Long, Long> fateKnownAt = new HashMap<>();
  private final Set<Long> settling = new HashSet<>();
  private @Nullable AssertionError violation;

  OrderLedger(Simulation simulation) {
    this.simulation = simulation;
  }

  void sent(String id) {
    sent.add(id);
  }

  void unlessSent(String id, Runnable action) {
    if (!sent.contains(id)) {
      action.run();
    }
  }

  /** Throws what was found wrong. */
  void check() {
    if (violation != null) {
      throw violation;
    }
  }

  private void violated(String what) {
    violation = new AssertionError(what);
  }

  /**
   * Pulls from a node and settles after a while.
   *
   * @param alive whether that node still lives the same life
   */
  void receive(SimulatedBroker broker, BooleanSupplier alive) {
    MessageSource source = broker.namespace.source(BrokerHarness.SYSTEM, BrokerRun.ORDERS);
    long askedAt = simulation.now();
    var unused =
        source
            .receive(5, Duration.ZERO, ReceiveMode.PEEK_LOCK)
            .thenAccept(
                deliveries ->
                    deliveries.forEach(
                        delivery -> delivered(broker, source, delivery, askedAt, alive)));
  }

  private void delivered(
      SimulatedBroker broker,
      MessageSource source,
      Delivery delivery,
      long askedAt,
      BooleanSupplier alive) {
    long number = delivery.message().sequenceNumber();
    String id = BrokerHarness.body(delivery);
    Long known = numbers.putIfAbsent(id, number);
    if (known != null && known != number) {
      violated("message " + id + " was accepted twice, as " + known + " and " + number);
    }
    if (fates.containsKey(number)
        && (broker.isNewestLeader() || fateKnownAt.get(number) < askedAt)) {
      violated("message " + id + " came again after it was " + fates.get(number));
    }
    Lock held = locks.get(number);
    if (held != null
        && held.broker() == broker
        && held.leadership() == broker.leadership
        && held.skips() == broker.node.clock().skips()
        && held.until() > broker.node.clock().millis()) {
      violated("message " + id + " is locked twice by the same leader");
    }
    locks.put(
        number,
        new Lock(broker, broker.leadership, broker.node.clock().skips(), delivery.lockedUntil()));
    simulation.between(
        5_000,
        400_000,
        () -> {
          if (alive.getAsBoolean() && broker.node.isUp() && !broker.node.isPaused()) {
            settle(source, delivery, number);
          }
        });
  }

  private void settle(MessageSource source, Delivery delivery, long number) {
    int choice = simulation.random().nextInt(10);
    if (choice == 0) {
      return; // the lock runs out
    }
    Settlement settlement =
        switch (choice) {
          case 1 -> new Settlement.Abandon(Map.of());
          case 2 -> new Settlement.DeadLetter("test", "on purpose", Map.of());
          default -> new Settlement.Complete();
        };
    locks.remove(number);
    if (choice != 1) {
      settling.add(number);
    }
    var unused =
        source
            .settle(delivery.lockToken(), settlement)
            .whenComplete(
                (_, failure) -> {
                  if (failure == null && choice != 1) {
                    Fate fate = choice == 2 ? Fate.DEAD_LETTERED : Fate.COMPLETED;
                    Fate before = fates.put(number, fate);
                    fateKnownAt.putIfAbsent(number, simulation.now());
                    if (before != null) {
                      violated(number + " was settled twice: " + before + " and " + fate);
                    }
                  }
                });
  }

  /** Returns how much clients have heard: grows with every answer. */
  int known() {
    return sent.size() + fates.size() + settling.size();
  }

  /** Returns whether every message that was acknowledged is settled. */
  boolean isSettled() {
    return sent.stream()
        .allMatch(
            id -> {
              Long number = numbers.get(id);
              return number != null && (fates.containsKey(number) || settling.contains(number));
            });
  }

  /**
   * @param deadLetters the bodies of the messages in the dead-letter queue
   */
  void checkAtRest(List<String> deadLetters) {
    check();
    for (String id : sent) {
      if (!numbers.containsKey(id)) {
        throw new AssertionError("message " + id + " was acknowledged and is lost");
      }
    }
    if (!isSettled()) {
      throw new AssertionError("messages that nobody could settle are left");
    }
    numbers.forEach(
        (id, number) -> {
          Fate fate = fates.get(number);
          long copies = deadLetters.stream().filter(id::equals).count();
          if (fate != null && copies != (fate == Fate.DEAD_LETTERED ? 1 : 0)) {
            throw new AssertionError(id + " was " + fate + " and is dead " + copies + " times");
          }
        });
  }
}
