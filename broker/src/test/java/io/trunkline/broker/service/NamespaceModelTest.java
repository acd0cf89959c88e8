package io.trunkline.broker.service;

import static io.trunkline.broker.service.BrokerHarness.SYSTEM;
import static io.trunkline.broker.service.BrokerHarness.message;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.trunkline.broker.BrokerMessage;
import io.trunkline.broker.Delivery;
import io.trunkline.broker.EntityPath;
import io.trunkline.broker.MessageProperties;
import io.trunkline.broker.MessageState;
import io.trunkline.broker.ReceiveMode;
import io.trunkline.broker.Settlement;
import io.trunkline.broker.StoredMessage;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * A whole namespace against a model that is simple enough to be seen to be right: random sends,
 * duplicates, schedules, deferrals, copies for subscriptions, forwarding and transactions, with
 * crashes in between and in the middle of a transaction. Every entity must hold exactly what the
 * model says, in its order.
 *
 * <p>{@code -Dtrunkline.model.seeds=N} runs N sequences, {@code -Dtrunkline.model.first=S} starts
 * with seed S.
 */
class NamespaceModelTest {
  private static final int SEEDS = Integer.getInteger("trunkline.model.seeds", 40);
  private static final int FIRST = Integer.getInteger("trunkline.model.first", 1);
  private static final int STEPS = 60;

  @Test
  void theNamespaceDoesWhatTheModelDoes() {
    for (int seed = FIRST; seed < FIRST + SEEDS; seed++) {
      try (Run run = new Run(new Random(seed))) {
        for (int step = 0; step < STEPS; step++) {
          run.step();
        }
      } catch (AssertionError | RuntimeException e) {
        throw new AssertionError("seed " + seed + ": " + e.getMessage(), e);
      }
    }
    System.out.printf("%d seeds from %d, %d steps each%n", SEEDS, FIRST, STEPS);
  }

  /** What the model knows of an entity: bodies in their order. */
  private static final class Contents {
    final List<String> active = new ArrayList<>();
    final List<String> deferred = new ArrayList<>();
    final List<Scheduled> scheduled = new ArrayList<>();

    void activate(long now) {
      List<Scheduled> due = scheduled.stream().filter(it -> it.dueAt() <= now).toList();
      scheduled.removeAll(due);
      due.stream()
          .sorted(Comparator.comparing(Scheduled::dueAt).thenComparing(Scheduled::number))
          .forEach(it -> active.add(it.body()));
    }
  }

  private record Scheduled(String body, long dueAt, long number) {}

  private static final class Run implements AutoCloseable {
    private static final Duration WINDOW = Duration.ofMinutes(5);

    private final BrokerHarness broker = new BrokerHarness();
    private final Random random;
    private final EntityPath unique = broker.queue("unique", s -> s.duplicates(WINDOW));
    private final EntityPath work = broker.queue("work", s -> s.maxDeliveryCount(1_000));
    private final EntityPath topic = broker.topic("topic");
    private final EntityPath odd = broker.subscription("topic", "odd", s -> s);
    private final Map<EntityPath, Contents> model = new HashMap<>();
    private final Map<String, Long> accepted = new HashMap<>();
    private int sent;

    Run(Random random) {
      this.random = random;
      EntityPath forwarding = broker.subscription("topic", "all", s -> s.forwardTo("work"));
      broker.rule(odd, "odd", "number % 2 = 1", null);
      broker.rule(forwarding, "all", "1=1", null);
      List.of(unique, work, odd).forEach(path -> model.put(path, new Contents()));
    }

    private Contents at(EntityPath path) {
      return model.get(path);
    }

    void step() {
      switch (random.nextInt(11)) {
        case 0, 1 -> sendTo(random.nextBoolean() ? work : topic);
        case 2 -> sendUnique();
        case 3 -> schedule();
        case 4 -> cancel();
        case 5 -> complete();
        case 6 -> defer();
        case 7 -> completeDeferred();
        case 8, 9 -> transact();
        default -> {
          if (random.nextInt(3) == 0) {
            broker.restart();
          } else {
            broker.advance(Duration.ofSeconds(random.nextInt(120)));
          }
        }
      }
      check();
    }

    private BrokerMessage next() {
      int number = sent++;
      return message(Integer.toString(number), MessageProperties.NONE, Map.of("number", number));
    }

    private static String body(BrokerMessage message) {
      return new String(message.payload(), UTF_8);
    }

    private void arrived(EntityPath path, BrokerMessage message) {
      at(work).active.add(body(message));
      if (path.equals(topic) && Integer.parseInt(body(message)) % 2 == 1) {
        at(odd).active.add(body(message));
      }
    }

    private void sendTo(EntityPath path) {
      BrokerMessage message = next();
      broker.send(path, message);
      arrived(path, message);
    }

