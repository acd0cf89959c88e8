package io.trunkline.compat.workload;

import com.azure.messaging.servicebus.ServiceBusReceivedMessage;
import com.azure.messaging.servicebus.ServiceBusReceiverClient;
import com.azure.messaging.servicebus.models.ServiceBusMessageState;
import com.azure.messaging.servicebus.models.SubQueue;
import com.fasterxml.jackson.databind.JsonNode;
import io.trunkline.compat.history.History;
import io.trunkline.compat.history.Operation.Counted;
import io.trunkline.compat.history.Operation.Left;
import io.trunkline.compat.history.Outcome;
import io.trunkline.compat.history.Place;
import io.trunkline.compat.history.Recorder;
import io.trunkline.net.Endpoints;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** Looks at what is in a queue when nobody works on it any more. */
public final class QueueAudit {
  private static final int PAGE = 200;

  private final Recorder recorder;
  private final Endpoints node;
  private final HttpCalls calls;

  public QueueAudit(Surroundings surroundings, HttpCalls calls, int node) {
    this.recorder = surroundings.recorder();
    this.node = surroundings.nodes().get(node);
    this.calls = calls;
  }

  /** Returns whether a queue has messages that are to be enqueued before {@code later}. */
  public boolean hasScheduled(String queue, Instant later) {
    return peek(queue, SubQueue.NONE).stream()
        .anyMatch(
            it ->
                it.getState() == ServiceBusMessageState.SCHEDULED
                    && it.getScheduledEnqueueTime().toInstant().isBefore(later));
  }

  /**
   * Writes down what is in a queue and its dead-letter queue, and what the queue says of itself.
   *
   * @param id the queue's resource
   */
  public void audit(String queue, String id) throws IOException, InterruptedException {
    note(queue, SubQueue.NONE);
    note(queue, SubQueue.DEAD_LETTER_QUEUE);
    Instant invoked = recorder.now();
    JsonNode details =
        calls
            .manage(node, "GET", id + "?api-version=2021-11-01", "")
            .at("/properties/countDetails");
    count(queue, Place.ACTIVE, details.path("activeMessageCount").asLong(-1), invoked);
    count(queue, Place.SCHEDULED, details.path("scheduledMessageCount").asLong(-1), invoked);
    count(
        History.deadLetter(queue),
        Place.ACTIVE,
        details.path("deadLetterMessageCount").asLong(-1),
        invoked);
  }

  private void count(String queue, Place place, long count, Instant invoked) {
    recorder.add("auditor", new Counted(queue, place, count), invoked, Outcome.OK);
  }

  private void note(String queue, SubQueue part) {
    String name = part == SubQueue.NONE ? queue : History.deadLetter(queue);
    Instant invoked = recorder.now();
    for (ServiceBusReceivedMessage message : peek(queue, part)) {
      Place place =
          switch (message.getState()) {
            case ACTIVE -> Place.ACTIVE;
            case DEFERRED -> Place.DEFERRED;
            case SCHEDULED -> Place.SCHEDULED;
          };
      recorder.add(
          "auditor",
          new Left(name, message.getMessageId(), message.getSequenceNumber(), place),
          invoked,
          Outcome.OK);
    }
  }

  private List<ServiceBusReceivedMessage> peek(String queue, SubQueue part) {
    List<ServiceBusReceivedMessage> all = new ArrayList<>();
    try (ServiceBusReceiverClient receiver =
        Surroundings.messaging(node, 2).receiver().queueName(queue).subQueue(part).buildClient()) {
      long from = 0;
      while (true) {
        List<ServiceBusReceivedMessage> page = receiver.peekMessages(PAGE, from).stream().toList();
        if (page.isEmpty()) {
          return all;
        }
        all.addAll(page);
        from = page.getLast().getSequenceNumber() + 1;
      }
    }
  }
}
