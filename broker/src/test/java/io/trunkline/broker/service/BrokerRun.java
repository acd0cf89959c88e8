package io.trunkline.broker.service;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.trunkline.broker.BrokerMessage;
import io.trunkline.broker.EntityKind;
import io.trunkline.broker.EntityPath;
import io.trunkline.broker.MessageProperties;
import io.trunkline.broker.SubQueue;
import io.trunkline.broker.state.BrokerCommand;
import io.trunkline.kernel.KernelLimits;
import io.trunkline.kernel.simulation.ClusterObserver;
import io.trunkline.kernel.simulation.Sabotage;
import io.trunkline.kernel.simulation.SimulatedCluster;
import io.trunkline.kernel.simulation.SimulatedNode;
import io.trunkline.kernel.simulation.Simulation;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/** One run of a namespace on three nodes from one seed: clients, trouble, and then peace. */
final class BrokerRun {
  static final EntityPath ORDERS = EntityPath.of("orders");
  static final EntityPath DEAD_LETTERS = ORDERS.with(SubQueue.DEAD_LETTER);
  static final EntityPath STEPS = EntityPath.of("steps");
  private static final Duration TROUBLE = Duration.ofSeconds(5);
  private static final Duration PATIENCE = Duration.ofSeconds(40);

  private final Simulation simulation;
  private final SimulatedCluster cluster;
  private final Map<Integer, SimulatedBroker> brokers = new HashMap<>();
  private final AtomicInteger leaderships = new AtomicInteger();
  private final OrderLedger orders;
  private final SessionSteps steps;
  private final BrokerTrouble trouble;

  private BrokerRun(long seed, Set<Sabotage> sabotage) {
    simulation = new Simulation(seed);
    cluster =
        new SimulatedCluster(
            simulation,
            3,
            KernelLimits.defaults(),
            node -> brokers.put(node.index(), new SimulatedBroker(node, leaderships)),
            new ClusterObserver() {},
            sabotage);
    orders = new OrderLedger(simulation);
    steps = new SessionSteps(simulation, this::someLeader);
    trouble = new BrokerTrouble(cluster);
  }

  /** Runs a seed; throws an {@link AssertionError} that says what was wrong. */
  static void run(long seed, Set<Sabotage> sabotage) {
    new BrokerRun(seed, sabotage).run();
  }

  private void run() {
    simulation.afterEveryStep(orders::check);
    simulation.afterEveryStep(steps::check);
    cluster.start();
    define(ORDERS, new Settings().lock(Duration.ofSeconds(1)).maxDeliveryCount(1_000));
    define(STEPS, new Settings().lock(Duration.ofSeconds(1)).maxDeliveryCount(1_000).sessions());
    SplittableRandom random = simulation.random();
    for (int i = 0; i < 60; i++) {
      String id = "m" + i;
      simulation.after(random.nextLong(TROUBLE.toNanos() / 1_000), () -> send(id, 4));
    }
    for (int i = 0; i < 3; i++) {
      receive();
    }
    steps.begin();
    trouble.begin();
    simulation.run(TROUBLE);
    trouble.stop();
    long end = simulation.now() + PATIENCE.toNanos() / 1_000;
    List<String> deadLetters;
    List<String> stepsLeft;
    int known;
    do {
      simulation.run(Duration.ofMillis(200));
      known = orders.known();
      deadLetters = bodies(DEAD_LETTERS);
      stepsLeft = bodies(STEPS);
      // what a client heard while these were read may be younger than they are
    } while (!(orders.known() == known && orders.isSettled() && steps.isDone(stepsLeft))
        && simulation.now() < end);
    steps.checkAtRest(stepsLeft);
    orders.checkAtRest(deadLetters);
  }

  private <T> T await(Supplier<CompletableFuture<T>> attempt) {
    while (true) {
      CompletableFuture<T> answer = attempt.get();
      if (simulation.runUntil(answer::isDone, Duration.ofSeconds(10))
          && !answer.isCompletedExceptionally()) {
        return answer.join();
      }
      simulation.run(Duration.ofMillis(100));
    }
  }

  private void define(EntityPath path, Settings settings) {
    BrokerCommand.PutEntity command =
        new BrokerCommand.PutEntity(
            path, EntityKind.QUEUE, settings.duplicates(Duration.ofMinutes(5)).build());
    await(() -> brokers.get(0).shard().submit(command));
    simulation.runUntil(
        () ->
            brokers.values().stream()
                .allMatch(broker -> broker.namespace.describe(path).isPresent()),
        Duration.ofSeconds(10));
  }

  private List<String> bodies(EntityPath path) {
    simulation.runUntil( // a node that has just started has none of it yet
        () -> brokers.get(0).namespace.describe(path.with(SubQueue.MAIN)).isPresent(),
        Duration.ofSeconds(10));
    return await(
            () -> brokers.get(0).namespace.source(BrokerHarness.SYSTEM, path).peek(0, 1_000, null))
        .stream()
        .map(message -> new String(message.message().payload(), UTF_8))
        .toList();
  }

  private Optional<SimulatedBroker> any() {
    SimulatedNode node = cluster.node(simulation.random().nextInt(cluster.nodes().size()));
    return node.isUp() && !node.isPaused()
        ? Optional.of(brokers.get(node.index()))
        : Optional.empty();
  }

  /** Returns a node that takes itself for the leader, the right one or a deposed one. */
  private Optional<SimulatedBroker> someLeader() {
    List<SimulatedBroker> leaders = new ArrayList<>();
    for (SimulatedBroker broker : brokers.values()) {
      if (broker.node.isUp()
          && !broker.node.isPaused()
          && broker.node.serves(SimulatedBroker.SHARD)
          && broker.shard().leads()) {
        leaders.add(broker);
      }
    }
    return leaders.isEmpty()
        ? Optional.empty()
        : Optional.of(leaders.get(simulation.random().nextInt(leaders.size())));
  }

  /** Sends a message on any node, and again where that failed: duplicates are detected. */
  private void send(String id, int attempts) {
    Optional<SimulatedBroker> broker =
        any().filter(it -> it.namespace.describe(ORDERS).isPresent()); // else it is behind
    if (broker.isEmpty()) {
      retry(id, attempts);
      return;
    }
    SplittableRandom random = simulation.random();
    MessageProperties.Builder properties = MessageProperties.builder().messageId(id);
    if (random.nextInt(6) == 0) {
      properties.scheduledEnqueueTime(broker.get().node.clock().millis() + random.nextInt(2_000));
    }
    BrokerMessage message = BrokerHarness.message(id, properties.build(), Map.of());
    var unused =
        broker
            .get()
            .namespace
            .sink(BrokerHarness.SYSTEM, ORDERS)
            .send(List.of(message))
            .whenComplete(
                (_, failure) -> {
                  if (failure == null) {
                    orders.sent(id);
                  } else {
                    retry(id, attempts);
                  }
                });
    // a client whose node dies hears nothing, and sends again
    simulation.after(3_000_000, () -> orders.unlessSent(id, () -> retry(id, attempts)));
  }

  private void retry(String id, int attempts) {
    if (attempts > 0) {
      simulation.between(5_000, 200_000, () -> orders.unlessSent(id, () -> send(id, attempts - 1)));
    }
  }

  /** A receiver that pulls, works for a while, settles, and pulls again. */
  private void receive() {
    simulation.between(
        10_000,
        150_000,
        () -> {
          receive();
          someLeader()
              .ifPresent(broker -> orders.receive(broker, () -> brokers.containsValue(broker)));
        });
  }
}