    private void sendUnique() {
      String id = "id-" + random.nextInt(4);
      String body = Integer.toString(sent++);
      broker.send(
          unique, message(body, MessageProperties.builder().messageId(id).build(), Map.of()));
      long now = broker.clock.millis();
      Long before = accepted.get(id);
      if (before == null || before <= now - WINDOW.toMillis()) {
        accepted.put(id, now);
        at(unique).active.add(body);
      }
    }

    private void schedule() {
      long due = broker.clock.millis() + 1_000L * (1 + random.nextInt(200));
      String body = Integer.toString(sent++);
      MessageProperties later = MessageProperties.builder().scheduledEnqueueTime(due).build();
      long number = broker.send(work, message(body, later, Map.of())).getFirst();
      at(work).scheduled.add(new Scheduled(body, due, number));
    }

    private void cancel() {
      List<Scheduled> waiting = at(work).scheduled;
      if (!waiting.isEmpty()) {
        Scheduled chosen = waiting.remove(random.nextInt(waiting.size()));
        Waiting.on(broker.namespace().sink(SYSTEM, work).cancelScheduled(List.of(chosen.number())));
      }
    }

    private void complete() {
      lockFirst().forEach(first -> broker.settle(work, first, new Settlement.Complete()));
    }

    private void defer() {
      for (Delivery first : lockFirst()) {
        broker.settle(work, first, new Settlement.Defer(Map.of()));
        at(work).deferred.add(BrokerHarness.body(first));
      }
    }

    /** Locks the first message, which the model then does not have any more. */
    private List<Delivery> lockFirst() {
      List<Delivery> locked = broker.lock(work, 1);
      assertThat(locked.stream().map(BrokerHarness::body).toList())
          .isEqualTo(at(work).active.stream().limit(1).toList());
      locked.forEach(first -> at(work).active.removeFirst());
      return locked;
    }

    private void completeDeferred() {
      List<StoredMessage> deferred =
          peek(work).stream().filter(it -> it.state() == MessageState.DEFERRED).toList();
      if (!deferred.isEmpty()) {
        StoredMessage chosen = deferred.get(random.nextInt(deferred.size()));
        Waiting.on(
            broker
                .source(work)
                .receiveDeferred(
                    List.of(chosen.sequenceNumber()), ReceiveMode.RECEIVE_AND_DELETE, null));
        at(work).deferred.remove(body(chosen.message()));
      }
    }

    private void transact() {
      Transaction transaction = broker.namespace().begin();
      List<Runnable> effects = new ArrayList<>();
      List<Runnable> undoing = new ArrayList<>();
      for (int operations = random.nextInt(4); operations > 0; operations--) {
        if (random.nextBoolean()) {
          EntityPath path = random.nextBoolean() ? work : topic;
          BrokerMessage message = next();
          Waiting.on(broker.namespace().sink(SYSTEM, path).send(List.of(message), transaction));
          effects.add(() -> arrived(path, message));
        } else {
          for (Delivery first : lockFirst()) {
            Settlement complete = new Settlement.Complete();
            Waiting.on(broker.source(work).settle(first.lockToken(), complete, transaction, false));
            undoing.addFirst(() -> at(work).active.addFirst(BrokerHarness.body(first)));
            undoing.addLast(
                () ->
                    Waiting.on(
                        broker.source(work).settle(first.lockToken(), new Settlement.Release())));
          }
        }
      }
      check();
      switch (random.nextInt(3)) {
        case 0 -> {
          Waiting.on(transaction.commit());
          effects.forEach(Runnable::run);
          if (random.nextInt(4) == 0) {
            broker.restart();
          }
        }
        case 1 -> {
          Waiting.on(transaction.rollback());
          undoing.forEach(Runnable::run);
        }
        default -> {
          broker.restart();
          undoing.subList(0, undoing.size() / 2).forEach(Runnable::run);
        }
      }
    }

    private List<StoredMessage> peek(EntityPath path) {
      return Waiting.on(broker.source(path).peek(0, 1_000, null));
    }

    private void check() {
      broker.settle();
      at(work).activate(broker.clock.millis());
      model.forEach(
          (path, contents) -> {
            // what is locked is out of the model's order until it is settled or given back
            assertThat(bodies(path, MessageState.DEFERRED))
                .containsExactlyInAnyOrderElementsOf(contents.deferred);
            assertThat(bodies(path, MessageState.SCHEDULED))
                .containsExactlyInAnyOrderElementsOf(
                    contents.scheduled.stream().map(Scheduled::body).toList());
            if (!contents.active.isEmpty()) {
              assertThat(bodies(path, MessageState.ACTIVE)).containsSubsequence(contents.active);
            }
          });
    }

    private List<String> bodies(EntityPath path, MessageState state) {
      return peek(path).stream()
          .filter(message -> message.state() == state)
          .map(message -> body(message.message()))
          .toList();
    }

    /** After a crash nothing is locked: everything is there, in its order, and nothing else. */
    @Override
    public void close() {
      broker.restart();
      check();
      model.forEach(
          (path, contents) ->
              assertThat(bodies(path, MessageState.ACTIVE)).isEqualTo(contents.active));
      broker.close();
    }
  }
}
