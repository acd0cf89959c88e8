package io.trunkline.compat.workload;

import com.azure.messaging.servicebus.ServiceBusReceivedMessage;
import com.azure.messaging.servicebus.ServiceBusReceiverClient;
import io.trunkline.compat.history.Operation.Receive;
import io.trunkline.compat.history.Operation.Settle;
import io.trunkline.compat.history.Outcome;
import io.trunkline.compat.history.Recorder;
import io.trunkline.compat.history.Settlement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** What receivers with and without sessions have in common: deliveries and their settlement. */
record Deliveries(Recorder recorder, String queue) {
  private static final Duration WAIT = Duration.ofSeconds(1);

  /** Waits a moment for messages and writes down what came. */
  List<ServiceBusReceivedMessage> receive(
      String client, ServiceBusReceiverClient receiver, int most) {
    Instant invoked = recorder.now();
    List<ServiceBusReceivedMessage> messages = new ArrayList<>();
    for (ServiceBusReceivedMessage message : receiver.receiveMessages(most, WAIT)) {
      messages.add(message);
      recorder.add(
          client,
          new Receive(
              queue,
              message.getMessageId(),
              message.getSessionId(),
              message.getSequenceNumber(),
              message.getLockToken(),
              message.getLockedUntil().toInstant(),
              message.getDeliveryCount()),
          invoked,
          Outcome.OK);
    }
    return messages;
  }

  Outcome settle(
      String client,
      ServiceBusReceiverClient receiver,
      ServiceBusReceivedMessage message,
      Settlement how) {
    Settle operation =
        new Settle(
            queue,
            message.getMessageId(),
            message.getSequenceNumber(),
            message.getLockToken(),
            how);
    if (how == Settlement.DEAD_LETTER) {
      return deadLetter(client, operation, receiver, message);
    }
    return recorder.attempt(
        client,
        operation,
        () -> {
          switch (how) {
            case COMPLETE -> receiver.complete(message);
            case ABANDON -> receiver.abandon(message);
            case DEFER -> receiver.defer(message);
            case DEAD_LETTER -> throw new AssertionError(how);
          }
        });
  }

  /**
   * Dead-letters a message. This client takes a refusal for success ({@code
   * reference/service-bus.md §7.2}), and a lock that has run out is refused: then nobody knows.
   */
  private Outcome deadLetter(
      String client,
      Settle operation,
      ServiceBusReceiverClient receiver,
      ServiceBusReceivedMessage message) {
    Instant invoked = recorder.now();
    Outcome outcome = Outcome.UNKNOWN;
    try {
      receiver.deadLetter(message);
      if (recorder.now().isBefore(message.getLockedUntil().toInstant())) {
        outcome = Outcome.OK;
      }
    } catch (RuntimeException e) {
      // unknown, then
    }
    recorder.add(client, operation, invoked, outcome);
    return outcome;
  }
}
