package io.trunkline.broker.service;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.trunkline.broker.BrokerException;
import io.trunkline.broker.Delivery;
import io.trunkline.broker.DeliveryListener;
import io.trunkline.broker.MessageProperties;
import io.trunkline.broker.ReceiveMode;
import io.trunkline.broker.Settlement;
import io.trunkline.kernel.simulation.Simulation;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A session whose state says how far its messages have been worked off: each message is answered by
 * setting the state to its number, and completed only then. The state must never be older than the
 * messages that are gone.
 */
final class SessionSteps {
  private static final String SESSION = "s";
  private static final int MESSAGES = 12;

  private final Simulation simulation;
  private final Supplier<Optional<SimulatedBroker>> leader;
  private int sentUpTo;
  private int completingUpTo;
  private int completedUpTo;
  private @Nullable AssertionError violation;

  SessionSteps(Simulation simulation, Supplier<Optional<SimulatedBroker>> leader) {
    this.simulation = simulation;
    this.leader = leader;
  }

  void begin() {
    send();
    work();
  }

  void check() {
    if (violation != null) {
      throw violation;
    }
  }

  private boolean isDone() {
    return completedUpTo == MESSAGES;
  }

  /**
   * Returns whether every message is completed, the last one perhaps without an answer.
   *
   * @param left the bodies of the messages that are in the queue
   */
  boolean isDone(List<String> left) {
    return isDone() || (completingUpTo == MESSAGES && left.isEmpty());
  }

  void checkAtRest(List<String> left) {
    check();
    if (!isDone(left)) {
      throw new AssertionError("the session stands still at " + completedUpTo);
    }
  }

  /** Sends the next message, or the same again while it is not acknowledged. */
  private void send() {
    simulation.between(
        100_000,
        500_000,
        () -> {
          if (sentUpTo < MESSAGES) {
            send();
            leader.get().ifPresent(broker -> send(broker, sentUpTo + 1));
          }
        });
  }

  private void send(SimulatedBroker broker, int number) {
    MessageProperties properties =
        MessageProperties.builder().messageId("n" + number).sessionId(SESSION).build();
    var unused =
        broker
            .namespace
            .sink(BrokerHarness.SYSTEM, BrokerRun.STEPS)
            .send(List.of(BrokerHarness.message(String.valueOf(number), properties, Map.of())))
            .thenRun(() -> sentUpTo = Math.max(sentUpTo, number));
  }

  /** Accepts the session, works one message off, and gives the session back. */
  private void work() {
    simulation.between(
        50_000,
        300_000,
        () -> {
          if (!isDone()) {
            work();
            leader.get().ifPresent(this::accept);
          }
        });
  }

  private void accept(SimulatedBroker broker) {
    MessageSource source = broker.namespace.source(BrokerHarness.SYSTEM, BrokerRun.STEPS);
    Worker worker = new Worker(broker, source);
    var unused =
        source
            .session(SESSION, Duration.ZERO, ReceiveMode.PEEK_LOCK, worker)
            .thenAccept(worker::opened);
  }

  private final class Worker implements DeliveryListener {
    private final SimulatedBroker broker;
    private final MessageSource source;
    private final CompletableFuture<SessionReceiver> receiver = new CompletableFuture<>();
    private int completedBefore;

    Worker(SimulatedBroker broker, MessageSource source) {
      this.broker = broker;
      this.source = source;
    }

    void opened(SessionReceiver opened) {
      receiver.complete(opened);
      completedBefore = completedUpTo;
      opened.allow(1);
      simulation.after(600_000, opened::close);
    }

    @Override
    public void delivered(Delivery delivery) {
      int number = Integer.parseInt(BrokerHarness.body(delivery));
      int floor = completedUpTo;
      if (number <= (broker.isNewestLeader() ? floor : completedBefore)) {
        violation = new AssertionError("step " + number + " came again after it was completed");
      }
      var unused =
          source
              .sessionState(SESSION)
              .thenAccept(state -> check(state.map(Worker::number).orElse(0), floor, number))
              .thenCompose(_ -> source.setSessionState(SESSION, bytes(number)))
              .thenRun(() -> completingUpTo = Math.max(completingUpTo, number))
              .thenCompose(_ -> source.settle(delivery.lockToken(), new Settlement.Complete()))
              .thenRun(() -> completedUpTo = Math.max(completedUpTo, number))
              .whenComplete(
                  (_, _) -> {
                    var unusedClosing = receiver.thenAccept(SessionReceiver::close);
                  });
    }

    private void check(int state, int floor, int number) {
      if (state < floor || number > state + 1) {
        violation =
            new AssertionError(
                "the session's state is %d, message %d comes, and up to %d all are completed"
                    .formatted(state, number, floor));
      }
    }

    @Override
    public void ended(BrokerException reason) {}

    private static int number(byte[] state) {
      return Integer.parseInt(new String(state, UTF_8));
    }

    private static byte[] bytes(int number) {
      return String.valueOf(number).getBytes(UTF_8);
    }
  }
}
