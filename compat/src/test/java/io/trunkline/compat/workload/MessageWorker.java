package io.trunkline.compat.workload;

import com.azure.messaging.servicebus.ServiceBusReceivedMessage;
import com.azure.messaging.servicebus.ServiceBusReceiverClient;
import com.azure.messaging.servicebus.models.SubQueue;
import io.trunkline.compat.history.History;
import io.trunkline.compat.history.Operation.CloseReceiver;
import io.trunkline.compat.history.Operation.Renew;
import io.trunkline.compat.history.Outcome;
import io.trunkline.compat.history.Recorder;
import io.trunkline.compat.history.Settlement;
import java.time.Duration;
import java.time.Instant;
import java.util.Random;

/** Receives messages of a queue and settles most of them, in every way there is. */
public final class MessageWorker extends Workload {
  private static final int BATCH = 8;

  private final Recorder recorder;
  private final Deliveries deliveries;
  private final Random random;
  private final Roaming<ServiceBusReceiverClient> receiver;
  private int connections;

  /**
   * Makes a worker that has not begun.
   *
   * @param deadLetters whether to work on the queue's dead-letter queue
   */
  public MessageWorker(
      Surroundings surroundings,
      String name,
      int first,
      String queue,
      boolean deadLetters,
      Random random) {
    super(name, 50);
    this.recorder = surroundings.recorder();
    this.deliveries = new Deliveries(recorder, deadLetters ? History.deadLetter(queue) : queue);
    this.random = random;
    this.receiver =
        new Roaming<>(
            surroundings.nodes(),
            first,
            node -> {
              connections++;
              return Surroundings.messaging(node, 0)
                  .receiver()
                  .queueName(queue)
                  .subQueue(deadLetters ? SubQueue.DEAD_LETTER_QUEUE : SubQueue.NONE)
                  .disableAutoComplete()
                  .maxAutoLockRenewDuration(Duration.ZERO)
                  .buildClient();
            });
  }

  private String client() {
    return name() + "#" + connections;
  }

  @Override
  void round() {
    try {
      boolean fine = true;
      ServiceBusReceiverClient current = receiver.client();
      for (ServiceBusReceivedMessage message : deliveries.receive(client(), current, BATCH)) {
        fine &= work(current, message);
      }
      if (!fine) {
        leave();
      }
    } catch (RuntimeException e) {
      leave(); // the node does not answer
    }
  }

  /** Returns whether the node answers. */
  private boolean work(ServiceBusReceiverClient current, ServiceBusReceivedMessage message) {
    int choice = random.nextInt(20);
    if (choice == 0) {
      return true; // forgotten: its lock runs out
    }
    if (choice == 1 && !renew(current, message)) {
      return false;
    }
    Settlement how =
        switch (choice) {
          case 2, 3 -> Settlement.ABANDON;
          case 4 ->
              History.isDeadLetter(deliveries.queue())
                  ? Settlement.COMPLETE
                  : Settlement.DEAD_LETTER;
          case 5 -> random.nextInt(4) == 0 ? Settlement.DEFER : Settlement.COMPLETE;
          default -> Settlement.COMPLETE;
        };
    return deliveries.settle(client(), current, message, how) != Outcome.UNKNOWN;
  }

  private boolean renew(ServiceBusReceiverClient current, ServiceBusReceivedMessage message) {
    Instant invoked = recorder.now();
    Instant until = message.getLockedUntil().toInstant();
    Outcome outcome = Outcome.UNKNOWN;
    try {
      until = current.renewMessageLock(message).toInstant();
      outcome = Outcome.OK;
    } catch (RuntimeException e) {
      // unknown, then
    }
    recorder.add(
        client(),
        new Renew(
            deliveries.queue(),
            message.getMessageId(),
            message.getSequenceNumber(),
            message.getLockToken(),
            until),
        invoked,
        outcome);
    return outcome == Outcome.OK;
  }

  private void leave() {
    recorder.add(client(), new CloseReceiver(deliveries.queue()), recorder.now(), Outcome.UNKNOWN);
    receiver.leave();
  }

  @Override
  void end() {
    leave();
  }
}
